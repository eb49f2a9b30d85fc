// The printers of this device, the one that the desk prints on, and the template that belongs to its paper.
import type { PrinterView } from "../../generated/PrinterView";
import type { TemplateView } from "../../generated/TemplateView";
import { badges } from "../api/commands";

/** What is sent to it comes out, as far as it says. */
export function works({ state }: PrinterView): boolean {
  return state === "ready" || state === "printing";
}

class Printers {
  all = $state.raw<PrinterView[]>([]);
  templates = $state.raw<TemplateView[]>([]);
  looked = $state(false);
  #looking: Promise<void> | null = null;
  #looksNext: Promise<void> | null = null;
  /** Counts what was chosen. */
  #chosen = 0;

  get chosen(): PrinterView | null {
    return this.all.find((p) => p.chosen) ?? null;
  }

  get template(): string | null {
    return this.templates.find((one) => one.chosen)?.name ?? null;
  }

  /** The templates are there also where nobody can tell of printers. */
  async look(): Promise<void> {
    const looks = await Promise.allSettled([this.#lookAtPrinters(), this.#lookAtTemplates()]);
    const failed = looks.find((one) => one.status === "rejected");
    if (failed) throw failed.reason;
  }

  /** It is chosen at once: how it is, is asked behind that. */
  async choose(id: string): Promise<void> {
    await badges.choosePrinter(id);
    this.#chosen += 1;
    this.all = this.all.map((printer) => ({ ...printer, chosen: printer.id === id, stands_in: false }));
    void this.#lookAtPrinters().catch(() => undefined);
  }

  async chooseTemplate(name: string): Promise<void> {
    await badges.chooseTemplate(name);
    await this.#lookAtTemplates();
  }

  /** Asks once more behind the question under way, and no more than that: each asks every queue. */
  #lookAtPrinters(): Promise<void> {
    if (!this.#looking) return this.#askPrinters();
    this.#looksNext ??= this.#looking
      .catch(() => undefined)
      .then(() => {
        this.#looksNext = null;
        return this.#askPrinters();
      });
    return this.#looksNext;
  }

  #askPrinters(): Promise<void> {
    const before = this.#chosen;
    this.#looking = badges
      .printers()
      .then((all) => {
        // Another one was chosen meanwhile: what stands here is newer, and the next answer is on its way.
        if (this.#chosen === before) this.all = all;
        this.looked = true;
      })
      .finally(() => (this.#looking = null));
    return this.#looking;
  }

  async #lookAtTemplates(): Promise<void> {
    this.templates = await badges.templates();
  }
}

export const printers = new Printers();
