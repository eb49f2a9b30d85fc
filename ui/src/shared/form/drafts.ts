// What somebody wrote in the office and has not saved. A scan leads to the desk and a tab to another part: neither costs a letter.

import { Draft } from "./draft.svelte";

/** So many forms are kept; of more, the one that was opened longest ago is forgotten. */
export const DRAFTS_MAX = 40;

/** Something that knows whether anybody wrote in it. */
interface Writing {
  readonly written: boolean;
}

const kept = new Map<string, Writing>();

/** The fields of that name as they were left; where nobody wrote in them, as they are at first. */
export function draftOf<T extends object>(name: string, first: () => T): Draft<T> {
  return keptOf(name, () => new Draft(first()));
}

/** As `draftOf`, of a form that keeps its fields itself. */
export function keptOf<T extends Writing>(name: string, make: () => T): T {
  const found = kept.get(name);
  if (found?.written) return found as T;
  const made = make();
  dropDraft(name);
  kept.set(name, made);
  const [oldest] = kept.keys();
  if (kept.size > DRAFTS_MAX && oldest !== undefined) dropDraft(oldest);
  return made;
}

/** Whether somebody wrote in the form of that name. */
export function isWritten(name: string): boolean {
  return kept.get(name)?.written ?? false;
}

/** The form was saved, or somebody left it on purpose. */
export function dropDraft(name: string): void {
  kept.delete(name);
}

export function dropAllDrafts(): void {
  kept.clear();
}
