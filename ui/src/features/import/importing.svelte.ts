// An import from the file to its report. What a column is and what a row becomes is Rust's to say.
import type { ImportPreview } from "../../generated/ImportPreview";
import type { ImportProgress } from "../../generated/ImportProgress";
import type { ImportReport } from "../../generated/ImportReport";
import { imports, type Mapping } from "../../shared/api/commands";
import { asFailure } from "../../shared/api/failure";
import { failureWords } from "../../shared/i18n/words";

export type Stage = "choose" | "looking" | "mapping" | "running" | "done";

export class Importing {
  stage = $state<Stage>("choose");
  path = $state("");
  sheet = $state<string | null>(null);
  preview = $state.raw<ImportPreview | null>(null);
  /** Which field each column fills, as people changed it. */
  fields = $state<(string | null)[]>([]);
  progress = $state.raw<ImportProgress>({ done: 0, of: 0 });
  report = $state.raw<ImportReport | null>(null);
  saved = $state("");
  failed = $state("");

  constructor(
    private readonly event: () => string,
    private readonly commands: typeof imports = imports,
  ) {}

  async choose(): Promise<void> {
    await this.#try(async () => {
      const path = await this.commands.chooseFile();
      if (path !== null) await this.look(path);
    });
  }

  async look(path: string, sheet: string | null = null): Promise<void> {
    if (path.trim() === "" || this.stage === "running") return;
    this.path = path.trim();
    this.sheet = sheet;
    this.stage = "looking";
    this.report = null;
    this.saved = "";
    const looked = await this.#try(async () => {
      const preview = await this.commands.preview(this.event(), this.path, sheet);
      this.preview = preview;
      this.fields = preview.columns.map((c) => c.field);
      this.stage = "mapping";
    });
    if (!looked) this.stage = "choose";
  }

  /** The mapping goes along only where somebody changed it. */
  get mapping(): Mapping | null {
    const columns = this.preview?.columns ?? [];
    if (columns.every((c, i) => c.field === (this.fields[i] ?? null))) return null;
    return columns.map((c, i) => [c.header, this.fields[i] ?? null]);
  }

  /** What Rust missed and nobody has chosen a column for. */
  get missing(): string[][] {
    const filled = (group: string[]) => group.some((field) => this.fields.includes(field));
    return (this.preview?.missing ?? []).filter((group) => !filled(group));
  }

  async run(dryRun: boolean): Promise<void> {
    this.stage = "running";
    this.progress = { done: 0, of: this.preview?.rows ?? 0 };
    const ran = await this.#try(async () => {
      this.report = await this.commands.run(this.event(), this.path, this.sheet, this.mapping, dryRun);
      this.stage = "done";
    });
    if (!ran) this.stage = "mapping";
  }

  async cancel(): Promise<void> {
    await this.#try(() => this.commands.cancel());
  }

  async saveRejected(): Promise<void> {
    await this.#try(async () => {
      this.saved = await this.commands.saveRejected(this.event(), this.path, rejectedPath(this.path));
    });
  }

  again(): void {
    this.stage = "choose";
    this.preview = null;
    this.report = null;
    this.path = "";
    this.failed = "";
    this.saved = "";
  }

  async #try(work: () => Promise<void>): Promise<boolean> {
    this.failed = "";
    try {
      await work();
      return true;
    } catch (thrown) {
      this.failed = failureWords(asFailure(thrown));
      return false;
    }
  }
}

/** "list.xlsx" becomes "list.rejected.csv", beside the file. */
export function rejectedPath(path: string): string {
  return `${path.replace(/\.[^./\\]*$/, "")}.rejected.csv`;
}
