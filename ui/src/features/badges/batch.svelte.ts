// A batch of badges: who is chosen, what needs a look, and the file. It goes on while people are at the desk.
import type { BatchAsk } from "../../generated/BatchAsk";
import type { BatchList } from "../../generated/BatchList";
import type { BatchMade } from "../../generated/BatchMade";
import type { BatchTrouble } from "../../generated/BatchTrouble";
import type { ImportProgress } from "../../generated/ImportProgress";
import { batch, type BatchCommands } from "../../shared/api/batch";
import { onBatchProgress } from "../../shared/api/events";
import { asFailure } from "../../shared/api/failure";
import { failureWords } from "../../shared/i18n/words";

const LIST_AFTER_MS = 120;
const LOOK_AFTER_MS = 400;

const first: BatchAsk = {
  categories: [],
  company: "",
  day: "",
  unprinted: true,
  only: null,
  order: "name",
  cut: "none",
  box_size: 100,
  box_letters: "A–F, G–L, M–R, S–Z",
  template: "",
};

export class Batch {
  /** What Rust is asked for; who is ticked stands apart. */
  ask = $state.raw<BatchAsk>(first);
  list = $state.raw<BatchList | null>(null);
  /** Those who were ticked away. */
  without = $state.raw<readonly string[]>([]);
  /** The badges that need a look; nothing while each is looked at. */
  troubles = $state.raw<BatchTrouble[] | null>(null);
  /** The row whose page is shown. */
  at = $state(0);
  progress = $state.raw<ImportProgress | null>(null);
  made = $state.raw<BatchMade | null>(null);
  failed = $state("");
  target = $state("");
  /** A list could not be had: the next one mends that, and nothing else. */
  #listFailed = false;
  /** The list answers what is asked for now. */
  #fresh = false;
  #listed = 0;
  #looked = 0;
  #listTimer: ReturnType<typeof setTimeout> | undefined;
  #lookTimer: ReturnType<typeof setTimeout> | undefined;

  constructor(
    private readonly event: string,
    private readonly commands: BatchCommands = batch,
  ) {}

  get chosen(): string[] {
    return this.#ticked(this.list);
  }

  #ticked(list: BatchList | null): string[] {
    return (list?.people ?? []).map((one) => one.id).filter((id) => !this.without.includes(id));
  }

  /** The badges of those who are ticked that need a look. */
  get needLook(): BatchTrouble[] {
    const { chosen } = this;
    return (this.troubles ?? []).filter((one) => chosen.includes(one.id));
  }

  change(part: Partial<BatchAsk>): void {
    const who = ["categories", "company", "day", "unprinted", "template"] as const;
    const others = who.some((name) => part[name] !== undefined && part[name] !== this.ask[name]);
    this.ask = { ...this.ask, ...part };
    this.made = null;
    this.failed = "";
    this.#listSoon();
    if (others) this.#lookSoon();
  }

  toggle(id: string): void {
    const others = this.without.filter((one) => one !== id);
    this.without = others.length < this.without.length ? others : [...this.without, id];
    this.#listSoon();
  }

  /** Everybody, or nobody where everybody is ticked. */
  toggleAll(): void {
    const people = this.list?.people ?? [];
    this.without = this.chosen.length === people.length ? people.map((one) => one.id) : [];
    this.#listSoon();
  }

  go(steps: 1 | -1): void {
    this.at = Math.max(0, Math.min((this.list?.people.length ?? 1) - 1, this.at + steps));
  }

  /** Asks for everything as it stands now. */
  refresh(): void {
    this.#listSoon();
    this.#lookSoon();
  }

  /** What is asked for, with those of a list who are ticked. */
  #askOf(list: BatchList | null): BatchAsk {
    return { ...this.ask, only: this.without.length === 0 ? null : this.#ticked(list) };
  }

  #listSoon(): void {
    this.#fresh = false;
    this.#listed += 1;
    clearTimeout(this.#listTimer);
    this.#listTimer = setTimeout(() => void this.#askList(), LIST_AFTER_MS);
  }

  async #askList(): Promise<void> {
    clearTimeout(this.#listTimer);
    this.#listed += 1;
    const round = this.#listed;
    const had = await this.#try(async () => {
      const asked = this.#askOf(this.list);
      let list = await this.commands.people(this.event, asked);
      if (round !== this.#listed) return;
      // Whoever the filter brought in was not ticked when Rust was asked, and would stand in no box.
      const again = this.#askOf(list);
      if (again.only?.join() !== asked.only?.join()) list = await this.commands.people(this.event, again);
      if (round !== this.#listed) return;
      this.list = list;
      this.#fresh = true;
      this.at = Math.max(0, Math.min(this.at, list.people.length - 1));
      if (this.#listFailed) this.failed = "";
    });
    this.#listFailed = !had;
  }

  #lookSoon(): void {
    clearTimeout(this.#lookTimer);
    this.#looked += 1;
    this.troubles = null;
    const round = this.#looked;
    this.#lookTimer = setTimeout(() => {
      void this.#try(async () => {
        const troubles = await this.commands.look(this.event, this.ask);
        if (round === this.#looked && troubles) this.troubles = troubles;
      });
    }, LOOK_AFTER_MS);
  }

  async choosePlace(usual: string): Promise<void> {
    await this.#try(async () => {
      this.target = (await this.commands.chooseFile(usual)) ?? this.target;
    });
  }

  async make(usual: string): Promise<void> {
    if (this.progress || this.chosen.length === 0) return;
    if (!this.#fresh) await this.#askList();
    if (this.progress || !this.#fresh || this.chosen.length === 0) return;
    this.progress = { done: 0, of: this.chosen.length };
    this.made = null;
    this.failed = "";
    const stop = onBatchProgress((progress) => {
      if (this.progress) this.progress = progress;
    });
    await this.#try(async () => {
      this.made = await this.commands.make(this.event, this.#askOf(this.list), this.target.trim() || usual);
    });
    stop();
    this.progress = null;
    this.#listSoon();
  }

  async cancel(): Promise<void> {
    await this.#try(() => this.commands.cancel());
  }

  async #try(work: () => Promise<void>): Promise<boolean> {
    try {
      await work();
      return true;
    } catch (thrown) {
      this.failed = failureWords(asFailure(thrown));
      return false;
    }
  }
}

const batches: Record<string, Batch | undefined> = {};

/** The batch of an event: it stays as it is while somebody is at the desk. */
export function batchOf(event: string): Batch {
  return (batches[event] ??= new Batch(event));
}
