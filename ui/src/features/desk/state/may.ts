// What may be done with somebody, where no verdict of Rust's on the stage says it.
import type { Allowed } from "../../../generated/Allowed";
import type { PersonView } from "../../../generated/PersonView";

/** What may be done with the person whom the keys mean. */
export type May = Pick<Allowed, "correct" | "reprint" | "print" | "substitute">;

export const nothing: May = { correct: false, reprint: false, print: false, substitute: false };

/** Somebody from the list can be corrected; a badge that was made can be made again. */
export function mayOf(person: PersonView): May {
  return { ...nothing, correct: true, reprint: person.badge !== null };
}
