// The people of an event in the office: the list, a person's page, edits, exports.
import { invoke } from "@tauri-apps/api/core";
import { dialogs } from "../device/dialogs.svelte";
import type { EditPrint } from "../../generated/EditPrint";
import type { Edited } from "../../generated/Edited";
import type { ExportFormat } from "../../generated/ExportFormat";
import type { ExportTable } from "../../generated/ExportTable";
import type { PeoplePage } from "../../generated/PeoplePage";
import type { PeopleQuery } from "../../generated/PeopleQuery";
import type { PersonEdit } from "../../generated/PersonEdit";
import type { Profile } from "../../generated/Profile";

/** What was written, and where. */
export interface Exported {
  rows: number;
  path: string;
}

/** What the pages of people ask of Rust; their tests put their own in its place. */
export interface PeopleCommands {
  /** The page that begins at `from`, or the one on which `around` stands, if they are listed. */
  page(event: string, query: PeopleQuery, from: number, around: string | null): Promise<PeoplePage>;
  /** Rust reads everybody, or what was written since, before somebody asks for a page. */
  ahead(event: string): Promise<void>;
  profile(event: string, attendee: string): Promise<Profile>;
  edit(event: string, attendee: string, edit: PersonEdit, badge: EditPrint): Promise<Edited>;
  /** Ends the conflict of a field by one of the values that stand. */
  chooseValue(event: string, attendee: string, field: string, value: string): Promise<Profile>;
  /** Asks in the system's dialog where to write; null where nobody chose. */
  chooseExportFile(name: string): Promise<string | null>;
  /** Without a query: everybody. */
  export(
    event: string,
    query: PeopleQuery | null,
    table: ExportTable,
    format: ExportFormat,
    target: string,
  ): Promise<Exported>;
}

export const people: PeopleCommands = {
  page: (event, query, from, around) => invoke("people", { event, query, from, around }),
  ahead: (event) => invoke("people_ahead", { event }),
  profile: (event, attendee) => invoke("profile", { event, attendee }),
  edit: (event, attendee, edit, badge) => invoke("edit_person", { event, attendee, edit, badge }),
  chooseValue: (event, attendee, field, value) => invoke("choose_value", { event, attendee, field, value }),
  chooseExportFile: (name) => dialogs.during(invoke<string | null>("choose_export_file", { name })),
  export: (event, query, table, format, target) =>
    invoke("export_table", { event, query, table, format, target }),
};
