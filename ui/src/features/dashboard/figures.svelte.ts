// The dashboard's figures, looked at again when something was written, but never more often than people can read.
import type { Dashboard } from "../../generated/Dashboard";
import { dashboard } from "../../shared/api/dashboard";
import { asFailure } from "../../shared/api/failure";
import { failureWords } from "../../shared/i18n/words";

/** Scans come five a second; the figures of a whole event are counted this often at the most. */
const PAUSE_MS = 2000;
/** The bar that is running grows older while nobody comes. */
const AT_LEAST_EVERY_MS = 60_000;

export class Figures {
  now = $state.raw<Dashboard | null>(null);
  failed = $state("");
  /** The day that somebody chose; without one Rust says which. */
  #chosen = $state<string | null>(null);
  #round = 0;
  #looking = false;
  #wanted = false;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #stopped = false;

  constructor(
    private readonly event: string,
    private readonly checkpoint: string,
  ) {
    void this.look();
  }

  /** The day that is asked for, an ISO date; the figures of another may still stand there. */
  get day(): string {
    return this.#chosen ?? this.now?.day ?? "";
  }

  /** Looks at once: the answer for another day, which may be on its way, is of no use any more. */
  choose(day: string): void {
    this.#chosen = day;
    void this.look();
  }

  /** Something was written. */
  changed(): void {
    if (this.#wanted) return;
    this.#wanted = true;
    if (!this.#looking) this.#after(PAUSE_MS);
  }

  async look(): Promise<void> {
    clearTimeout(this.#timer);
    this.#round += 1;
    const round = this.#round;
    this.#looking = true;
    this.#wanted = false;
    try {
      const now = await dashboard.look(this.event, this.checkpoint, this.#chosen);
      if (round !== this.#round) return;
      this.now = now;
      this.failed = "";
    } catch (thrown) {
      if (round !== this.#round) return;
      this.failed = failureWords(asFailure(thrown));
    }
    this.#looking = false;
    this.#after(this.#wanted ? PAUSE_MS : AT_LEAST_EVERY_MS);
  }

  #after(pause_ms: number): void {
    clearTimeout(this.#timer);
    if (this.#stopped) return;
    this.#timer = setTimeout(() => void this.look(), pause_ms);
  }

  stop(): void {
    this.#stopped = true;
    clearTimeout(this.#timer);
  }
}
