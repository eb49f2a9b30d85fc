// How many conflicts wait for a decision, wherever codes are scanned: a number, never a question.
import { conflicts as commands, type ConflictCommands } from "../../shared/api/conflicts";

/** However much is written: the number is asked for no more often than this. */
const APART_MS = 2000;

export class ConflictCount {
  open = $state(0);
  #event = "";
  #waits: ReturnType<typeof setTimeout> | undefined;
  #asked = -Infinity;

  constructor(private readonly rust: Pick<ConflictCommands, "count"> = commands) {}

  /** Looks at an event's count; what cannot be read stays as it was known. */
  look(event: string): void {
    if (event !== this.#event) this.open = 0;
    this.#event = event;
    clearTimeout(this.#waits);
    const later = this.#asked + APART_MS - Date.now();
    if (later > 0) this.#waits = setTimeout(() => void this.#ask(), later);
    else void this.#ask();
  }

  stop(): void {
    clearTimeout(this.#waits);
  }

  async #ask(): Promise<void> {
    const event = this.#event;
    this.#asked = Date.now();
    try {
      const open = await this.rust.count(event);
      if (event === this.#event) this.open = open;
    } catch {
      // A device that is none of the event's any more has nothing to count.
    }
  }
}
