// The printers of this device, the one that the desk prints on, and the template that belongs to its paper.
import type { PrinterView } from "../../generated/PrinterView";
import type { TemplateView } from "../../generated/TemplateView";
import { badges } from "../api/commands";

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

  async look(): Promise<void> {
    [this.all, this.templates] = await Promise.all([badges.printers(), badges.templates()]);
    this.looked = true;
  }

  async choose(id: string): Promise<void> {
    await badges.choosePrinter(id);
    await this.look();
  }

  async chooseTemplate(name: string): Promise<void> {
    await badges.chooseTemplate(name);
    await this.look();
  }
}

export const printers = new Printers();
