// What the desk shows and does. Every decision comes from Rust; here is only what is on the screen.
import type { DeskFigures } from "../../../generated/DeskFigures";
import type { EventView } from "../../../generated/EventView";
import type { Failure } from "../../../generated/Failure";
import type { Outcome } from "../../../generated/Outcome";
import type { PersonView } from "../../../generated/PersonView";
import type { PrintView } from "../../../generated/PrintView";
import type { RecentScan } from "../../../generated/RecentScan";
import { m } from "../../../paraglide/messages.js";
import type { DeskCommands } from "../../../shared/api/commands";
import { asFailure } from "../../../shared/api/failure";
import { failureWords } from "../../../shared/i18n/words";
import type { Sound } from "../../../shared/sounds/sounds";
import { lookOf } from "../looks";
import { Form, type Purpose } from "./form.svelte";
import { isCode, Search } from "./search.svelte";

/** Back to Ready after so long, unless a question is open. */
export const REST_AFTER_MS = 8000;
/** A form that was left can be taken up again for so long. */
export const DRAFT_KEPT_MS = 10 * 60_000;
const NOTICE_SHOWN_MS = 6000;

export type Shown = { kind: "ready" } | { kind: "verdict"; outcome: Outcome } | { kind: "form" };

export type Question = "already_in" | "attention" | "ambiguous" | "not_found" | "override" | "reprint";

export interface Said {
  text: string;
  bad: boolean;
}

export interface DeskSurroundings {
  commands: DeskCommands;
  event: EventView;
  checkpoint: string;
  sound: (sound: Sound) => void;
  now: () => number;
  focusSearch: () => void;
}

export class Desk {
  shown = $state.raw<Shown>({ kind: "ready" });
  form = $state.raw<Form | null>(null);
  asked = $state<"override" | "reprint" | null>(null);
  answered = $state(false);
  figures = $state.raw<DeskFigures | null>(null);
  recents = $state.raw<RecentScan[]>([]);
  said = $state.raw<Said | null>(null);
  /** Counts what was shown, so that the same verdict twice is spoken twice. */
  turn = $state(0);
  readonly search: Search;
  #print = $state.raw<PrintView | null>(null);
  #lastPerson: PersonView | null = null;
  #lastScan: Outcome | null = null;
  #draft: { form: Form; leftAt: number } | null = null;
  #queue: Promise<void> = Promise.resolve();
  #restTimer: ReturnType<typeof setTimeout> | undefined;
  #noticeTimer: ReturnType<typeof setTimeout> | undefined;

  constructor(readonly around: DeskSurroundings) {
    this.search = new Search(
      around.commands,
      () => around.event.id,
      (e) => this.fail(e),
    );
  }

  // What is on the screen -------------------------------------------------

  get outcome(): Outcome | null {
    return this.shown.kind === "verdict" ? this.shown.outcome : null;
  }

  /** The print job of what is shown, as fresh as it is known. */
  get print(): PrintView | null {
    return this.#print;
  }

  /** Whom F6 corrects and F4 prints again: on the screen, chosen in the search, or the last one. */
  get person(): PersonView | null {
    return this.search.hit?.person ?? this.outcome?.person ?? this.#lastPerson;
  }

  get question(): Question | null {
    if (this.asked) return this.asked;
    const outcome = this.outcome;
    if (!outcome || this.search.open) return null;
    if (outcome.candidates.length > 0) return "ambiguous";
    if (outcome.pending) return "attention";
    if (outcome.verdict === "unknown") return "not_found";
    if (outcome.verdict === "already_in" && !outcome.double_scan && !this.answered) return "already_in";
    return null;
  }

  get draftWaits(): boolean {
    return this.#draft !== null && this.around.now() - this.#draft.leftAt < DRAFT_KEPT_MS;
  }

  async refresh(): Promise<void> {
    const { commands, event, checkpoint } = this.around;
    try {
      const [figures, recents] = await Promise.all([
        commands.figures(event.id, checkpoint),
        commands.recent(event.id, checkpoint),
      ]);
      this.figures = figures;
      this.recents = recents;
      this.search.refresh();
    } catch (thrown) {
      this.fail(thrown);
    }
  }

