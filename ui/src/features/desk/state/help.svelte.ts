// The desk's call for help: one press asks, a second shows how far it is.
import type { HelpAnswerChoice } from "../../../generated/HelpAnswerChoice";
import type { HelpAsk } from "../../../generated/HelpAsk";
import type { HelpView } from "../../../generated/HelpView";
import type { Outcome } from "../../../generated/Outcome";
import { help as rust, type HelpCommands } from "../../../shared/api/help";
import type { Desk } from "./desk.svelte";

export class Help {
  /** The call that is not over. */
  open = $state.raw<HelpView | null>(null);
  /** What can be done about the call is shown. */
  unfolded = $state(false);
  /** Scans for which somebody pressed: why they were stopped may be told now. */
  #pressed = $state.raw<string[]>([]);
  #asking = false;
  #looks = 0;

  constructor(
    private readonly desk: Desk,
    private readonly commands: HelpCommands = rust,
  ) {}

  /** Whether help was asked while this was on the stage. */
  isAskedFor(outcome: Outcome): boolean {
    return this.open?.scan === outcome.scan || this.#pressed.includes(outcome.scan);
  }

  /** F8: asks at once; while a call is open, shows it. */
  async press(): Promise<void> {
    const scan = this.desk.outcome?.scan;
    if (scan !== undefined) this.#pressed = [...this.#pressed, scan];
    if (this.open) this.unfolded = !this.unfolded;
    else await this.ask();
  }

  /** Asks for help about what is on the screen; Rust gives the call that is open already, if there is one. */
  async ask(): Promise<void> {
    if (this.#asking) return;
    this.#asking = true;
    const { event } = this.desk.around;
    await this.#take(() => this.commands.ask(event.id, this.#about()));
    this.#asking = false;
  }

  async answer(choice: HelpAnswerChoice): Promise<void> {
    const call = this.open;
    if (!call) return;
    const { event } = this.desk.around;
    await this.#take(() => this.commands.answer(event.id, call.id, choice, ""));
    this.fold();
  }

  async sayMore(reason: string, words: string): Promise<void> {
    const call = this.open;
    if (!call) return;
    const { event } = this.desk.around;
    if (await this.#take(() => this.commands.sayMore(event.id, call.id, reason, words))) this.fold();
  }

  fold(): void {
    this.unfolded = false;
  }

  /** What stands in the log; nothing new where it cannot be read now. */
  async look(): Promise<void> {
    this.#looks += 1;
    const looks = this.#looks;
    const seen = await this.commands.here(this.desk.around.event.id).catch(() => undefined);
    if (seen !== undefined && looks === this.#looks) this.#show(seen);
  }

  #about(): HelpAsk {
    const { desk } = this;
    const { outcome, search, form } = desk;
    const person = search.hit?.person ?? outcome?.person ?? form?.person ?? null;
    return {
      checkpoint: desk.around.checkpoint,
      scan: search.hit || form ? null : (outcome?.scan ?? null),
      attendee: person?.id ?? null,
      badge_waits: desk.jobs.waits || (person === null && outcome === null && desk.stuck !== null),
    };
  }

  /** False where it could not be written: what was typed stays. */
  async #take(work: () => Promise<HelpView>): Promise<boolean> {
    this.#looks += 1;
    try {
      this.#show(await work());
      return true;
    } catch (thrown) {
      this.desk.fail(thrown);
      void this.look();
      return false;
    }
  }

  #show(call: HelpView | null): void {
    this.open = call?.can.done ? call : null;
    if (!this.open) this.unfolded = false;
  }
}
