// What the invented core answers to a code: `PERSON4`, `VERDICT:full`, and `VERDICT:unknown:code_is_url` with its reason.
import type { Allowed } from "../src/generated/Allowed";
import type { PersonView } from "../src/generated/PersonView";
import type { ReasonView } from "../src/generated/ReasonView";

/** On an invented day: 24 November, in Basque time. */
export const at = (hour: number, minute: number) => Date.UTC(2026, 10, 24, hour - 1, minute);

/** The reason of each verdict where none is asked for. */
const usual: Record<string, string> = {
  unknown: "code_not_found",
  ambiguous: "code_ambiguous",
  other_event: "event_other_named",
  revoked: "badge_voided_by",
  not_now: "other_day",
  already_in: "still_inside",
  full: "room_full",
  admitted: "first_entry",
  left: "was_inside",
  not_inside: "was_not_inside",
};

/** Reasons that come with values; a value more makes a sentence more. */
const valued: Record<string, ReasonView> = {
  event_other_named: { code: "event_other", params: { event: "Basque Open Industry 2023" } },
  badge_voided_at: { code: "badge_voided", params: { at: String(at(10, 2)) } },
  badge_voided_by: { code: "badge_voided", params: { replaced_by: "K7QP", at: String(at(10, 2)) } },
  room_full: { code: "room_full", params: { inside: "120", capacity: "120" } },
  too_early: { code: "too_early", params: { from: String(at(14, 0)) } },
  too_late: { code: "too_late", params: { until: String(at(10, 0)) } },
  checkpoint_closed_until: { code: "checkpoint_closed", params: { from: String(at(16, 30)) } },
  attention: { code: "attention", params: { text: "Ongietorria eman zuzendaritzaren izenean" } },
};

export function reasonFor(verdict: string, person: PersonView | null, asked?: string): ReasonView {
  const name = asked ?? usual[verdict] ?? verdict;
  if (name === "other_day") return { code: name, params: { days: person?.days.join(",") ?? "" } };
  return valued[name] ?? { code: name, params: {} };
}

/** Nobody stands behind a code that is not known, or is another event's, or fits several. */
export function isNobodys(verdict: string, reason: ReasonView): boolean {
  return ["unknown", "ambiguous"].includes(verdict) || reason.code === "event_other";
}

/** A check that was passed is not told. */
export const isTold = ({ code }: ReasonView) => !["first_entry", "was_inside"].includes(code);

/** Rust tells what stopped somebody first, and then what is to be noted. */
export const isNoted = ({ code }: ReasonView) =>
  ["attention", "second_of_two", "letters_before"].includes(code);

/** Somebody has to confirm what cannot be checked yet. */
export const awaits = ({ code }: ReasonView) => ["signer_unseen", "category_unseen"].includes(code);

/** The details have not come yet: there is nobody to show. */
export const isUnseen = (reason: ReasonView) => awaits(reason) || reason.code === "details_follow";

/** As on a device of the office, which has an organiser's word. */
export function allowed(
  verdict: string,
  state: string,
  person: PersonView | null,
  reason: ReasonView,
): Allowed {
  const stops = ["not_now", "unpaid", "already_in", "full", "canceled", "blocked", "unapproved"];
  const elsewhere = ["category_elsewhere", "online"].includes(reason.code);
  const known = person !== null;
  return {
    confirm: state === "pending",
    override_verdict: known && state === "stopped" && (stops.includes(verdict) || elsewhere),
    undo: ["admitted", "pending", "left"].includes(state),
    correct: known,
    reprint: Boolean(person?.badge),
    print: known && verdict === "admitted",
    substitute: known,
  };
}

/** What a scan is by its verdict. */
export function stateOf(verdict: string, pending: boolean): "pending" | "admitted" | "left" | "stopped" {
  if (pending) return "pending";
  if (verdict === "admitted") return "admitted";
  return ["left", "not_inside"].includes(verdict) ? "left" : "stopped";
}
