// An import from the file to its report. What a column is, whether the columns say enough and what a row becomes is
// Rust's to say: whenever somebody changes a column, it is asked again.
import type { ColumnView } from "../../generated/ColumnView";
import type { ImportChoices } from "../../generated/ImportChoices";
import type { ImportPreview } from "../../generated/ImportPreview";
import type { ImportProgress } from "../../generated/ImportProgress";
import type { ImportReport } from "../../generated/ImportReport";
import type { ImportRun } from "../../generated/ImportRun";
import { m } from "../../paraglide/messages.js";
import { imports } from "../../shared/api/commands";
import { asFailure } from "../../shared/api/failure";
import { failureWords } from "../../shared/i18n/words";
import { rowWords } from "./words";

export type Stage = "choose" | "looking" | "mapping" | "running" | "done";

const nothingChosen: ImportChoices = { sheet: null, encoding: null, columns: [] };

export class Importing {
  stage = $state<Stage>("choose");
  path = $state("");
  preview = $state.raw<ImportPreview | null>(null);
  /** What runs changes nothing. */
  trial = $state(false);
  progress = $state.raw<ImportProgress>({ done: 0, of: 0 });
  report = $state.raw<ImportReport | null>(null);
  runs = $state.raw<ImportRun[]>([]);
  saved = $state("");
  failed = $state("");
  /** A file that waits until somebody gives up the columns chosen for this one; empty where none does. */
  waiting = $state("");
  /** The file could not be read until somebody says its encoding. */
  asksEncoding = $state(false);
  #choices = $state.raw<ImportChoices>(nothingChosen);
  #asking = $state(false);
  #asked = 0;

  constructor(
    private readonly event: string,
    private readonly commands: typeof imports = imports,
  ) {}

  /** Rust found nothing that keeps the file from being imported as it is shown. */
  get ready(): boolean {
    return !this.#asking && this.preview?.problems.length === 0;
  }

  /** Somebody said the file's encoding, and may say it again. */
  get encodingChosen(): boolean {
    return this.#choices.encoding !== null;
  }

  async choose(): Promise<void> {
    await this.#try(async () => {
      const path = await this.commands.chooseFile();
      if (path !== null) await this.look(path);
    });
  }

  /**
   * Looks at a file. An import that runs is left alone, and so are a report whose rejected rows nobody has saved and
   * columns that somebody chose; each says so.
   */
  async look(path: string): Promise<void> {
    if (path.trim() === "") return;
    if (this.stage === "running") this.failed = m.import_running_already();
    else if (this.#holdsRejected) this.failed = m.import_rejected_unsaved();
    else if (this.#holdsColumns) this.waiting = path.trim();
    else await this.#lookAt(path.trim());
  }

  /** Gives up the columns that were chosen for the file that waits. */
  async goOn(): Promise<void> {
    await this.#lookAt(this.waiting);
  }

  stay(): void {
    this.waiting = "";
  }

  async #lookAt(path: string): Promise<void> {
    this.path = path;
    await this.#lookAs(nothingChosen);
  }

  async chooseSheet(sheet: string): Promise<void> {
    await this.#lookAs({ ...nothingChosen, sheet });
  }

  async chooseEncoding(encoding: string): Promise<void> {
    await this.#lookAs({ ...nothingChosen, encoding });
  }

  /** Says which field a column fills; only columns that somebody changed are sent. */
  async chooseField(column: ColumnView, field: string | null): Promise<void> {
    const { header, nth } = column;
    const others = this.#choices.columns.filter((c) => c.header !== header || c.nth !== nth);
    await this.#ask({ ...this.#choices, columns: [...others, { header, nth, field }] });
  }

  async run(dryRun: boolean): Promise<void> {
    this.stage = "running";
    this.trial = dryRun;
    this.saved = "";
    this.waiting = "";
    this.progress = { done: 0, of: this.preview?.rows ?? 0 };
    const ran = await this.#try(async () => {
      this.report = await this.commands.run(this.event, this.path, this.#choices, dryRun);
      this.stage = "done";
      this.failed = "";
    });
    if (!ran) this.stage = "mapping";
  }

  async cancel(): Promise<void> {
    await this.#try(() => this.commands.cancel());
  }

  async saveRejected(): Promise<void> {
    const words = {
      row: m.import_rejected_row(),
      reason: m.import_rejected_why(),
      reasons: (this.report?.rejected ?? []).map((row) => rowWords("row", row)),
    };
    await this.#try(async () => {
      this.saved = await this.commands.saveRejected(this.event, rejectedPath(this.path), words);
    });
  }

  /** The imports of the past; where they cannot be had, nothing is missing. */
  async lookBack(): Promise<void> {
    this.runs = await this.commands.runs(this.event).catch(() => []);
  }

  again(): void {
    this.stage = "choose";
    this.preview = null;
    this.report = null;
    this.path = "";
    this.failed = "";
    this.saved = "";
    this.waiting = "";
    this.asksEncoding = false;
  }

  async #lookAs(choices: ImportChoices): Promise<void> {
    this.stage = "looking";
    this.report = null;
    this.saved = "";
    this.waiting = "";
    this.asksEncoding = false;
    const answer = await this.#ask(choices);
    if (answer !== "overtaken") this.stage = answer === "told" ? "mapping" : "choose";
  }

  /** Of two questions only the newer one's answer counts, whether it is a preview or a failure. */
  async #ask(choices: ImportChoices): Promise<"told" | "failed" | "overtaken"> {
    const asked = (this.#asked += 1);
    const before = this.#choices;
    this.#choices = choices;
    this.#asking = true;
    this.failed = "";
    const answer = await this.commands.preview(this.path, choices).then(
      (preview) => ({ preview }),
      (thrown: unknown) => ({ thrown }),
    );
    if (asked !== this.#asked) return "overtaken";
    this.#asking = false;
    if ("preview" in answer) {
      this.preview = answer.preview;
      return "told";
    }
    this.#choices = before;
    this.#fail(answer.thrown);
    return "failed";
  }

  async #try(work: () => Promise<void>): Promise<boolean> {
    this.failed = "";
    try {
      await work();
      return true;
    } catch (thrown) {
      this.#fail(thrown);
      return false;
    }
  }

  #fail(thrown: unknown): void {
    const failure = asFailure(thrown);
    this.asksEncoding = failure.code === "encoding_unclear";
    this.failed = failureWords(failure);
  }

  /** Rows that were not imported stand in the report and nowhere else. */
  get #holdsRejected(): boolean {
    const { report } = this;
    return report !== null && !report.dry_run && report.rejected.length > 0 && this.saved === "";
  }

  /** Columns that were chosen and not imported yet stand here and nowhere else. */
  get #holdsColumns(): boolean {
    const open = this.stage === "mapping" || (this.stage === "done" && this.report?.dry_run === true);
    return open && this.#choices.columns.length > 0;
  }
}

/** The imports of a window, one for each event: they outlive the page that shows them. */
export class Imports {
  readonly #all: Record<string, Importing> = {};

  of(event: string): Importing {
    return (this.#all[event] ??= new Importing(event));
  }
}

/** The last part of a path, as people call the file. */
export function fileName(path: string): string {
  return path.split(/[/\\]/).at(-1) ?? path;
}

/** "list.xlsx" becomes "list.rejected.csv", beside the file. */
export function rejectedPath(path: string): string {
  return `${path.replace(/\.[^./\\]*$/, "")}.rejected.csv`;
}
