// Gathers the keys of one code, however slow and garbled they come. Pure: keys go in, a burst comes out.
import type { HeardKey } from "../../../shared/wedge/listen";

export interface Burst {
  text: string;
  /** Between its characters, in ms. */
  gaps: number[];
  ending: "enter" | "tab" | "silence";
  /** Keys of a number pad that typed no digit. */
  deadKeypad: number;
}

/** An ending key comes this soon, and nothing that comes later belongs to the code. */
export const OVER_AFTER_MS = 700;
/** Fewer keys say nothing of a scanner: somebody pressed something. */
const CHARACTERS_MIN = 3;

export class Hearing {
  #text = "";
  #gaps: number[] = [];
  #deadKeypad = 0;
  #lastAt = Number.NEGATIVE_INFINITY;

  /** Something came that is not over yet. */
  get waits(): boolean {
    return this.#text !== "" || this.#deadKeypad > 0;
  }

  /** Takes a key; the burst that it ends, if it ends one. */
  press({ key, code, at, shortcut, repeat }: HeardKey): Burst | null {
    if (shortcut || repeat) return null;
    if (key === "Enter" || key === "Tab") {
      const isScanners = this.waits && at - this.#lastAt <= OVER_AFTER_MS;
      return isScanners ? this.#end(key === "Enter" ? "enter" : "tab") : null;
    }
    if ([...key].length === 1) {
      if (this.#text !== "") this.#gaps.push(at - this.#lastAt);
      this.#text += key;
    } else if (isDeadKeypad(key, code)) this.#deadKeypad += 1;
    else return null;
    this.#lastAt = at;
    return null;
  }

  /** Nothing came for `OVER_AFTER_MS`. */
  silence(): Burst | null {
    return this.#end("silence");
  }

  #end(ending: Burst["ending"]): Burst | null {
    const burst: Burst = { text: this.#text, gaps: this.#gaps, ending, deadKeypad: this.#deadKeypad };
    this.#text = "";
    this.#gaps = [];
    this.#deadKeypad = 0;
    return burst.text.length + burst.deadKeypad >= CHARACTERS_MIN ? burst : null;
  }
}

/** The number pad moves the cursor while its lock is off. */
export function isDeadKeypad(key: string, code: string): boolean {
  return /^Numpad\d$/.test(code) && [...key].length > 1;
}
