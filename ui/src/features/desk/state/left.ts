// Badges that somebody has to look after: what an earlier window left on its way to a printer, which was known before there
// was a desk to hear it, and how it was dealt with.
import type { PrintSettlement } from "../../../generated/PrintSettlement";
import { asFailure } from "../../../shared/api/failure";
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

/** Writes down how somebody dealt with such a badge, where it had a job; then it troubles nobody any more, also after a new
    start. What is not written down goes on standing there. */
export async function settlePrint(desk: Desk, job: string | null, how: PrintSettlement): Promise<void> {
  if (job !== null) {
    await desk.around.commands.settlePrint(job, how).catch(unlessGone);
    desk.jobs.settle(job);
  }
  if (desk.byHand?.job === job) desk.byHand = null;
}

/** Of an event that is not here any more nobody waits for a badge. */
function unlessGone(thrown: unknown): void {
  if (asFailure(thrown).code !== "not_found") throw thrown;
}
