// The words of an import's codes. Words that have a hole are worse than Rust's own sentence, which is whole.
import type { MappingProblem } from "../../generated/MappingProblem";
import type { NoteView } from "../../generated/NoteView";
import { m } from "../../paraglide/messages.js";
import { list } from "../../shared/i18n/formats";
import { language } from "../../shared/i18n/language.svelte";
import { fieldWords } from "../../shared/i18n/fields";
import { failureWords, wordsFor } from "../../shared/i18n/words";

interface Coded {
  code: string;
  params?: Record<string, string | undefined>;
  message: string;
}

/** A row that was rejected, a cell that was repaired, or a note about the file. */
export function rowWords(prefix: "row" | "fix" | "note", { code, params, message }: Coded): string {
  const words = wordsFor(prefix, code, (params ?? {}) as Record<string, string>);
  return words === null || words.includes("undefined") ? message : words;
}

/** What keeps the file from being imported, and which columns to choose. */
export function problemWords(problem: MappingProblem): string {
  const params = problem.params as Record<string, string>;
  const said = failureWords({
    ...problem,
    params: params.field === undefined ? params : { ...params, field: fieldWords(params.field) },
  });
  const isMissing = problem.code.endsWith("_column_missing");
  if (!isMissing || problem.fields.length === 0) return said;
  const fields = m.import_missing({ fields: list(problem.fields.map(fieldWords), language.now, "or") });
  return problem.code === "name_column_missing" ? fields : `${said} ${fields}`;
}

/** Notes that the page shows as facts of the file already. */
const facts = ["encoding", "separator"];

/** What somebody should look at before the file is trusted. */
export function notesToTell(notes: NoteView[]): string[] {
  return notes.filter((note) => !facts.includes(note.code)).map((note) => rowWords("note", note));
}
