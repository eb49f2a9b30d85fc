// The calls for help that wait, as the office sees them.
import type { HelpAnswerChoice } from "../../generated/HelpAnswerChoice";
import type { HelpView } from "../../generated/HelpView";
import { help as commands } from "../../shared/api/help";

export class Calls {
  open = $state.raw<HelpView[]>([]);
  #event = "";
  #looks = 0;

  /** How many wait for somebody to say that they come. */
  get unanswered(): number {
    return this.open.filter((call) => call.can.on_the_way).length;
  }

  /** What one key answers: the oldest call that nobody answered, else the oldest that somebody is on the way to. */
  get next(): HelpView | null {
    return this.open.find((call) => call.can.on_the_way) ?? this.open[0] ?? null;
  }

  /** Looks at an event's calls; what cannot be read stays as it was known. */
  async look(event: string): Promise<void> {
    if (event !== this.#event) this.open = [];
    this.#event = event;
    this.#looks += 1;
    const looks = this.#looks;
    const open = await commands.open(event);
    if (looks === this.#looks) this.open = open;
  }

  async answer(call: HelpView, answer: HelpAnswerChoice, words: string): Promise<void> {
    await commands.answer(this.#event, call.id, answer, words);
    await this.look(this.#event);
  }
}
