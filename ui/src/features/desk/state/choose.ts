// One of those whom a code fits: the operator chose, and Rust judges that one in place of the scan on the stage.
import type { Desk, Named } from "./desk.svelte";

/** Lets in, or stops, whom the operator chose. */
export function chooseCandidate(desk: Desk, person: Named): Promise<void> {
  const { commands, event } = desk.around;
  const scan = desk.outcome?.scan;
  if (scan === undefined) return Promise.resolve();
  return desk.once(
    `choose ${scan}`,
    async () => desk.showNew(await commands.chooseCandidate(event.id, scan, person.id)),
    person.name,
  );
}
