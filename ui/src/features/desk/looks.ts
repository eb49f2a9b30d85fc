// How a verdict looks and sounds. The core decided it; here it only gets its word, door, sign and sound.
import type { Outcome } from "../../generated/Outcome";
import type { PersonView } from "../../generated/PersonView";
import type { Sound } from "../../shared/sounds/sounds";
import type { LookName, SignName } from "../../shared/parts/signs";

/** What a look follows from: a scan, or somebody of a group, of whom the verdict is known and why. */
export type Judged = Pick<Outcome, "verdict"> & Partial<Pick<Outcome, "reasons" | "state">>;

export interface Look {
  name: LookName;
  door: "open" | "shut";
  /** The message of the big word: `verdict_…`. */
  word: string;
  /** The message of what to do next: `next_…`, or nothing to do. */
  next: string | null;
  sound: Sound;
}

const open = (name: "admit" | "already" | "attention", word: string, next: string | null): Look => ({
  name,
  door: "open",
  word,
  next,
  sound: name,
});
const shut = (name: "wrong" | "cancelled" | "blocked" | "unknown", word: string, next: string): Look => ({
  name,
  door: "shut",
  word,
  next,
  sound: name,
});

/** A scan that was taken back lets nobody in and stops nobody. */
const undone: Look = { name: "undone", door: "shut", word: "undone", next: null, sound: "unknown" };

/** Feet below the line: what stands under a word this large keeps clear of them. */
export function hasFeet(word: string): boolean {
  return /[¿Qgjpqyç]/.test(word);
}

export function isUndone({ state }: Partial<Pick<Outcome, "state">>): boolean {
  return state === "undone";
}

/** DESIGN-UI §4: the core's verdicts in seven looks, and the one of a scan that was undone. */
export function lookOf(judged: Judged): Look {
  return isUndone(judged) ? undone : judgedLook(judged);
}

function judgedLook({ verdict, state, reasons }: Judged): Look {
  const reason = reasons?.[0]?.code;
  switch (verdict) {
    case "admitted":
      return state === "pending"
        ? open("attention", "attention", "confirm")
        : open("admit", "admitted", null);
    case "already_in":
      // They are not inside any more: what stops them is that this entrance lets in once.
      return open("already", reason === "admitted_before" ? "admitted_before" : "already_in", null);
    case "left":
    case "not_inside":
      return open("admit", "left", null);
    case "ambiguous":
      return open("attention", "ambiguous", "choose");
    case "other_event":
      if (reason === "online") return shut("wrong", "online", "online");
      if (reason === "category_elsewhere") return shut("wrong", "other_session", "other_session");
      return shut("wrong", "other_event", "other_event");
    case "not_now":
      return shut("wrong", reason === "other_day" ? "not_today" : "not_now", "not_now");
    case "full":
      return shut("wrong", "full", "full");
    case "revoked":
      return shut("cancelled", "revoked", reason === "ticket_voided" ? "revoked_ticket" : "revoked");
    case "canceled":
      return shut("cancelled", "canceled", "coordinator");
    case "blocked":
      return shut("blocked", "blocked", "coordinator");
    case "unapproved":
      return shut("blocked", "unapproved", "coordinator");
    case "unpaid":
      return shut("blocked", "unpaid", "unpaid");
    default:
      // Nothing was looked up: the reason says to scan again.
      if (reason === "code_empty" || reason === "code_partial")
        return { ...shut("unknown", "not_read", "unknown"), next: null };
      // Nobody finds by name whose name was erased.
      return shut("unknown", "unknown", reason === "person_erased" ? "erased" : "unknown");
  }
}

/** The scanner fired twice and nobody was let in by it: shown without a sound and without a question. */
export function isQuiet(outcome: Pick<Outcome, "double_scan" | "verdict" | "pending">): boolean {
  return outcome.double_scan && (outcome.verdict !== "admitted" || outcome.pending);
}

/** Where a person of the search stands: what the organiser decided comes before where they are. */
export function standingOf(person: PersonView): { sign: SignName; words: string } {
  switch (person.status) {
    case "canceled":
      return { sign: "cancelled", words: "status_canceled" };
    case "blocked":
      return { sign: "blocked", words: "status_blocked" };
    case "unapproved":
      return { sign: "blocked", words: "status_unapproved" };
    case "unpaid":
      return { sign: "blocked", words: "status_unpaid" };
  }
  switch (person.presence) {
    case "inside":
      return { sign: "already", words: "presence_inside" };
    case "left":
      return { sign: "wait", words: "presence_left" };
    case "not_arrived":
      return { sign: "wait", words: "presence_not_arrived" };
  }
}
