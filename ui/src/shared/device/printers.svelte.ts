// The printers of this device, and the one that the desk prints on.
import type { PrinterView } from "../../generated/PrinterView";
import { badges } from "../api/commands";

class Printers {
  all = $state.raw<PrinterView[]>([]);
  looked = $state(false);

  get chosen(): PrinterView | null {
    return this.all.find((p) => p.chosen) ?? null;
  }

  async look(): Promise<void> {
    this.all = await badges.printers();
    this.looked = true;
  }

  async choose(id: string): Promise<void> {
    await badges.choosePrinter(id);
    await this.look();
  }
}

export const printers = new Printers();
