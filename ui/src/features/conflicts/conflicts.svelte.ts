// Conflicts of an event: a page of them, the one that is looked at, and what somebody is about to decide.
import type { ConflictFact } from "../../generated/ConflictFact";
import type { ConflictsPage } from "../../generated/ConflictsPage";
import type { ConflictView } from "../../generated/ConflictView";
import { m } from "../../paraglide/messages.js";
import type { ConflictCommands } from "../../shared/api/conflicts";
import { asFailure } from "../../shared/api/failure";
import { failureWords } from "../../shared/i18n/words";
import { nameOf } from "./words";

/** All of the facts are right. */
export const BOTH = "both";

export class Conflicts {
  page = $state.raw<ConflictsPage | null>(null);
  at = $state(0);
  /** The fact that is to stand, [`BOTH`], or nothing yet. */
  chosen = $state("");
  busy = $state(false);
  said = $state("");
  /** Of what somebody pressed; a look in the background says nothing of it. */
  failed = $state("");
  /** How many a full page has: whoever stands behind the first one has seen it. */
  #size = 0;
  /** A look that began before a press brings what was so before it. */
  #presses = 0;

  constructor(
    private readonly event: string,
    private readonly commands: ConflictCommands,
  ) {}

  get all(): ConflictView[] {
    return this.page?.conflicts ?? [];
  }

  get total(): number {
    return this.page ? this.page.open + this.page.settled : 0;
  }

  /** The one that is looked at. */
  get one(): ConflictView | null {
    return this.all[this.at] ?? null;
  }

  /** What may be chosen, in the order of the digits. */
  get choices(): string[] {
    const { one } = this;
    if (!one) return [];
    return [...(one.can.keep ? one.facts.map(({ fact }) => fact) : []), ...(one.can.both ? [BOTH] : [])];
  }

  /** The facts that would give way to the chosen one. */
  get others(): ConflictFact[] {
    return this.one?.facts.filter(({ fact }) => fact !== this.chosen) ?? [];
  }

  /** Something was written somewhere: the same conflict stays open under the eyes, where it still is one. */
  async look(): Promise<void> {
    const presses = this.#presses;
    let page: ConflictsPage;
    try {
      page = await this.#at(this.page?.skipped ?? 0);
    } catch (thrown) {
      if (this.page === null) this.failed = failureWords(asFailure(thrown));
      return;
    }
    if (presses !== this.#presses) return;
    if (this.page === null) this.failed = "";
    const before = this.one?.id;
    this.#take(page);
    const at = this.all.findIndex(({ id }) => id === before);
    if (at >= 0) this.at = at;
    else this.go(this.at);
    if (!this.choices.includes(this.chosen)) this.chosen = "";
  }

  /** Looks at another; behind the last comes the next page, before the first the page before. */
  async walk(to: number): Promise<void> {
    const { page } = this;
    if (!page) return;
    const count = page.conflicts.length;
    if (to >= count && page.skipped + count < this.total) return this.#turn(page.skipped + count, 0);
    if (to < 0 && page.skipped > 0) {
      const before = Math.max(0, page.skipped - Math.max(1, this.#size));
      return this.#turn(before, page.skipped - 1 - before);
    }
    this.go(to);
  }

  go(to: number): void {
    this.at = Math.max(0, Math.min(to, this.all.length - 1));
    this.chosen = "";
  }

  /** By its digit. */
  choose(digit: number): void {
    const choice = this.choices[digit - 1];
    if (choice !== undefined) this.pick(choice);
  }

  /** What was said of the one before is over: the next decision begins. */
  pick(choice: string): void {
    this.chosen = choice;
    this.said = "";
  }

  async settle(): Promise<void> {
    const { one, chosen } = this;
    if (this.busy || !one || !this.choices.includes(chosen)) return;
    await this.#doing(async () => {
      const keep = chosen === BOTH ? null : chosen;
      const seen = one.facts.map(({ fact }) => fact);
      const { voided } = await this.commands.settle(this.event, { conflict: one.id, keep, seen });
      const name = nameOf(one);
      this.said =
        voided.length > 0
          ? m.conflicts_done_void({ count: voided.length, name, badge: voided.join(", ") })
          : m.conflicts_done({ name });
      this.#take(await this.#at(this.page?.skipped ?? 0));
      this.go(this.at);
    });
  }

  async #turn(skip: number, to: number): Promise<void> {
    await this.#doing(async () => this.#take(await this.#at(skip)));
    this.go(to);
  }

  /** The page behind so many; where nothing is left there, the last page that has something. */
  async #at(skip: number): Promise<ConflictsPage> {
    const page = await this.commands.page(this.event, skip);
    if (page.conflicts.length > 0 || skip === 0) return page;
    return this.#at(Math.max(0, skip - Math.max(1, this.#size)));
  }

  #take(page: ConflictsPage): void {
    this.page = page;
    this.#size = Math.max(this.#size, page.conflicts.length);
  }

  async #doing(work: () => Promise<void>): Promise<void> {
    this.busy = true;
    this.#presses += 1;
    this.failed = "";
    try {
      await work();
    } catch (thrown) {
      this.failed = failureWords(asFailure(thrown));
    } finally {
      this.#presses += 1;
      this.busy = false;
    }
  }
}
