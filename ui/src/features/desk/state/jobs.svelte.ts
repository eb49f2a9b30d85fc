// Print jobs: the one of the person on the stage, and every other that needs somebody to look at the printer.
import type { PrintView } from "../../../generated/PrintView";
import { News } from "./news";

export class Jobs {
  /** The job of what is on the stage. */
  shown = $state.raw<PrintView | null>(null);
  /** Jobs that failed, or of which nobody knows, until somebody dealt with them; the oldest first. */
  troubles = $state.raw<PrintView[]>([]);
  readonly #news: News;

  /** The jobs of before still trouble somebody; the one on their stage is on no other. */
  constructor(
    private readonly knock: () => void,
    before: Jobs | null,
  ) {
    this.#news = before ? before.#news : new News();
    this.troubles = before ? before.troubles : [];
  }

  /** Those that are not on the stage anyway. */
  get others(): PrintView[] {
    return this.troubles.filter((print) => print.job !== this.shown?.job);
  }

  /** The job on the stage stands still until somebody does something. */
  get waits(): boolean {
    return this.troubles.some((print) => print.job === this.shown?.job);
  }

  /** With the badge that was meant goes every other that failed and may come out now, the oldest first; where nobody
      knows whether one was printed, somebody looks first. */
  goingWith(meant: PrintView): PrintView[] {
    return this.troubles.filter((one) => one.job === meant.job || (one.state === "failed" && one.retry));
  }

  show(print: PrintView | null): void {
    this.shown = print;
    if (print) this.changed(print);
  }

  /** How far the job on the stage is: its news may have come before the page knew it. Nothing where none is on its way. */
  async askOf(ask: (job: string) => Promise<PrintView>): Promise<PrintView | null> {
    const print = this.shown;
    if (print?.state !== "queued" && print?.state !== "sending") return null;
    return ask(print.job).catch(() => null);
  }

  /** A printer said something. */
  changed(said: PrintView): void {
    const print = this.#news.hear(said);
    const before = this.troubles.find((one) => one.job === print.job);
    if (this.shown?.job === print.job) this.shown = print;
    if (this.#news.isSettled(print.job) || print !== said) return;
    const others = this.troubles.filter((one) => one.job !== print.job);
    this.troubles = print.trouble ? [...others, print] : others;
    if (print.trouble && print.state === "failed" && before?.state !== "failed") this.knock();
  }

  /** The same badge is on its way once more, as another job. */
  again(old: string, print: PrintView): void {
    const onStage = this.shown?.job === old;
    this.settle(old);
    if (onStage) this.show(print);
    else this.changed(print);
  }

  /** A new badge was made for somebody: those of theirs before are void, and nobody waits for them. */
  replaced(attendee: string, by: PrintView | null): void {
    const gone = this.troubles.filter((one) => one.attendee === attendee && one.job !== by?.job);
    for (const { job } of gone) this.settle(job);
  }

  /** Whose badge one of those is that trouble somebody. */
  nameOf(job: string | null): string {
    return this.troubles.find((one) => one.job === job)?.name ?? "";
  }

  /** Somebody wrote the badge by hand, saw it printed, or needs none. */
  settle(job: string): void {
    this.#news.settle(job);
    this.troubles = this.troubles.filter((one) => one.job !== job);
  }
}
