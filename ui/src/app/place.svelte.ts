// Where the window is: it follows from what Rust says of the device, and from which page people chose.
import type { CheckpointView } from "../generated/CheckpointView";
import type { EventView } from "../generated/EventView";
import type { Failure } from "../generated/Failure";
import type { ImportProgress } from "../generated/ImportProgress";
import type { LeftEvent } from "../generated/LeftEvent";
import type { Overview } from "../generated/Overview";
import type { Section as Reached } from "../generated/Section";
import { device } from "../shared/api/commands";
import { asFailure } from "../shared/api/failure";

/** The sections that the office's bar has; each device reaches those of them that Rust names. */
const inBar = ["dashboard", "people", "event", "badges", "device"] as const;
export type Section = (typeof inBar)[number];

export type Page = "loading" | "broken" | "locked" | "first_run" | "left" | "desk" | "office";

const KEPT_AS = "sarrera.place";

export class Place {
  overview = $state.raw<Overview | null>(null);
  /** The last look failed. What was known before stays: a device at work goes on working. */
  failed = $state.raw<Failure | null>(null);
  /** How far the device is ready, while that takes a while. */
  readying = $state.raw<ImportProgress | null>(null);
  /** The part of the section that is open; empty for its first. */
  part = $state("");
  #chosen = $state<"desk" | "office" | "add" | "trying">("desk");
  #section = $state<Section>("dashboard");
  #event = $state("");
  #checkpoint = $state("");

  constructor() {
    const [event = "", checkpoint = ""] = (localStorage.getItem(KEPT_AS) ?? "").split(" ");
    this.#event = event;
    this.#checkpoint = checkpoint;
  }

  get page(): Page {
    if (!this.overview) return this.failed ? "broken" : "loading";
    if (this.overview.state === "locked") return "locked";
    if (this.left && this.overview.events.length > 0) return "left";
    if (!this.running || this.#chosen === "add" || this.#chosen === "trying") return "first_run";
    return this.#chosen;
  }

  /** The first event was just made: the device is tried out before its desk opens. */
  get trying(): boolean {
    return this.running && this.#chosen === "trying";
  }

  /** There is an event at the desk, and nothing has to be done before it. */
  get running(): boolean {
    const open = this.overview?.state === "open" && !this.overview.recovery_key_unseen;
    return open && this.event !== null;
  }

  /** The event that was used last, where this device was taken out of it: nobody goes on in another one unawares. */
  get left(): LeftEvent | null {
    const { events = [], left = [] } = this.overview ?? {};
    if (events.some(({ id }) => id === this.#event)) return null;
    return left.find(({ id }) => id === this.#event) ?? null;
  }

  /** The event at the desk: the one that was used last, else the first. */
  get event(): EventView | null {
    if (this.left) return null;
    const events = this.overview?.events ?? [];
    return events.find((e) => e.id === this.#event) ?? events[0] ?? null;
  }

  get checkpoint(): CheckpointView | null {
    const all = this.event?.checkpoints ?? [];
    return all.find((c) => c.id === this.#checkpoint) ?? all[0] ?? null;
  }

  /** What of the office this device reaches, in the order of their keys. */
  get sections(): Section[] {
    return inBar.filter((one) => this.reaches(one));
  }

  /** The section that is open: the one that was asked for, where the device reaches it. */
  get section(): Section {
    return this.reaches(this.#section) ? this.#section : (this.sections[0] ?? "device");
  }

  reaches(part: Reached): boolean {
    return this.event?.sections.includes(part) ?? false;
  }

  go(page: "desk" | "office" | "add"): void {
    // A scanner test that was left is over: the next press of "Office" must not take visitors' codes for tests.
    if (this.part === "scanner_test") this.part = "scanner";
    this.#chosen = page;
  }

  /** Opens a section of the office, where the device reaches it. */
  goTo(section: Section, part = ""): void {
    if (!this.reaches(section)) return;
    this.#section = section;
    this.part = part;
    this.#chosen = "office";
  }

  use(event: string, checkpoint: string): void {
    this.#event = event;
    this.#checkpoint = checkpoint;
    localStorage.setItem(KEPT_AS, `${event} ${checkpoint}`);
  }

  take(overview: Overview): void {
    this.overview = overview;
    this.failed = null;
    this.readying = null;
    // The event that is shown without anybody having chosen it is the one that is missed when it goes.
    const { event } = this;
    if (event && event.id !== this.#event) this.use(event.id, event.checkpoints[0]?.id ?? "");
  }

  async look(): Promise<void> {
    try {
      this.take(await device.overview());
    } catch (thrown) {
      this.failed = asFailure(thrown);
      this.readying = null;
    }
  }

  /** Rust derives everything anew, and says how far it is: for the last time when all is done. */
  gettingReady(progress: ImportProgress): void {
    this.readying = progress.done < progress.of ? progress : null;
  }

  /** Rust says that saving stopped working, or works again. */
  saving(unsaved: Failure | null): void {
    if (this.overview) this.overview = { ...this.overview, unsaved };
  }

  /** An event was just made, or found: the desk opens on it. A device's first is followed by its trials. */
  async lookAt(made: EventView | undefined): Promise<void> {
    const isFirst = this.event === null;
    if (made) this.use(made.id, made.checkpoints[0]?.id ?? "");
    await this.look();
    this.#chosen = isFirst ? "trying" : "desk";
  }
}
