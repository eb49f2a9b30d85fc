// What an earlier window left on its way to a printer: it was known before there was a desk to hear it.
import type { Desk } from "./desk.svelte";

/** Tells the desk of every such badge that somebody has to look at. */
export async function lookAtLeft(desk: Desk): Promise<void> {
  const { commands, event } = desk.around;
  try {
    for (const print of await commands.leftPrints(event.id)) desk.printChanged(print);
  } catch (thrown) {
    desk.fail(thrown);
  }
}
