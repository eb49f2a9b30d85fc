// The list of people is in memory before somebody turns to it: Rust reads everybody behind the work of the desk.
import { people, type PeopleCommands } from "../shared/api/people";

/** The desk comes first: it stands, and its verdicts come, before everybody is read. */
export const AFTER_MS = 1_500;
/** What is written meanwhile is read this often: never so much at once that a list would wait for it. */
export const EVERY_MS = 60_000;

/** Has the event's people read, and what changes. The answer ends it. */
export function readAhead(event: string, commands: Pick<PeopleCommands, "ahead"> = people): () => void {
  // What went wrong is said by the list, which asks again.
  const read = () => void commands.ahead(event).catch(() => undefined);
  const first = setTimeout(read, AFTER_MS);
  const again = setInterval(read, EVERY_MS);
  return () => {
    clearTimeout(first);
    clearInterval(again);
  };
}
