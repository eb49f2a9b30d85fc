// The badges that wait go to another printer: at once where Rust is in no doubt to which, else somebody is asked.
import type { PrinterView } from "../../../generated/PrinterView";
import { m } from "../../../paraglide/messages.js";
import { printers } from "../../../shared/device/printers.svelte";
import type { Desk } from "./desk.svelte";

/** The printer that F7 sends the badges to without a question; none where somebody has to look first. */
export function standInFor(desk: Desk): PrinterView | null {
  if (desk.stuck?.state !== "failed" || desk.asked === "printer") return null;
  return printers.all.find((printer) => printer.stands_in) ?? null;
}

/** F7. */
export async function printElsewhere(desk: Desk): Promise<void> {
  const there = standInFor(desk);
  if (!there) return desk.ask("printer");
  if (await printOn(desk, there.id)) desk.say(m.printer_now({ name: there.name }));
}

/** What waits goes to this printer, and so does what follows. False where it could not be chosen. */
export async function printOn(desk: Desk, printer: string): Promise<boolean> {
  // Who is meant is whom somebody looks at now: by the time it is chosen the next may stand here.
  const { stuck, unprinted } = desk;
  try {
    await printers.choose(printer);
  } catch (thrown) {
    desk.fail(thrown);
    return false;
  }
  await desk.printThere(stuck, unprinted);
  return true;
}
