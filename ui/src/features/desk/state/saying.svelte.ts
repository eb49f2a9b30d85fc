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
}

export class Saying {
  now = $state.raw<Said | null>(null);
  #timer: ReturnType<typeof setTimeout> | undefined;

  say(text: string): void {
    this.#show({ text, bad: false }, GOOD_SHOWN_MS);
  }

  fail(thrown: unknown): void {
    this.#show({ text: failureWords(asFailure(thrown)), bad: true }, BAD_SHOWN_MS);
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
