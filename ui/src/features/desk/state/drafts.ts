// Forms that somebody left with text in them: a scan, a search or Esc never costs what was typed.
import type { Form, Purpose } from "../../../shared/form/form.svelte";

/** A form that was left can be taken up again for so long. */
export const DRAFT_KEPT_MS = 10 * 60_000;
const DRAFTS_MAX = 8;

export class Drafts {
  #kept: { form: Form; leftAt: number }[] = [];

  constructor(private readonly now: () => number) {}

  /** Keeps a form that has text of its own; one that was saved or never touched needs no keeping. */
  keep(form: Form): void {
    this.drop(form);
    if (form.done || form.untouched) return;
    this.#kept.unshift({ form, leftAt: this.now() });
    this.#kept.length = Math.min(this.#kept.length, DRAFTS_MAX);
  }

  drop(form: Form): void {
    this.#kept = this.#kept.filter((draft) => draft.form !== form);
  }

  /** The newest draft of that purpose and person, which is a draft no longer. */
  take(purpose: Purpose, person: string | null): Form | null {
    this.#kept = this.#kept.filter((draft) => this.now() - draft.leftAt < DRAFT_KEPT_MS);
    const found = this.#kept.find(
      ({ form }) => form.purpose === purpose && (form.person?.id ?? null) === person,
    );
    if (!found) return null;
    this.drop(found.form);
    return found.form;
  }
}
