// What "go to anything" finds: places of the office by their words, and from the second letter on people too.
import type { Failure } from "../generated/Failure";
import type { Hit } from "../generated/Hit";
import type { DeskCommands } from "../shared/api/commands";
import { asFailure } from "../shared/api/failure";
import type { Spot } from "./parts";

/** People come from the second character on, as at the desk. */
const CHARACTERS_MIN = 2;

export type Found = { kind: "spot"; spot: Spot } | { kind: "person"; hit: Hit };

export class Finder {
  #text = $state("");
  chosen = $state(0);
  failed = $state.raw<Failure | null>(null);
  #hits = $state.raw<Hit[]>([]);
  #asking: Promise<void> = Promise.resolve();
  #round = 0;
  readonly #spots: readonly Spot[];
  readonly #find: ((text: string) => Promise<Hit[]>) | null;

  /** Without `find` this device does not reach people. */
  constructor(spots: readonly Spot[], event: string, commands: Pick<DeskCommands, "find"> | null) {
    this.#spots = spots;
    this.#find = commands && ((text) => commands.find(event, text));
  }

  get text(): string {
    return this.#text;
  }

  /** Places first: their words are known, and people who come a moment later move nobody's choice. */
  get found(): Found[] {
    const words = plain(this.#text).split(" ");
    const spots = this.#spots.filter((spot) => words.every((word) => plain(spot.words).includes(word)));
    return [
      ...spots.map((spot): Found => ({ kind: "spot", spot })),
      ...this.#hits.map((hit): Found => ({ kind: "person", hit })),
    ];
  }

  type(text: string): void {
    this.#text = text;
    this.chosen = 0;
    this.#round += 1;
    const asked = text.trim();
    if (asked.length < CHARACTERS_MIN || !this.#find) {
      this.#hits = [];
      this.#asking = Promise.resolve();
    } else this.#asking = this.#ask(this.#find(asked), this.#round);
  }

  /** Moves the choice, from the last to the first. */
  move(step: number): void {
    const count = this.found.length;
    if (count > 0) this.chosen = (this.chosen + step + count) % count;
  }

  /** What is chosen, once the answer to the text is here: the people before it were of another. */
  async take(): Promise<Found | null> {
    await this.#asking;
    return this.found[this.chosen] ?? null;
  }

  async #ask(answer: Promise<Hit[]>, round: number): Promise<void> {
    try {
      const hits = await answer;
      if (round !== this.#round) return;
      this.#hits = hits;
      this.failed = null;
    } catch (thrown) {
      if (round !== this.#round) return;
      this.#hits = [];
      this.failed = asFailure(thrown);
    }
  }
}

/** Without accents and capitals: panel finds Panel, camara finds Cámara. */
function plain(text: string): string {
  return text.trim().normalize("NFD").replaceAll(/\p{M}/gu, "").toLowerCase();
}
