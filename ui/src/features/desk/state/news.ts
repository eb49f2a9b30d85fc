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
  readonly #states = new Map<string, PrintState>();
  readonly #settled = new Set<string>();

  /** The state of the job after this news: what was known stays where it is further. */
  hear({ job, state }: PrintView): PrintState {
    const known = this.#states.get(job);
    if (known !== undefined && rank[known] > rank[state]) return known;
    this.#states.set(job, state);
    const [oldest] = this.#states.keys();
    if (this.#states.size > JOBS_REMEMBERED && oldest !== undefined) this.#states.delete(oldest);
    return state;
  }

  /** Somebody dealt with it: whatever its printer says now troubles nobody. */
  settle(job: string): void {
    this.#settled.add(job);
  }

  isSettled(job: string): boolean {
    return this.#settled.has(job);
  }
}
