// What may be done with somebody, where no verdict on the stage says it.
import type { Allowed } from "../../../generated/Allowed";
import type { PersonView } from "../../../generated/PersonView";

/** What may be done with the person whom the keys mean. */
export type May = Pick<Allowed, "correct" | "reprint" | "print" | "substitute">;

export const nothing: May = { correct: false, reprint: false, print: false, substitute: false };

/** Of somebody who is found by name Rust says it with the person. */
export function mayOf({ can }: PersonView): May {
  return { ...nothing, ...can };
}
