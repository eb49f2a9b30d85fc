// The only door to Rust: one typed function for each command of the window.
import { invoke } from "@tauri-apps/api/core";
import type { Admission } from "../../generated/Admission";
import type { BadgePreview } from "../../generated/BadgePreview";
import type { Checked } from "../../generated/Checked";
import type { DeskFigures } from "../../generated/DeskFigures";
import type { EventView } from "../../generated/EventView";
import type { Hit } from "../../generated/Hit";
import type { ImportChoices } from "../../generated/ImportChoices";
import type { ImportPreview } from "../../generated/ImportPreview";
import type { ImportReport } from "../../generated/ImportReport";
import type { ImportRun } from "../../generated/ImportRun";
import type { NewEvent } from "../../generated/NewEvent";
import type { Outcome } from "../../generated/Outcome";
import type { Overview } from "../../generated/Overview";
import type { PathStep } from "../../generated/PathStep";
import type { PersonForm } from "../../generated/PersonForm";
import type { PersonView } from "../../generated/PersonView";
import type { PrinterView } from "../../generated/PrinterView";
import type { TemplateView } from "../../generated/TemplateView";
import type { PrintSettlement } from "../../generated/PrintSettlement";
import type { PrintView } from "../../generated/PrintView";
import type { RecentScan } from "../../generated/RecentScan";
import type { RecoveryKeyView } from "../../generated/RecoveryKeyView";
import type { Reasons } from "../../generated/Reasons";
import type { RejectedWords } from "../../generated/RejectedWords";
import type { Undone } from "../../generated/Undone";
import { group, type GroupCommands } from "./group";
import { dialogs } from "../device/dialogs.svelte";

export const device = {
  overview: () => invoke<Overview>("overview"),
  openDatabase: (passphrase: string | null) => invoke<Overview>("open_database", { passphrase }),
  /** Opens by the recovery key; the passphrase is the new one. */
  recover: (recoveryKey: string, passphrase: string) =>
    invoke<Overview>("recover", { recoveryKey, passphrase }),
  /** Null once somebody said that they keep it. */
  recoveryKey: () => invoke<RecoveryKeyView | null>("recovery_key"),
  recoveryKeyKept: () => invoke<void>("recovery_key_kept"),
  setLanguage: (language: string) => invoke<void>("set_language", { language }),
  /** Fills the screen with the window, or gives the screen back. */
  fullScreen: () => invoke<void>("full_screen"),
  /** Closes the window, also while others have their server in it. */
  close: () => invoke<void>("close_window"),
};

export const events = {
  create: (event: NewEvent, passphrase: string | null) =>
    invoke<EventView>("create_event", { event, passphrase }),
  openDemo: (passphrase: string | null) => invoke<EventView>("open_demo", { passphrase }),
  createFromFile: (path: string, passphrase: string | null) =>
    invoke<EventView[]>("create_from_file", { path, passphrase }),
};

export const imports = {
  chooseFile: () => dialogs.during(invoke<string | null>("choose_import_file")),
  preview: (path: string, choices: ImportChoices) =>
    invoke<ImportPreview>("preview_import", { path, choices }),
  run: (event: string, path: string, choices: ImportChoices, dryRun: boolean) =>
    invoke<ImportReport>("run_import", { event, path, choices, dryRun }),
  cancel: () => invoke<void>("cancel_import"),
  saveRejected: (event: string, target: string, words: RejectedWords) =>
    invoke<string>("save_rejected", { event, target, words }),
  runs: (event: string) => invoke<ImportRun[]>("import_runs", { event }),
};

