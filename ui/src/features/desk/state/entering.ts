// Enter in the search: a code is scanned, a name let in; and what is typed meanwhile is not lost.
import type { Desk } from "./desk.svelte";

/** How somebody is let in by name. */
export type Printing = "with_badge" | "without_badge";

export class Entering {
  /** The text that was entered last, as long as it is not answered. */
  #entered: { text: string; done: Promise<void> } | null = null;

  /** The text whose turn it is. */
  #answering: string | null = null;

  constructor(private readonly desk: Desk) {}

  /** Something else is typed by now than what is being answered. */
  get isOvertaken(): boolean {
    return this.#answering !== null && this.desk.search.text.trim() !== this.#answering;
  }

  /** A second Enter on the same text is the first one; on another text it waits for its turn. */
  async enter(printing: Printing): Promise<void> {
    const { search } = this.desk;
    const text = search.text.trim();
    const before = this.#entered;
    if (!search.open || before?.text === text) return;
    const entered = { text, done: this.#after(before?.done, text, printing) };
    this.#entered = entered;
    await entered.done;
    if (this.#entered === entered) this.#entered = null;
  }

  async #after(before: Promise<void> | undefined, text: string, printing: Printing): Promise<void> {
    await before;
    this.#answering = text;
    try {
      if (before) this.desk.search.uncover(text);
      await this.#answer(text, printing);
    } finally {
      this.#answering = null;
    }
  }

  async #answer(text: string, printing: Printing): Promise<void> {
    const { desk } = this;
    const { search } = desk;
    if (!(await search.answers(text))) return;
    const { hit, chosen } = search;
    const person = hit?.person ?? null;
    if (chosen !== 0 || printing === "without_badge") {
      if (person) await desk.admit(person, printing);
      return;
    }
    const { commands, event, checkpoint } = desk.around;
    // Rust says whether a typed text is a code.
    const scanned = async () => {
      const outcome = await commands.enterText(event.id, checkpoint, text);
      if (outcome) desk.showNew(outcome);
      else if (person) desk.showNew(await commands.admit(event.id, checkpoint, person.id, printing));
    };
    await desk.once("admit", scanned, person?.name);
  }
}
