// The desk's search: asks as people type, and never shows an answer to an older question.
import type { Hit } from "../../../generated/Hit";
import type { DeskCommands } from "../../../shared/api/commands";

/** Results come from the second character on. */
const CHARACTERS_MIN = 2;

export class Search {
  #text = $state("");
  /** A verdict stands before the results: what is typed stays, and shows them again. */
  #covered = $state(false);
  hits = $state.raw<Hit[]>([]);
  chosen = $state(0);
  /** The text that the hits answer. */
  answered = $state("");
  #asking: Promise<void> = Promise.resolve();
  #round = 0;

  constructor(
    private readonly commands: Pick<DeskCommands, "find">,
    private readonly event: () => string,
    private readonly failed: (thrown: unknown) => void,
  ) {}

  get text(): string {
    return this.#text;
  }

  /** The stage shows results instead of the verdict. */
  get open(): boolean {
    return !this.#covered && this.#text.trim().length >= CHARACTERS_MIN;
  }

  get hit(): Hit | null {
    return this.open ? (this.hits[this.chosen] ?? null) : null;
  }

  type(text: string): void {
    this.#text = text;
    this.#covered = false;
    this.chosen = 0;
    this.#round += 1;
    if (!this.open) {
      this.hits = [];
      this.answered = "";
      return;
    }
    this.#asking = this.#ask(text.trim(), this.#round);
  }

  clear(): void {
    this.type("");
  }

  cover(): void {
    this.#covered = true;
  }

  /** Shows the results of this text again, where it still stands there. */
  uncover(text: string): void {
    if (this.#text.trim() === text) this.#covered = false;
  }

  choose(index: number): void {
    this.chosen = Math.max(0, Math.min(this.hits.length - 1, index));
  }

  /** Asks again: somebody else may have changed what the hits show. */
  refresh(): void {
    if (this.open) this.#asking = this.#ask(this.#text.trim(), this.#round);
  }

  /** Waits for the answer to a text, and asks once more where asking failed. False: something else stands there by now. */
  async answers(text: string): Promise<boolean> {
    await this.#settled();
    if (this.#text.trim() === text && this.answered !== text) {
      this.refresh();
      await this.#settled();
    }
    return this.#text.trim() === text && this.answered === text;
  }

  async #settled(): Promise<void> {
    let round;
    do {
      round = this.#round;
      await this.#asking;
    } while (round !== this.#round);
  }

  async #ask(text: string, round: number): Promise<void> {
    try {
      const hits = await this.commands.find(this.event(), text);
      if (round !== this.#round) return;
      const before = this.answered === text ? this.hits[this.chosen]?.person.id : undefined;
      this.hits = hits;
      // The chosen person stays chosen wherever their row is now; nobody else takes their place under an Enter.
      if (before !== undefined) this.chosen = hits.findIndex((hit) => hit.person.id === before);
      else if (this.answered !== text) this.chosen = 0;
      this.answered = text;
    } catch (thrown) {
      if (round === this.#round) this.failed(thrown);
    }
  }
}
