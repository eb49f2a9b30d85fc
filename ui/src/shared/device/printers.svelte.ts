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

  async choose(id: string): Promise<void> {
    await badges.choosePrinter(id);
    await this.look();
  }

  async chooseTemplate(name: string): Promise<void> {
    await badges.chooseTemplate(name);
    await this.#lookAtTemplates();
  }

  async #lookAtPrinters(): Promise<void> {
    this.all = await badges.printers();
    this.looked = true;
  }

  async #lookAtTemplates(): Promise<void> {
    this.templates = await badges.templates();
  }
}

export const printers = new Printers();
