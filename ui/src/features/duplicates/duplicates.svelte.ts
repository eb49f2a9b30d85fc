// Who is likely registered twice: a page of groups, the one that is looked at, and the last thing that was done to one.
import type { DuplicateGroup } from "../../generated/DuplicateGroup";
import type { DuplicatesPage } from "../../generated/DuplicatesPage";
import type { MergePreview } from "../../generated/MergePreview";
import { m } from "../../paraglide/messages.js";
import type { DuplicateCommands } from "../../shared/api/duplicates";
import { asFailure } from "../../shared/api/failure";
import { failureWords } from "../../shared/i18n/words";

/** What an undo takes back: a merge, or that some were told apart. */
type Done = { merge: string; name: string } | { apart: string[] };

export class Duplicates {
  groups = $state.raw<DuplicateGroup[] | null>(null);
  total = $state(0);
  /** How many groups stand before this page. */
  skipped = $state(0);
  at = $state(0);
  preview = $state.raw<MergePreview | null>(null);
  /** Ids of the group's people that somebody took out of it. */
  leftOut = $state.raw<string[]>([]);
  busy = $state(false);
  said = $state("");
  failed = $state("");
  done = $state.raw<Done | null>(null);
  #asked = 0;
  /** How many groups a full page has: whoever stands behind the first one has seen it. */
  #size = 0;

  constructor(
    private readonly event: string,
    private readonly commands: DuplicateCommands,
  ) {}

  get group(): DuplicateGroup | null {
    return this.groups?.[this.at] ?? null;
  }

  /** Who would become one. */
  get chosen(): string[] {
    return this.group?.people.map((p) => p.id).filter((id) => !this.leftOut.includes(id)) ?? [];
  }

  /** Looks at the page behind so many groups, and at one of its groups; where it cannot be had, nothing moves. */
  async look(skip = 0, at = 0): Promise<void> {
    let to = this.at;
    await this.#doing(async () => {
      const page = await this.commands.page(this.event, skip);
      this.#take(page);
      to = Math.min(at, page.groups.length - 1);
    });
    await this.go(to);
  }

  /** Looks at another group; behind the last comes the next page, before the first the last of the page before. */
  async go(to: number): Promise<void> {
    const count = this.groups?.length ?? 0;
    if (to >= count && this.skipped + count < this.total) return this.look(this.skipped + count);
    if (to < 0 && this.skipped > 0) {
      const before = Math.max(0, this.skipped - Math.max(1, this.#size));
      return this.look(before, this.skipped - 1 - before);
    }
    this.at = Math.max(0, Math.min(to, count - 1));
    this.leftOut = [];
    await this.#compare();
  }

  async toggle(id: string): Promise<void> {
    this.leftOut = this.leftOut.includes(id)
      ? this.leftOut.filter((one) => one !== id)
      : [...this.leftOut, id];
    await this.#compare();
  }

  async merge(): Promise<void> {
    const chosen = this.chosen;
    if (this.busy || !this.preview || chosen.length < 2) return;
    await this.#doing(async () => {
      const { merge, person, voided } = await this.commands.merge(this.event, chosen);
      this.done = { merge, name: person.name };
      const badges = voided.map((badge) => m.duplicates_voided({ badge }));
      this.said = [m.duplicates_merged({ name: person.name }), ...badges].join(" ");
      await this.#again();
    });
  }

  async apart(): Promise<void> {
    const { group } = this;
    if (this.busy || !group) return;
    const ids = group.people.map((p) => p.id);
    await this.#doing(async () => {
      await this.commands.setNotSame(this.event, ids, true);
      this.done = { apart: ids };
      this.said = m.duplicates_apart();
      await this.#again();
    });
  }

  async undo(): Promise<void> {
    const { done } = this;
    if (this.busy || !done) return;
    await this.#doing(async () => {
      if ("merge" in done) await this.commands.undo(this.event, done.merge);
      else await this.commands.setNotSame(this.event, done.apart, false);
      this.said = "merge" in done ? m.duplicates_unmerged({ name: done.name }) : m.duplicates_together();
      this.done = null;
      await this.#again();
    });
  }

  /** The same place of the list, as it is now. */
  async #again(): Promise<void> {
    const { at } = this;
    let page = await this.commands.page(this.event, this.skipped);
    if (page.groups.length === 0 && this.skipped > 0) page = await this.commands.page(this.event, 0);
    this.#take(page);
    await this.go(Math.min(at, page.groups.length - 1));
  }

  #take({ groups, total, skipped }: DuplicatesPage): void {
    this.groups = groups;
    this.total = total;
    this.skipped = skipped;
    this.#size = Math.max(this.#size, groups.length);
  }

  async #compare(): Promise<void> {
    const asked = ++this.#asked;
    const chosen = this.chosen;
    this.preview = null;
    if (chosen.length < 2) return;
    try {
      const preview = await this.commands.preview(this.event, chosen);
      if (asked === this.#asked) this.preview = preview;
    } catch (thrown) {
      if (asked === this.#asked) this.failed = failureWords(asFailure(thrown));
    }
  }

  async #doing(work: () => Promise<void>): Promise<void> {
    this.busy = true;
    this.failed = "";
    try {
      await work();
    } catch (thrown) {
      this.failed = failureWords(asFailure(thrown));
    } finally {
      this.busy = false;
    }
  }
}
