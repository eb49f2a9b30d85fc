// What the desk shows and does. Every decision comes from Rust; here is only what is on the screen.
import type { DeskFigures } from "../../../generated/DeskFigures";
import type { Outcome } from "../../../generated/Outcome";
import type { PersonView } from "../../../generated/PersonView";
import type { PrintSettlement } from "../../../generated/PrintSettlement";
import type { PrintView } from "../../../generated/PrintView";
import type { Reasons } from "../../../generated/Reasons";
import type { RecentScan } from "../../../generated/RecentScan";
import { m } from "../../../paraglide/messages.js";
import { asFailure } from "../../../shared/api/failure";
import { Form, type Purpose } from "../../../shared/form/form.svelte";
import { isQuiet, lookOf } from "../looks";
import type { ByHand, DeskSurroundings } from "./around";
import { Drafts } from "./drafts";
import { Entering, type Printing } from "./entering";
import { Group } from "./group.svelte";
import { Jobs } from "./jobs.svelte";
import { settlePrint } from "./left";
import { Line } from "./line";
import { Made } from "./made.svelte";
import { mayOf, nothing, type May } from "./may";
import { Rest } from "./rest";
import { Saying, undoneWords, type Said } from "./saying.svelte";
import { Search } from "./search.svelte";
import { questionOf, REST_AFTER_MS, undoableOf, unprintedOf } from "./shown";
import type { Asked, Question, Shown } from "./shown";

export { REST_AFTER_MS };
export type { Asked, ByHand, DeskSurroundings, Question, Shown };

/** Whom a key means. */
export type Named = Pick<PersonView, "id" | "name">;

