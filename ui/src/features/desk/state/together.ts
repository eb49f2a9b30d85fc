// What the desk does for people who come together, for a badge that lies in a box, and along the latest scans.
import type { BoxedBadge } from "../../../generated/BoxedBadge";
import { isGood } from "../group-words";
import type { Desk } from "./desk.svelte";

/** The box of whoever is on the stage, until another badge takes the place of the one in it. */
export function boxedOf(desk: Desk): BoxedBadge | null {
  return desk.jobs.shown === null ? (desk.outcome?.boxed ?? null) : null;
}

/** The badge is not in its box: another is printed, and that one is void. */
export function printInstead(desk: Desk): Promise<void> {
  const person = boxedOf(desk)?.replaceable ? desk.outcome?.person : null;
  if (!person) return Promise.resolve();
  const { commands, event } = desk.around;
  return desk.once(`reprint ${person.id}`, () =>
    desk.onPaper(async () => desk.ordered(person, await commands.reprint(event.id, person.id, "lost"))),
  );
}

/** The group under way, or what became of it as long as nobody looked; then the group of whoever is shown. */
export function openGroup(desk: Desk): Promise<void> {
  const { group, comesWith } = desk;
  const unseen = group.report !== null && !group.seen;
  if (group.running || unseen || !group.offered || comesWith === null) {
    if (group.open && (group.running || group.report)) desk.showGroup();
    return Promise.resolve();
  }
  return desk.once(`group ${comesWith}`, async () => {
    if (await group.show(comesWith)) desk.showGroup();
    else desk.type(group.offered?.label ?? "");
  });
}

/** Does it with everybody who is ticked. Nobody waits for it, also where a printer had to be chosen first: what is
    scanned meanwhile is answered first. */
export async function doGroup(desk: Desk): Promise<void> {
  try {
    await desk.onPaper(
      () => admitGroup(desk),
      () => doGroup(desk),
    );
  } catch (thrown) {
    desk.fail(thrown);
  }
}

/** Ends it after the one who is let in just now; why it does not end is said. */
export async function stopGroup(desk: Desk): Promise<void> {
  try {
    await desk.group.stop();
  } catch (thrown) {
    desk.fail(thrown);
  }
}

async function admitGroup(desk: Desk): Promise<void> {
  const report = await desk.group.run();
  if (!report) return;
  const all = report.done.length === report.of && report.done.every((one) => isGood(one.result));
  desk.around.sound(all ? "admit" : "attention");
  if (desk.shown.kind === "group") desk.group.seen = true;
  await desk.refresh();
}

/** Alt+↑ and Alt+↓: an earlier or a later scan of the list, shown again and silently. */
export function walk(desk: Desk, steps: 1 | -1): Promise<void> {
  const at = desk.recents.findIndex((r) => r.scan === desk.outcome?.scan);
  const wanted = desk.recents[at + steps];
  return wanted ? desk.look(wanted.scan) : Promise.resolve();
}

/** Time passes also where nothing is scanned: how many came lately is asked again. */
export async function recount(desk: Desk): Promise<void> {
  const { commands, event, checkpoint } = desk.around;
  try {
    desk.figures = await commands.figures(event.id, checkpoint);
  } catch {
    // The figures that were read last stand until they can be read again.
  }
}
