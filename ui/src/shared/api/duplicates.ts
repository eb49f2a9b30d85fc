// Who is registered twice, as Rust finds it.
import { invoke } from "@tauri-apps/api/core";
import type { DuplicatesPage } from "../../generated/DuplicatesPage";
import type { MergePreview } from "../../generated/MergePreview";
import type { Merged } from "../../generated/Merged";
import type { PersonView } from "../../generated/PersonView";

export interface DuplicateCommands {
  page(event: string, skip: number): Promise<DuplicatesPage>;
  preview(event: string, attendees: string[]): Promise<MergePreview>;
  merge(event: string, attendees: string[]): Promise<Merged>;
  undo(event: string, merge: string): Promise<PersonView[]>;
  setNotSame(event: string, attendees: string[], notSame: boolean): Promise<void>;
}

export const duplicates: DuplicateCommands = {
  page: (event, skip) => invoke("duplicates", { event, skip }),
  preview: (event, attendees) => invoke("preview_merge", { event, attendees }),
  merge: (event, attendees) => invoke("merge_attendees", { event, attendees }),
  undo: (event, merge) => invoke("undo_merge", { event, merge }),
  setNotSame: (event, attendees, notSame) => invoke("set_not_same", { event, attendees, notSame }),
};
