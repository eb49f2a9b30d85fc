// What the stage shows, and what a verdict on it leaves open.
import type { Failure } from "../../../generated/Failure";
import type { Outcome } from "../../../generated/Outcome";
import type { PersonView } from "../../../generated/PersonView";
import type { PrintView } from "../../../generated/PrintView";
import { isQuiet, isUndone } from "../looks";

/** Back to Ready after so long, unless a question is open. */
export const REST_AFTER_MS = 8000;

export type Shown =
  | { kind: "ready" }
  | { kind: "verdict"; outcome: Outcome }
  | { kind: "failed"; failure: Failure }
  | { kind: "form" }
  | { kind: "group" };

/** What somebody asked for; everything else is asked by the verdict itself. */
export type Asked = "override" | "reprint" | "printer";

export type Question = "already_in" | "attention" | "ambiguous" | "not_found" | Asked;

/** What a verdict asks by itself. */
export function questionOf(outcome: Outcome, answered: boolean): Question | null {
  if (outcome.candidates.length > 0) return "ambiguous";
  if (outcome.pending) return "attention";
  if (outcome.verdict === "unknown") return "not_found";
  if (outcome.verdict === "already_in" && !outcome.double_scan && !answered) return "already_in";
  return null;
}

/** What Ctrl+Z takes back, where it still may: what is shown, or behind a double scan or at Ready the last admission. */
export function undoableOf(shown: Outcome | null, lastDone: Outcome | null, now: number): Outcome | null {
  const doubles = shown !== null && isQuiet(shown) && shown.person?.id === lastDone?.person?.id;
  const meant = shown === null || doubles ? lastDone : shown;
  return meant?.can.undo && now <= meant.undo_until ? meant : null;
}

/** Whoever stands there without paper: let in without a badge, or corrected, and no printer got the new one. */
export function unprintedOf(
  outcome: Outcome | null,
  corrected: PersonView | null,
  print: Partial<PrintView> | null,
): PersonView | null {
  if (print !== null) return null;
  if (!outcome) return corrected;
  if (!outcome.person || !outcome.can.print || outcome.pending || isUndone(outcome)) return null;
  return outcome.person.badge === null ? outcome.person : null;
}
