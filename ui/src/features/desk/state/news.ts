// What is known of each print job, so that news that come late or twice change nothing.
import type { PrintState } from "../../../generated/PrintState";
import type { PrintView } from "../../../generated/PrintView";

const JOBS_REMEMBERED = 200;

/** How far each state is. */
const rank: Record<PrintState, number> = {
  queued: 0,
  sending: 1,
  sent: 2,
  printed: 2,
  failed: 2,
  unknown: 2,
};

export class News {
  /** The news of each that went furthest. */
  readonly #furthest = new Map<string, PrintView>();
  readonly #settled = new Set<string>();

  /** What is known of the job after this news: what was known stays where it is further. */
  hear(said: PrintView): PrintView {
    const known = this.#furthest.get(said.job);
    if (known && rank[known.state] > rank[said.state]) return known;
    this.#furthest.set(said.job, said);
    const [oldest] = this.#furthest.keys();
    if (this.#furthest.size > JOBS_REMEMBERED && oldest !== undefined) this.#furthest.delete(oldest);
    return said;
  }

  /** Somebody dealt with it: whatever its printer says now troubles nobody. */
  settle(job: string): void {
    this.#settled.add(job);
  }

  isSettled(job: string): boolean {
    return this.#settled.has(job);
  }
}
