// The one line about what was done or was not. A failure stays longer, and none stays for ever.
import type { PersonView } from "../../../generated/PersonView";
import type { Undone } from "../../../generated/Undone";
import { m } from "../../../paraglide/messages.js";
import { asFailure } from "../../../shared/api/failure";
import { failureWords } from "../../../shared/i18n/words";

const GOOD_SHOWN_MS = 6000;
export const BAD_SHOWN_MS = 20_000;

export interface Said {
  text: string;
  bad: boolean;
  /** The next verdict does not take it away: it is of somebody who is on the stage no more. */
  stays: boolean;
  /** Whose work failed, where that is known. */
  whose: string;
}

export class Saying {
  now = $state.raw<Said | null>(null);
  #timer: ReturnType<typeof setTimeout> | undefined;

  say(text: string, stays = false): void {
    this.#show({ text, bad: false, stays, whose: "" }, GOOD_SHOWN_MS);
  }

  /** What was not done, and for whom, where that is known. */
  fail(thrown: unknown, whose = ""): void {
    const words = failureWords(asFailure(thrown));
    const text = whose === "" ? words : `${whose}: ${words}`;
    this.#show({ text, bad: true, stays: whose !== "", whose }, BAD_SHOWN_MS);
  }

  /** Another verdict is on the stage: what was said of whoever stood there goes. */
  turn(): void {
    if (!this.now?.stays) this.clear();
  }

  /** It was done in the end. */
  settle(whose: string): void {
    if (whose !== "" && this.now?.bad && this.now.whose === whose) this.clear();
  }

  clear(): void {
    clearTimeout(this.#timer);
    this.now = null;
  }

  #show(said: Said, forMs: number): void {
    clearTimeout(this.#timer);
    this.now = said;
    this.#timer = setTimeout(() => (this.now = null), forMs);
  }
}

/** Whose scan was taken back, and whether paper is to be asked for. */
export function undoneWords(person: PersonView | null, done: Undone): string {
  if (!person) return m.undone_code();
  const { name } = person;
  if (done.box_back !== null) return m.undone_box({ name, label: done.box_back });
  return done.paper_back ? m.undone_badge({ name }) : m.undone({ name });
}
