// Where the window is: it follows from what Rust says of the device, and from which page people chose.
import type { CheckpointView } from "../generated/CheckpointView";
import type { EventView } from "../generated/EventView";
import type { Overview } from "../generated/Overview";
import { device } from "../shared/api/commands";
import { asFailure } from "../shared/api/failure";
import { failureWords } from "../shared/i18n/words";

/** The sections of the event's page. */
export type Section = "people" | "badges" | "printer" | "events" | "device";

export type Page = "loading" | "broken" | "locked" | "first_run" | "desk" | "event";

const KEPT_AS = "sarrera.place";

export class Place {
  overview = $state.raw<Overview | null>(null);
  failed = $state("");
  section = $state<Section>("people");
  #chosen = $state<"desk" | "event" | "add">("desk");
  #event = $state("");
  #checkpoint = $state("");

  constructor() {
    const [event = "", checkpoint = ""] = (localStorage.getItem(KEPT_AS) ?? "").split(" ");
    this.#event = event;
    this.#checkpoint = checkpoint;
  }

  get page(): Page {
    if (this.failed) return "broken";
    if (!this.overview) return "loading";
    if (this.overview.state === "locked") return "locked";
    if (this.overview.state === "fresh" || !this.event || this.#chosen === "add") return "first_run";
    return this.#chosen;
  }

  /** The event at the desk: the one that was used last, else the first. */
  get event(): EventView | null {
    const events = this.overview?.events ?? [];
    return events.find((e) => e.id === this.#event) ?? events[0] ?? null;
  }

  get checkpoint(): CheckpointView | null {
    const all = this.event?.checkpoints ?? [];
    return all.find((c) => c.id === this.#checkpoint) ?? all[0] ?? null;
  }

  go(page: "desk" | "event" | "add"): void {
    this.#chosen = page;
  }

  goTo(section: Section): void {
    this.section = section;
    this.#chosen = "event";
  }

  use(event: string, checkpoint: string): void {
    this.#event = event;
    this.#checkpoint = checkpoint;
    localStorage.setItem(KEPT_AS, `${event} ${checkpoint}`);
  }

  take(overview: Overview): void {
    this.overview = overview;
    this.failed = "";
  }

  async look(): Promise<void> {
    try {
      this.take(await device.overview());
    } catch (thrown) {
      this.failed = failureWords(asFailure(thrown));
    }
  }

  /** An event was just made: it is the newest one, and the desk opens on it. */
  async lookAtNew(): Promise<void> {
    const before = (this.overview?.events ?? []).map((e) => e.id);
    await this.look();
    const made = this.overview?.events.find((e) => !before.includes(e.id));
    if (made) this.use(made.id, made.checkpoints[0]?.id ?? "");
    this.#chosen = "desk";
  }
}
