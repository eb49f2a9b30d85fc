// What an organiser sets up, and what was refused of it: every rule is Rust's.
import type { CategoryForm } from "../../generated/CategoryForm";
import type { CheckpointForm } from "../../generated/CheckpointForm";
import type { EventForm } from "../../generated/EventForm";
import type { EventSetup } from "../../generated/EventSetup";
import type { Failure } from "../../generated/Failure";
import type { Texts } from "../../generated/Texts";
import { asFailure } from "../../shared/api/failure";
import { setup as commands } from "../../shared/api/setup";
import { failureWords } from "../../shared/i18n/words";

export class Setup {
  view = $state.raw<EventSetup | null>(null);
  /** The look itself failed. */
  failed = $state.raw<Failure | null>(null);

  constructor(readonly event: string) {}

  async look(): Promise<void> {
    try {
      this.view = await commands.of(this.event);
      this.failed = null;
    } catch (thrown) {
      this.failed = asFailure(thrown);
    }
  }

  saveEvent = (form: EventForm) => this.#saved(() => commands.saveEvent(this.event, form));
  saveNotice = (texts: Texts) => this.#saved(() => commands.saveNotice(this.event, texts));
  saveCategory = (form: CategoryForm) => this.#saved(() => commands.saveCategory(this.event, form));
  saveCheckpoint = (form: CheckpointForm) => this.#saved(() => commands.saveCheckpoint(this.event, form));

  async #saved(save: () => Promise<unknown>): Promise<void> {
    await save();
    await this.look();
  }
}

/** One form's way to be saved: what was refused stands at its field, and what was typed stays. */
export class Saving {
  failure = $state.raw<Failure | null>(null);
  done = $state(false);
  busy = $state(false);

  /** True once it is saved. */
  async run(save: () => Promise<void>): Promise<boolean> {
    if (this.busy) return false;
    this.busy = true;
    this.done = false;
    try {
      await save();
      this.failure = null;
      this.done = true;
    } catch (thrown) {
      this.failure = asFailure(thrown);
    } finally {
      this.busy = false;
    }
    return this.done;
  }

  /** What is wrong with a field, or an empty text. */
  at(field: string): string {
    return this.failure?.params.field === field ? failureWords(this.failure) : "";
  }

  /** What is wrong with none of these fields. */
  beside(...fields: string[]): string {
    const field = this.failure?.params.field ?? "";
    return this.failure && !fields.includes(field) ? failureWords(this.failure) : "";
  }
}

/** Puts the focus where something is wrong. */
export function focusWrong(form: HTMLElement | undefined): void {
  form?.querySelector<HTMLElement>("[aria-invalid='true']")?.focus();
}
