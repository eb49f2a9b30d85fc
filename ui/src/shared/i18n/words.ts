// Words for the stable codes of Rust. A code that has no words yet is told by its English sentence.
import type { Failure } from "../../generated/Failure";
import { m } from "../../paraglide/messages.js";
import type { Language } from "./language.svelte";

type Params = Record<string, string>;
type Message = (inputs?: Params, options?: { locale?: Language }) => string;

const messages = m as unknown as Record<string, Message | undefined>;

/** The words of `prefix_code`, or null where there are none. */
export function wordsFor(
  prefix: string,
  code: string,
  params: Params = {},
  locale?: Language,
): string | null {
  const message = messages[`${prefix}_${code}`];
  if (!message || !/^[a-z0-9_]+$/.test(code)) return null;
  return message(params, locale ? { locale } : {});
}

/** What a refused command says to people. A verdict that it names is said in words too. */
export function failureWords(failure: Failure): string {
  const params = { ...failure.params };
  if (params.verdict) params.verdict = wordsFor("verdict", params.verdict) ?? params.verdict;
  const words = wordsFor("failure", failure.code, params);
  if (words === null || words.includes("undefined")) return failure.message;
  return words;
}

/** Why a scan was not saved, as a title. */
export function notSavedWords(failure: Failure): string {
  return wordsFor("unsaved", failure.code) ?? m.unsaved_other();
}

/** Failures whose cause a machine knows best: its own English line stands behind "Details". */
const technical = [
  "unexpected",
  "database_failed",
  "damaged_database",
  "read_only_folder",
  "key_file_damaged",
  "key_file_unreadable",
  "key_file_not_written",
  "file_unreadable",
  "file_not_written",
  "pdf_failed",
  "event_file_not_json",
];

/** What somebody who repairs machines wants to read of a failure, or null. */
export function failureDetail(failure: Failure): string | null {
  return technical.includes(failure.code) && failure.message !== failureWords(failure)
    ? failure.message
    : null;
}

/** What is wrong with a field of a form. */
export function problemWords(code: string): string {
  return wordsFor("problem", code) ?? m.problem_other();
}
