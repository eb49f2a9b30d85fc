// How this device stands with the servers of an event: asked anew when it changed, and when something was written.
import type { SyncState } from "../../generated/SyncState";
import { onChanged, onSyncChanged } from "../../shared/api/events";
import { asFailure } from "../../shared/api/failure";
import { sync as commands, type SyncCommands } from "../../shared/api/sync";

/** However much is written: how much waits is asked for no more often than this. */
const APART_MS = 1000;
/** Who is connected here comes and goes without anything being written. */
const LOOK_EVERY_MS = 5_000;

export class Standing {
  now = $state.raw<SyncState | null>(null);
  #event = "";
  #waits: ReturnType<typeof setTimeout> | undefined;
  #asked = -Infinity;

  constructor(
    private readonly rust: Pick<SyncCommands, "state"> = commands,
    /** The event is not here any more: this device was taken out of it. */
    private readonly gone: () => void = () => undefined,
  ) {}

  /** Looks at an event, and at whatever changes there, until the returned function is called. */
  follow(event: string): () => void {
    this.look(event);
    const stops = [
      onSyncChanged((told) => {
        if (told.event === event) this.look(event);
      }),
      onChanged((told) => this.written(told.event)),
    ];
    const timer = setInterval(() => {
      if (this.now?.serving) this.written(event);
    }, LOOK_EVERY_MS);
    return () => {
      clearInterval(timer);
      stops.forEach((stop) => stop());
      clearTimeout(this.#waits);
    };
  }

  /** The state is another one: told at once. */
  look(event: string): void {
    if (event !== this.#event) this.now = null;
    this.#event = event;
    clearTimeout(this.#waits);
    void this.#ask();
  }

  /** Something was written: more may wait, where anything waits for a server at all. */
  written(event: string): void {
    const { now } = this;
    if (event !== this.#event || now === null || (now.phase === "alone" && now.serving === null)) return;
    clearTimeout(this.#waits);
    const later = this.#asked + APART_MS - Date.now();
    this.#waits = setTimeout(() => void this.#ask(), Math.max(0, later));
  }

  async #ask(): Promise<void> {
    const event = this.#event;
    this.#asked = Date.now();
    try {
      const state = await this.rust.state(event);
      if (event === this.#event) this.now = state;
    } catch (thrown) {
      // What cannot be read stays as it was known.
      if (event === this.#event && asFailure(thrown).code === "not_found") this.gone();
    }
  }
}
