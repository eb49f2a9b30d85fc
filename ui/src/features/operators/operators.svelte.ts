// Who works at the desks of an event, and who is at this one: the top bar and the office look at the same.
import type { OperatorForm } from "../../generated/OperatorForm";
import type { OperatorView } from "../../generated/OperatorView";
import { operators as commands } from "../../shared/api/operators";

export class Operators {
  all = $state.raw<OperatorView[]>([]);
  /** The list of the top bar is open. */
  choosing = $state(false);
  #here = $state<string | null>(null);
  #event = "";

  get active(): OperatorView[] {
    return this.all.filter((one) => one.active);
  }

  get here(): OperatorView | null {
    return this.all.find((one) => one.id === this.#here) ?? null;
  }

  /** Looks at an event's operators; what cannot be read stays as it was known. */
  async look(event: string): Promise<void> {
    if (event !== this.#event) {
      this.#event = event;
      this.all = [];
      this.#here = null;
    }
    const seen = await commands.of(event);
    if (event !== this.#event) return;
    this.all = seen.all;
    this.#here = seen.here;
  }

  async save(form: OperatorForm): Promise<void> {
    await commands.save(this.#event, form);
    await this.look(this.#event);
  }

  async choose(operator: string | null): Promise<void> {
    const seen = await commands.choose(this.#event, operator);
    this.all = seen.all;
    this.#here = seen.here;
  }
}