export class Desk {
  shown = $state.raw<Shown>({ kind: "ready" });
  form = $state.raw<Form | null>(null);
  asked = $state<Asked | null>(null);
  answered = $state(false);
  figures = $state.raw<DeskFigures | null>(null);
  recents = $state.raw<RecentScan[]>([]);
  /** What somebody is offered who has to give a reason; nothing until Rust said it. */
  reasons = $state.raw<Reasons | null>(null);
  /** Counts what was shown, so that the same verdict twice is spoken twice. */
  turn = $state(0);
  /** Counts how often the desk went back to Ready by itself. */
  rests = $state(0);
  /** The badge that somebody is writing by hand. */
  byHand = $state.raw<ByHand | null>(null);
  readonly search: Search;
  readonly jobs: Jobs;
  readonly group: Group;
  readonly made: Made;
  readonly #saying = new Saying();
  readonly #drafts: Drafts;
  readonly #line = new Line();
  #last = $state.raw<{ person: PersonView; may: May } | null>(null);
  #lastDone = $state.raw<Outcome | null>(null);
  /** Whom the question for a reason is about. */
  #askedOf = $state.raw<PersonView | null>(null);
  /** What goes on once a printer is chosen. */
  #waiting: (() => Promise<void>) | null = null;
  readonly #entering = new Entering(this);
  /** Counts what was asked of the desk: an answer that only looks is dropped once something newer was asked. */
  #asks = 0;
  readonly #rest = new Rest(
    () => this.#mayRest(),
    () => this.#retire(),
  );

  /** Another entrance of an event goes on with the badges and the drafts of the one before. */
  constructor(
    readonly around: DeskSurroundings,
    before: Desk | null = null,
  ) {
    this.jobs = new Jobs(() => around.sound("print_problem"), before && before.jobs);
    this.#drafts = before?.around.event.id === around.event.id ? before.#drafts : new Drafts(around.now);
    this.group = new Group(around);
    this.made = new Made(around);
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

  get said(): Said | null {
    return this.#saying.now;
  }

  /** The print job of what is shown, as fresh as it is known. */
  get print(): PrintView | null {
    return this.jobs.shown;
  }

  /** Whom F6 corrects and F4 prints again: chosen in the search, on the screen, or at Ready the last one. */
  get person(): PersonView | null {
    const chosen = this.search.hit?.person;
    if (chosen) return chosen;
    return this.outcome ? this.outcome.person : (this.#lastAtReady(this.#last)?.person ?? null);
  }

  get may(): May {
    const chosen = this.search.hit?.person;
    if (chosen) return mayOf(chosen);
    return this.outcome?.can ?? this.#lastAtReady(this.#last)?.may ?? nothing;
  }

  /** Whoever came last is meant at Ready alone: before a scan that was not saved stands somebody else. */
  #lastAtReady<T>(last: T | null): T | null {
    return this.shown.kind === "ready" ? last : null;
  }

  /** Whose badge stands in the rail: of whoever is on the stage, or at Ready of whoever was corrected. */
  get standing(): PersonView | null {
    return this.outcome ? this.outcome.person : this.made.person;
  }

  get question(): Question | null {
    if (this.asked) return this.asked;
    return this.outcome && !this.search.open ? questionOf(this.outcome, this.answered) : null;
  }

  /** What Ctrl+Z takes back: what is on the stage, or the admission behind a double scan, or the last one at Ready. */
  get undoable(): Outcome | null {
    const last = this.outcome ? this.#lastDone : this.#lastAtReady(this.#lastDone);
    return undoableOf(this.outcome, last, this.around.now());
  }

  /** What is typed in the search. Where it opens, no question is left that would take its keys. */
  type(text: string): void {
    this.search.type(text);
    if (this.search.open) this.asked = null;
  }

  async refresh(): Promise<void> {
    const { commands, event, checkpoint } = this.around;
    try {
      const [figures, recents, reasons] = await Promise.all([
        commands.figures(event.id, checkpoint),
        commands.recent(event.id, checkpoint),
        this.reasons ?? commands.reasons(),
      ]);
      this.figures = figures;
      this.recents = recents;
      this.reasons = reasons;
      this.search.refresh();
    } catch (thrown) {
      this.fail(thrown);
    }
  }

  ready(): void {
    this.#clear();
    this.around.focusSearch();
  }

  /** Nobody did anything for a while: Ready again, and the focus stays where it is wanted. */
  #retire(): void {
    if (this.search.open) return;
    this.#clear();
    this.rests += 1;
  }

  #clear(): void {
    this.#asks += 1;
    this.leaveForm();
    this.search.clear();
    this.asked = null;
    this.byHand = null;
    if (this.said?.bad) this.#saying.clear();
    this.shown = { kind: "ready" };
    this.made.clear();
    this.jobs.show(null);
    this.#rest.again();
  }

  /** Shows a verdict. It replaces whatever was there: nothing needs dismissing. */
  show(outcome: Outcome): void {
    const before = this.outcome?.person?.id;
    const runs = this.jobs.shown;
    this.leaveForm();
    if (this.#entering.isOvertaken) this.search.cover();
    else this.search.clear();
    this.asked = null;
    this.byHand = null;
    this.answered = false;
    this.#saying.turn();
    this.made.clear();
    this.shown = { kind: "verdict", outcome };
    const samePerson = outcome.person !== null && outcome.person.id === before;
    this.jobs.show(outcome.print ?? (outcome.double_scan && samePerson ? runs : null));
    this.turn += 1;
    if (outcome.person) this.#last = { person: outcome.person, may: outcome.can };
    if (this.question !== "already_in" && this.question !== "ambiguous") this.around.focusSearch();
    this.#lookAtJob();
    this.#rest.again();
  }

  /** Shows what a scan or an admission has just become, and sounds it. */
  showNew(outcome: Outcome): void {
    if (outcome.can.undo && !isQuiet(outcome)) this.#lastDone = outcome;
    this.show(outcome);
    if (!isQuiet(outcome)) this.around.sound(lookOf(outcome).sound);
    void this.refresh();
  }

  // Scans and admissions ---------------------------------------------------

  /** Scans are answered in the order in which they came, whatever is on the screen. */
  scan(code: string): Promise<void> {
    const { commands, event, checkpoint } = this.around;
    this.#asks += 1;
    return this.#line.add(async () => {
      try {
        this.showNew(await commands.scan(event.id, checkpoint, code));
      } catch (thrown) {
        this.#notSaved(thrown);
      }
    });
  }

  /** A scan of which nothing was written has no verdict, and the one before it is somebody else's. */
  #notSaved(thrown: unknown): void {
    this.#clear();
    this.shown = { kind: "failed", failure: asFailure(thrown) };
    this.turn += 1;
    this.fail(thrown);
    this.around.focusSearch();
    this.around.sound("print_problem");
  }

  admit(person: Named, printing: Printing): Promise<void> {
    const { commands, event, checkpoint } = this.around;
    return this.once(
      "admit",
      async () => this.showNew(await commands.admit(event.id, checkpoint, person.id, printing)),
      person.name,
    );
  }

  enter(printing: Printing): Promise<void> {
    return this.#entering.enter(printing);
  }

  confirm(): Promise<void> {
    const outcome = this.outcome;
    if (!outcome?.can.confirm) return Promise.resolve();
    const { commands, event } = this.around;
    return this.once(
      `confirm ${outcome.scan}`,
      async () => this.showNew(await commands.confirmScan(event.id, outcome.scan)),
      outcome.person?.name,
    );
  }

  override(reason: string): Promise<void> {
    const outcome = this.outcome;
    if (!outcome?.can.override_verdict) return Promise.resolve();
    const { commands, event } = this.around;
    return this.once(
      `override ${outcome.scan}`,
      async () => this.showNew(await commands.overrideScan(event.id, outcome.scan, reason)),
      outcome.person?.name,
    );
  }

  undo(): Promise<void> {
    const meant = this.undoable;
    if (!meant) {
      this.say(m.nothing_to_undo());
      return Promise.resolve();
    }
    const { commands, event } = this.around;
    const undone = async () => {
      const done = await commands.undoScan(event.id, meant.scan);
      if (this.#lastDone?.scan === meant.scan) this.#lastDone = null;
      // The badge went with the scan: there is none to be printed again.
      if (this.#last && this.#last.person.id === meant.person?.id)
        this.#last = { person: this.#last.person, may: { ...nothing, correct: this.#last.may.correct } };
      const onStage = this.outcome?.scan === meant.scan || this.outcome?.person?.id === meant.person?.id;
      if (onStage || this.shown.kind === "ready") this.ready();
      this.#saying.say(undoneWords(meant.person, done), done.paper_back || done.box_back !== null);
      await this.refresh();
    };
    return this.once(`undo ${meant.scan}`, undone, meant.person?.name);
  }

  /** Shows an earlier scan again, unless something newer was asked before the answer came. */
  look(scan: string): Promise<void> {
    const { commands, event } = this.around;
    this.#asks += 1;
    const [asks, text] = [this.#asks, this.search.text];
    return this.#do(async () => {
      const outcome = await commands.outcome(event.id, scan);
      if (asks === this.#asks && text === this.search.text) this.show(outcome);
    });
  }

  // Badges --------------------------------------------------------------------

  /** A printer said something of a job, whoever's it is. */
  printChanged(print: PrintView): void {
    this.jobs.changed(print);
    this.#rest.again();
  }

  /** Whom a new badge is for: whoever it was asked about, wherever the search is by now. */
  get reprinted(): PersonView | null {
    return this.asked === "reprint" ? this.#askedOf : this.person;
  }

  /** A new badge in the place of the person's last one. */
  reprint(reason: string): Promise<void> {
    const person = this.reprinted;
    if (!person) return Promise.resolve();
    const { commands, event } = this.around;
    const printed = async () => {
      this.ordered(person, await commands.reprint(event.id, person.id, reason));
      this.say(m.reprint_sent({ name: person.name }));
    };
    return this.once(`reprint ${person.id}`, () => this.onPaper(printed), person.name);
  }

  /** A badge was asked for. Whoever came meanwhile is asked what they are asked. */
  ordered(person: PersonView, print: PrintView): void {
    const onStage = this.standing?.id === person.id;
    this.jobs.replaced(person.id, print);
    if (onStage) this.jobs.show(print);
    else this.jobs.changed(print);
    if (onStage || this.asked === null || this.#askedOf?.id === person.id) {
      this.answered = onStage || this.answered;
      if (onStage || this.asked !== null) this.around.focusSearch();
      this.asked = null;
    }
    this.#lookAtJob();
    this.#rest.again();
  }

  /** The job that F5, F7 and F9 mean: the one on the stage, else the oldest that waits for somebody; none where
      they mean whoever stands there without a badge, or with one that is not in its box. */
  get stuck(): PrintView | null {
    if (this.jobs.waits) return this.jobs.shown;
    if (this.unprinted || (!this.jobs.shown && this.outcome?.boxed?.replaceable)) return null;
    return this.jobs.troubles[0] ?? null;
  }

  /** The same badge once more, on the printer that is chosen now. */
  again(job: string): Promise<void> {
    const { commands } = this.around;
    return this.once(`again ${job}`, () =>
      this.onPaper(async () => {
        this.jobs.again(job, await commands.retryPrint(job));
        this.#lookAtJob();
        this.#rest.again();
      }),
    );
  }

  /** Whoever was let in without a badge, because no printer is chosen or nobody wanted one. */
  get unprinted(): PersonView | null {
    return unprintedOf(this.outcome, this.made.person, this.jobs.shown);
  }

  /** The first badge of whoever was let in without one. */
  printNow(person = this.unprinted): Promise<void> {
    if (!person) return Promise.resolve();
    const { commands, event } = this.around;
    const printed = async () =>
      this.ordered(person, await commands.reprint(event.id, person.id, "printer_problem"));
    return this.once(`reprint ${person.id}`, () => this.onPaper(printed), person.name);
  }

  /** Where no printer is chosen, somebody is asked for one, and then it goes on: in the line, unless told otherwise. */
  async onPaper(print: () => Promise<void>, goOn?: () => Promise<void>): Promise<void> {
    try {
      await print();
    } catch (thrown) {
      if (asFailure(thrown).code !== "no_printer") throw thrown;
      this.ask("printer");
      this.#waiting = goOn ?? (() => this.once("print there", () => this.onPaper(print)));
    }
  }

  /** Another printer was chosen: what waits goes there. */
  async printThere(stuck = this.stuck, unprinted = this.unprinted): Promise<void> {
    const waiting = this.#waiting;
    this.#waiting = null;
    this.asked = null;
    this.around.focusSearch();
    this.#rest.again();
    if (waiting) return waiting();
    if (!stuck) return this.printNow(unprinted);
    for (const { job } of this.jobs.goingWith(stuck)) await this.again(job);
  }

  writeByHand(print: PrintView | null = this.stuck): void {
    const onStage = print === null || print.job === this.jobs.shown?.job;
    const person = onStage ? this.standing : null;
    this.byHand = { name: print?.name ?? person?.name ?? "", person, job: print?.job ?? null };
    this.asked = null;
    this.#rest.again();
  }

  /** Somebody wrote the badge, saw it printed, or needs none. */
  settle(job: string | null, how: PrintSettlement): Promise<void> {
    this.around.focusSearch();
    const settled = () => settlePrint(this, job, how).finally(() => this.#rest.again());
    return this.once(`settle ${job}`, settled, this.jobs.nameOf(job));
  }

  #lookAtJob(): void {
    const { commands } = this.around;
    const asked = this.jobs.askOf((job) => commands.printState(job));
    void asked.then((state) => state && this.printChanged(state));
  }

  // Groups ------------------------------------------------------------------

  /** Whose group is offered: chosen in the search, or on the stage. */
  get comesWith(): string | null {
    return this.search.hit?.person.id ?? this.outcome?.person?.id ?? null;
  }

  showGroup(): void {
    this.#clear();
    this.shown = { kind: "group" };
    this.group.seen = true;
  }

  // Questions ---------------------------------------------------------------

  ask(question: Asked): void {
    if (question === "reprint" && !this.person) return this.say(m.person_none());
    this.#askedOf = this.person;
    this.#waiting = null;
    this.asked = question;
    this.#rest.again();
  }

  /** Esc: one step back, and never anything lost. */
  back(): void {
    if (this.asked || this.byHand) {
      this.asked = null;
      this.byHand = null;
      this.around.focusSearch();
      this.#rest.again();
    } else {
      if (this.shown.kind === "group") this.group.close();
      this.ready();
    }
  }

  answer(): void {
    this.answered = true;
    this.around.focusSearch();
    this.#rest.again();
  }

  // Forms -------------------------------------------------------------------

  openForm(purpose: Purpose): void {
    const { commands, event } = this.around;
    const person = purpose === "walk_in" ? null : this.person;
    if (purpose !== "walk_in" && !person) return this.say(m.person_none());
    const carried = purpose === "walk_in" ? this.search.text : "";
    this.leaveForm();
    const kept = carried.trim() === "" ? this.#drafts.take(purpose, person?.id ?? null) : null;
    const form = kept ?? new Form(purpose, person, event.default_category, commands, event.id);
    form.isDraft = kept !== null;
    form.carry(carried);
    this.#asks += 1;
    this.search.clear();
    this.asked = null;
    this.#saying.turn();
    this.form = form;
    this.shown = { kind: "form" };
    this.made.clear();
    this.jobs.show(null);
    this.#rest.again();
  }

  /** Leaves the form; what was typed is kept for ten minutes. */
  leaveForm(): void {
    const form = this.form;
    if (!form) return;
    form.leave();
    this.#drafts.keep(form);
    this.form = null;
  }

  /** It is somebody who is registered already: they come in, and the form is not needed. */
  useRegistration(person: Named): Promise<void> {
    const { form } = this;
    const { commands, event, checkpoint } = this.around;
    const admitted = async () => {
      const outcome = await commands.admit(event.id, checkpoint, person.id, "with_badge");
      if (form) this.#done(form);
      this.showNew(outcome);
    };
    return this.once("admit", admitted, person.name);
  }

  async save(): Promise<void> {
    const form = this.form;
    if (!form || form.saving) return;
    form.saving = true;
    form.tried = true;
    await this.#line.add(async () => {
      try {
        if (await form.asksOnce()) form.failures += 1;
        else await this.#saved(form);
      } catch (thrown) {
        this.fail(thrown, form.name);
        await form.check().catch(() => undefined);
        form.failures += 1;
      } finally {
        form.saving = false;
      }
    });
  }

  async #saved(form: Form): Promise<void> {
    const { commands, event, checkpoint } = this.around;
    const { purpose, person, value } = form;
    if (purpose === "correct") {
      if (!person) return;
      const corrected = await commands.correct(event.id, person.id, value);
      this.#done(form);
      return this.#corrected(corrected, person);
    }
    const outcome =
      purpose === "substitute" && person
        ? await commands.substitute(event.id, checkpoint, person.id, value)
        : await commands.register(event.id, checkpoint, value);
    this.#done(form);
    this.showNew(outcome);
  }

  #done(form: Form): void {
    form.done = true;
    this.#saying.settle(form.name);
    this.#drafts.drop(form);
  }

  #corrected(person: PersonView, before: PersonView): void {
    this.ready();
    this.#last = { person, may: mayOf(person) };
    this.say(m.corrected({ name: person.name }));
    if (this.made.show(person, before, this.jobs)) this.#lookAtJob();
    else if (person.badge?.print) this.jobs.changed(person.badge.print);
    void this.refresh();
  }

  // Words about what was done -------------------------------------------------

  say(text: string): void {
    this.#saying.say(text);
  }

  fail(thrown: unknown, whose = ""): void {
    this.#saying.fail(thrown, whose);
  }

  /** What is pressed twice is done once. By the time it fails somebody else may stand there: then it says whose it was. */
  once(what: string, work: () => Promise<void>, whose = ""): Promise<void> {
    this.#asks += 1;
    return this.#line.once(what, () => this.#do(work, whose));
  }

  async #do(work: () => Promise<void>, whose = ""): Promise<void> {
    try {
      await work();
      this.#saying.settle(whose);
    } catch (thrown) {
      this.fail(thrown, whose);
    }
  }

  /** Nobody is asked anything, and no badge waits for somebody. */
  #mayRest(): boolean {
    return (
      this.shown.kind === "verdict" && this.question === null && this.byHand === null && !this.jobs.waits
    );
  }

  stop(): void {
    this.#rest.stop();
    this.#saying.clear();
    this.leaveForm();
  }
}