  ready(): void {
    this.leaveForm();
    this.search.clear();
    this.asked = null;
    this.shown = { kind: "ready" };
    this.#print = null;
    this.#rest();
    this.around.focusSearch();
  }

  /** Shows a verdict. It replaces whatever was there: nothing needs dismissing. */
  show(outcome: Outcome, aloud = true): void {
    this.leaveForm();
    this.search.clear();
    this.asked = null;
    this.answered = false;
    this.said = null;
    this.shown = { kind: "verdict", outcome };
    this.#print = outcome.print;
    this.turn += 1;
    if (outcome.person) this.#lastPerson = outcome.person;
    if (aloud && !outcome.double_scan) this.around.sound(lookOf(outcome).sound);
    if (this.question !== "already_in" && this.question !== "ambiguous") this.around.focusSearch();
    this.#rest();
  }

  #showNew(outcome: Outcome): void {
    this.#lastScan = outcome;
    this.show(outcome);
    void this.refresh();
  }

  /** A print job changed: the one that is shown follows it. */
  printChanged(print: PrintView): void {
    if (this.#print?.job !== print.job) return;
    this.#print = print;
    if (print.state === "failed") this.around.sound("print_problem");
    this.#rest();
  }

  // Scans and admissions ---------------------------------------------------

  /** Scans are answered in the order in which they came, whatever is on the screen. */
  scan(code: string): Promise<void> {
    const { commands, event, checkpoint } = this.around;
    this.#queue = this.#queue.then(() =>
      this.#do(async () => this.#showNew(await commands.scan(event.id, checkpoint, code))),
    );
    return this.#queue;
  }

  admit(attendee: string, printing: "with_badge" | "without_badge"): Promise<void> {
    const { commands, event, checkpoint } = this.around;
    return this.#do(async () =>
      this.#showNew(await commands.admit(event.id, checkpoint, attendee, printing)),
    );
  }

  /** Enter in the search: waits for the answer to what is typed, then takes the chosen row. */
  async enter(printing: "with_badge" | "without_badge"): Promise<void> {
    const text = this.search.text.trim();
    if (!this.search.open) return;
    await this.search.settled();
    if (this.search.text.trim() !== text || this.search.answered !== text) return;
    const hit = this.search.hit;
    if (this.search.chosen === 0 && isCode(text, this.search.hits)) await this.scan(text);
    else if (hit) await this.admit(hit.person.id, printing);
  }

  confirm(): Promise<void> {
    const outcome = this.outcome;
    if (!outcome?.can.confirm) return Promise.resolve();
    const { commands, event } = this.around;
    return this.#do(async () => this.#showNew(await commands.confirmScan(event.id, outcome.scan)));
  }

  override(reason: string): Promise<void> {
    const outcome = this.outcome;
    if (!outcome?.can.override_verdict) return Promise.resolve();
    const { commands, event } = this.around;
    return this.#do(async () => this.#showNew(await commands.overrideScan(event.id, outcome.scan, reason)));
  }

  undo(): Promise<void> {
    const outcome = this.outcome ?? this.#lastScan;
    if (!outcome?.can.undo) {
      this.say(m.nothing_to_undo());
      return Promise.resolve();
    }
    const { commands, event } = this.around;
    return this.#do(async () => {
      await commands.undoScan(event.id, outcome.scan);
      this.#lastScan = null;
      this.ready();
      this.say(outcome.person ? m.undone({ name: outcome.person.name }) : m.undone_code());
      await this.refresh();
    });
  }

  reprint(reason: string): Promise<void> {
    const person = this.person;
    if (!person) return Promise.resolve();
    const { commands, event } = this.around;
    return this.#do(async () => {
      this.#print = await commands.reprint(event.id, person.id, reason);
      this.asked = null;
      this.answered = true;
      this.say(m.reprint_sent({ name: person.name }));
      this.around.focusSearch();
      this.#rest();
    });
  }

  /** Alt+↑ and Alt+↓: an earlier or a later scan of the list, shown again and silently. */
  walk(steps: 1 | -1): Promise<void> {
    const at = this.recents.findIndex((r) => r.scan === this.outcome?.scan);
    const wanted = this.recents[at + steps];
    return wanted ? this.look(wanted.scan) : Promise.resolve();
  }

  look(scan: string): Promise<void> {
    const { commands, event } = this.around;
    return this.#do(async () => this.show(await commands.outcome(event.id, scan), false));
  }

  // Questions ---------------------------------------------------------------

  ask(question: "override" | "reprint"): void {
    if (question === "reprint" && !this.person) return this.say(m.person_none());
    this.asked = question;
    this.#rest();
  }

  /** Esc: one step back, and never anything lost. */
  back(): void {
    if (this.asked) {
      this.asked = null;
      this.around.focusSearch();
      this.#rest();
    } else this.ready();
  }

  answer(): void {
    this.answered = true;
    this.around.focusSearch();
    this.#rest();
  }

  // Forms -------------------------------------------------------------------

  openForm(purpose: Purpose): void {
    const { commands, event } = this.around;
    const person = purpose === "walk_in" ? null : this.person;
    if (purpose !== "walk_in" && !person) return this.say(m.person_none());
    const carried = this.search.text;
    const kept = purpose === "walk_in" && carried === "" && this.draftWaits ? this.#draft?.form : null;
    const form = kept ?? new Form(purpose, person, event.categories[0]?.id ?? "visitor", commands, event.id);
    this.leaveForm();
    this.#draft = null;
    if (!kept && purpose === "walk_in") form.carry(carried);
    this.search.clear();
    this.asked = null;
    this.said = null;
    this.form = form;
    this.shown = { kind: "form" };
    this.#rest();
  }

  /** Leaves the form; a walk-in that was begun is kept for ten minutes. */
  leaveForm(): void {
    const form = this.form;
    if (!form) return;
    form.leave();
    if (form.purpose === "walk_in" && !form.empty && !form.saving)
      this.#draft = { form, leftAt: this.around.now() };
    this.form = null;
  }

  async save(): Promise<void> {
    const form = this.form;
    if (!form || form.saving) return;
    form.saving = true;
    form.tried = true;
    const { commands, event, checkpoint } = this.around;
    try {
      await this.#saved(form, commands, event.id, checkpoint);
    } catch (thrown) {
      this.fail(thrown);
      await form.check().catch(() => undefined);
    } finally {
      form.saving = false;
    }
  }

  async #saved(form: Form, commands: DeskCommands, event: string, checkpoint: string): Promise<void> {
    const { purpose, person, value } = form;
    if (purpose === "walk_in") this.#showNew(await commands.register(event, checkpoint, value));
    else if (person && purpose === "substitute")
      this.#showNew(await commands.substitute(event, checkpoint, person.id, value));
    else if (person) this.#corrected(await commands.correct(event, person.id, value));
  }

  #corrected(person: PersonView): void {
    this.#lastPerson = person;
    this.ready();
    this.say(m.corrected({ name: person.name }));
    this.#print = person.badge?.print ?? null;
    void this.refresh();
  }

  // Words about what was done -------------------------------------------------

  say(text: string): void {
    this.#saying({ text, bad: false });
  }

  fail(thrown: unknown): void {
    const failure: Failure = asFailure(thrown);
    this.#saying({ text: failureWords(failure), bad: true });
  }

  #saying(said: Said): void {
    clearTimeout(this.#noticeTimer);
    this.said = said;
    if (!said.bad) this.#noticeTimer = setTimeout(() => (this.said = null), NOTICE_SHOWN_MS);
  }

  async #do(work: () => Promise<void>): Promise<void> {
    try {
      await work();
    } catch (thrown) {
      this.fail(thrown);
    }
  }

  /** Starts the way back to Ready again, unless somebody is asked something or a badge waits for paper. */
  #rest(): void {
    clearTimeout(this.#restTimer);
    if (this.shown.kind !== "verdict" || !this.#mayRest()) return;
    this.#restTimer = setTimeout(() => {
      if (this.shown.kind === "verdict" && this.#mayRest() && !this.search.open) this.ready();
    }, REST_AFTER_MS);
  }

  #mayRest(): boolean {
    return this.question === null && this.#print?.state !== "failed";
  }

  stop(): void {
    clearTimeout(this.#restTimer);
    clearTimeout(this.#noticeTimer);
    this.leaveForm();
  }
}