/** What the desk asks of Rust; the desk's tests put their own in its place. */
export interface DeskCommands extends GroupCommands {
  figures(event: string, checkpoint: string): Promise<DeskFigures>;
  recent(event: string, checkpoint: string): Promise<RecentScan[]>;
  find(event: string, text: string): Promise<Hit[]>;
  scan(event: string, checkpoint: string, code: string): Promise<Outcome>;
  /** Scans a typed text if it is a code; nothing is recorded of any other text. */
  enterText(event: string, checkpoint: string, text: string): Promise<Outcome | null>;
  admit(event: string, checkpoint: string, attendee: string, admission: Admission): Promise<Outcome>;
  /** Lets in one of those whom the code of a scan fits. */
  chooseCandidate(event: string, scan: string, attendee: string): Promise<Outcome>;
  confirmScan(event: string, scan: string): Promise<Outcome>;
  overrideScan(event: string, scan: string, reason: string): Promise<Outcome>;
  undoScan(event: string, scan: string): Promise<Undone>;
  outcome(event: string, scan: string): Promise<Outcome>;
  /** What the person did that day up to the scan, the scan last. */
  pathTo(event: string, scan: string): Promise<PathStep[]>;
  reprint(event: string, attendee: string, reason: string): Promise<PrintView>;
  /** Sends the same badge again, to the printer that is chosen now. */
  retryPrint(job: string): Promise<PrintView>;
  /** Writes down how somebody dealt with a badge that did not come out, or of which nobody knew. */
  settlePrint(job: string, how: PrintSettlement): Promise<PrintView>;
  checkForm(event: string, form: PersonForm, attendee: string | null): Promise<Checked>;
  companies(event: string, text: string): Promise<string[]>;
  register(event: string, checkpoint: string, form: PersonForm): Promise<Outcome>;
  correct(event: string, attendee: string, form: PersonForm): Promise<PersonView>;
  substitute(event: string, checkpoint: string, attendee: string, form: PersonForm): Promise<Outcome>;
  previewBadge(event: string, attendee: string): Promise<BadgePreview>;
  /** The badge that a form would make if it were saved now; nothing is written. */
  previewForm(event: string, form: PersonForm, attendee: string | null): Promise<BadgePreview>;
  printState(job: string): Promise<PrintView>;
  leftPrints(event: string): Promise<PrintView[]>;
  /** The reasons that are offered where somebody has to give one. */
  reasons(): Promise<Reasons>;
}

export const desk: DeskCommands = {
  ...group,
  figures: (event, checkpoint) => invoke("figures", { event, checkpoint }),
  recent: (event, checkpoint) => invoke("recent", { event, checkpoint }),
  find: (event, text) => invoke("find", { event, text }),
  scan: (event, checkpoint, code) => invoke("scan", { event, checkpoint, code }),
  enterText: (event, checkpoint, text) => invoke("enter_text", { event, checkpoint, text }),
  admit: (event, checkpoint, attendee, admission) =>
    invoke("admit", { event, checkpoint, attendee, admission }),
  chooseCandidate: (event, scan, attendee) => invoke("choose_candidate", { event, scan, attendee }),
  confirmScan: (event, scan) => invoke("confirm_scan", { event, scan }),
  overrideScan: (event, scan, reason) => invoke("override_scan", { event, scan, reason }),
  undoScan: (event, scan) => invoke("undo_scan", { event, scan }),
  outcome: (event, scan) => invoke("outcome", { event, scan }),
  pathTo: (event, scan) => invoke("path_to", { event, scan }),
  reprint: (event, attendee, reason) => invoke("reprint", { event, attendee, reason }),
  retryPrint: (job) => invoke("retry_print", { job }),
  settlePrint: (job, how) => invoke("settle_print", { job, how }),
  checkForm: (event, form, attendee) => invoke("check_form", { event, form, attendee }),
  companies: (event, text) => invoke("companies", { event, text }),
  register: (event, checkpoint, form) => invoke("register", { event, checkpoint, form }),
  correct: (event, attendee, form) => invoke("correct", { event, attendee, form }),
  substitute: (event, checkpoint, attendee, form) =>
    invoke("substitute", { event, checkpoint, attendee, form }),
  previewBadge: (event, attendee) => invoke("preview_badge", { event, attendee }),
  previewForm: (event, form, attendee) => invoke("preview_form", { event, form, attendee }),
  printState: (job) => invoke("print_state", { job }),
  leftPrints: (event) => invoke("left_prints", { event }),
  reasons: () => invoke("reasons"),
};

export const badges = {
  printers: () => invoke<PrinterView[]>("printers"),
  choosePrinter: (id: string) => invoke<void>("choose_printer", { id }),
  templates: () => invoke<TemplateView[]>("templates"),
  chooseTemplate: (name: string) => invoke<void>("choose_template", { name }),
};
