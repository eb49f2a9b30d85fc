// The list of people as it is on the screen: pages of one list, who is chosen, and whose page is open.
import { SvelteMap } from "svelte/reactivity";
import type { Failure } from "../../../generated/Failure";
import type { PeopleOrder } from "../../../generated/PeopleOrder";
import type { PeoplePage } from "../../../generated/PeoplePage";
import type { PeopleQuery } from "../../../generated/PeopleQuery";
import type { PersonLine } from "../../../generated/PersonLine";
import { asFailure } from "../../../shared/api/failure";
import type { PeopleCommands } from "../../../shared/api/people";

/** How many lines a page of Rust has. */
export const PAGE_LINES = 100;
/** Up to so many people every line is there: screen readers read a whole list better than a moving one. */
export const WHOLE_MAX = 300;

export const everybody: PeopleQuery = {
  text: "",
  category: null,
  status: null,
  presence: null,
  day: null,
  badge: null,
  order: "name",
  way: "up",
};

export class People {
  query = $state.raw<PeopleQuery>(everybody);
  all = $state(0);
  found = $state(0);
  /** Nobody holds the text: these sound like it. */
  alike = $state(false);
  /** Rust has answered once. */
  known = $state(false);
  failed = $state.raw<Failure | null>(null);
  /** The place of the chosen line. */
  chosen = $state(0);
  /** How many lines the list moved under the reader when it was read again: the scroll goes with it. */
  moved = $state.raw({ by: 0 });
  /** Whose page is open. */
  open = $state<string | null>(null);
  /** Where the list was scrolled to, in lines. */
  scrolled = 0;
  readonly #pages = new SvelteMap<number, PersonLine[]>();
  #asked: number[] = [];
  #list = -1;
  #round = 0;
  #filtering: Promise<void> = Promise.resolve();

  constructor(
    readonly event: string,
    private readonly commands: Pick<PeopleCommands, "page">,
  ) {}

  /** The line at a place, once it is here. */
  line(place: number): PersonLine | null {
    return this.#pages.get(Math.floor(place / PAGE_LINES))?.[place % PAGE_LINES] ?? null;
  }

  get filtered(): boolean {
    const { order, way } = this.query;
    return JSON.stringify(this.query) !== JSON.stringify({ ...everybody, order, way });
  }

  /** Another filter begins at the top. */
  filter(change: Partial<PeopleQuery>): Promise<void> {
    this.query = { ...this.query, ...change };
    this.chosen = 0;
    this.#filtering = this.#begin(null);
    return this.#filtering;
  }

  clear(): Promise<void> {
    const { order, way } = this.query;
    return this.filter({ ...everybody, order, way });
  }

  /** The same order again goes the other way. */
  sort(order: PeopleOrder): Promise<void> {
    const way = this.query.order === order && this.query.way === "up" ? "down" : "up";
    return this.filter({ order, way });
  }

  choose(place: number): void {
    this.chosen = Math.max(0, Math.min(place, this.found - 1));
  }

  /** Opens a page, once the answer to the filter is here: the lines before it were of another. */
  async show(place: number): Promise<void> {
    await this.#filtering;
    const line = this.line(place);
    if (!line) return;
    this.choose(place);
    this.open = line.id;
  }

  /** Something was written: the list is read again, around whoever is at this place. */
  refresh(around: number = this.chosen): Promise<void> {
    return this.#begin(around);
  }

  /** Asks for the lines of these places that are not here yet. */
  want(from: number, to: number): void {
    const last = Math.min(to, this.found) - 1;
    for (let page = Math.floor(from / PAGE_LINES); page * PAGE_LINES <= last; page += 1)
      if (!this.#pages.has(page) && !this.#asked.includes(page)) void this.#load(page);
  }

  async #begin(around: number | null): Promise<void> {
    const round = ++this.#round;
    const anchor = around === null ? null : this.line(around);
    const from = around === null ? 0 : Math.floor(around / PAGE_LINES) * PAGE_LINES;
    await this.#ask(round, from, anchor?.id ?? null, (page) => {
      const isSame = page.list === this.#list && around !== null;
      if (!isSame) this.#pages.clear();
      this.#asked = [];
      this.#take(page);
      if (around !== null && page.place !== null && page.place !== around) {
        const by = page.place - around;
        this.chosen += by;
        this.moved = { by };
      }
      this.choose(this.chosen);
    });
  }

  async #load(number: number): Promise<void> {
    const round = this.#round;
    this.#asked.push(number);
    await this.#ask(round, number * PAGE_LINES, null, (page) => {
      if (page.list === this.#list) return this.#take(page);
      // Of another list than the pages that are here.
      void this.refresh();
    });
    this.#asked = this.#asked.filter((one) => one !== number);
  }

  /** An answer counts only while it is the newest question. */
  async #ask(
    round: number,
    from: number,
    around: string | null,
    take: (page: PeoplePage) => void,
  ): Promise<void> {
    try {
      const page = await this.commands.page(this.event, this.query, from, around);
      if (round !== this.#round) return;
      this.failed = null;
      take(page);
    } catch (thrown) {
      if (round === this.#round) this.failed = asFailure(thrown);
    }
  }

  #take(page: PeoplePage): void {
    this.#pages.set(Math.floor(page.from / PAGE_LINES), page.lines);
    this.#list = page.list;
    this.all = page.all;
    this.found = page.found;
    this.alike = page.alike;
    this.known = true;
  }
}

/** The lists of all events: each keeps its filter and its place. */
export class Lists {
  readonly #lists: Record<string, People> = {};

  constructor(private readonly commands: Pick<PeopleCommands, "page">) {}

  of(event: string): People {
    return (this.#lists[event] ??= new People(event, this.commands));
  }
}
