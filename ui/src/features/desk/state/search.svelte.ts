// The desk's search: asks as people type, and never shows an answer to an older question.
import type { Hit } from "../../../generated/Hit";
import type { DeskCommands } from "../../../shared/api/commands";

/** Results come from the second character on. */
const CHARACTERS_MIN = 2;

export class Search {
  #text = $state("");
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
    return this.#text.trim().length >= CHARACTERS_MIN;
  }

  get hit(): Hit | null {
    return this.open ? (this.hits[this.chosen] ?? null) : null;
  }

  type(text: string): void {
    this.#text = text;
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

  choose(index: number): void {
    this.chosen = Math.max(0, Math.min(this.hits.length - 1, index));
  }

  /** Asks again: somebody else may have changed what the hits show. */
  refresh(): void {
    if (this.open) this.#asking = this.#ask(this.#text.trim(), this.#round);
  }

  /** Waits until the hits answer what is typed now. */
  async settled(): Promise<void> {
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
      this.hits = hits;
      this.answered = text;
      this.choose(this.chosen);
    } catch (thrown) {
      if (round === this.#round) this.failed(thrown);
    }
  }
}

/** Nobody's name is shorter than a code and has a digit in it. */
const CODE = /^(?=.*\d)\S{8,}$|^\S{20,}$/;

/** A full code typed by hand acts like a scan: it is somebody's ticket or badge, or nobody's name. */
export function isCode(text: string, hits: Hit[]): boolean {
  const [first] = hits;
  if (first === undefined) return CODE.test(text);
  return first.why.how === "exact" && ["ticket", "badge"].includes(first.why.field);
}
