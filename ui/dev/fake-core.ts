// Stands in for Rust while the window is looked at in a browser. Its rules are a stage set, not Sarrera's.
import type { CategoryView } from "../src/generated/CategoryView";
import type { EventView } from "../src/generated/EventView";
import type { ImportChoices } from "../src/generated/ImportChoices";
import type { ImportPreview } from "../src/generated/ImportPreview";
import type { ImportRun } from "../src/generated/ImportRun";
import type { ImportReport } from "../src/generated/ImportReport";
import type { NoteView } from "../src/generated/NoteView";
import type { Overview } from "../src/generated/Overview";
import type { Section } from "../src/generated/Section";
import { looksLikeQr } from "./badge";
import { dashboardCommands } from "./fake-dashboard";
import { duplicateCommands } from "./fake-duplicates";
import { conflictCommands } from "./fake-conflicts";
import { devicesCommands } from "./fake-devices";
import { cameraCommands } from "./fake-camera";
import { emit } from "./fake-event";
import { groupCommands } from "./fake-group";
import { officeCommands } from "./fake-office";
import { peopleCommands } from "./fake-people";
import { endSteps, step } from "./pace";
import { pairingCommands } from "./fake-pairing";
import { roomCommands } from "./fake-room";
import { stickCommands } from "./fake-stick";
import { syncCommands } from "./fake-sync";
import { tryingCommands } from "./fake-trying";
import { at, deskCommands, failure, type Args, type Command } from "./fake-desk";

const query = new URLSearchParams(location.search);
const NOW = at(10, 41);
Date.now = () => NOW + performance.now();

const categories: CategoryView[] = [
  ["visitor", "Bisitaria", "Visitante", "Visitor", "empty"],
  ["exhibitor", "Erakusketaria", "Expositor", "Exhibitor", "solid"],
  ["speaker", "Hizlaria", "Ponente", "Speaker", "bars"],
  ["office", "Merkataritza-bulegoa", "Oficina comercial", "Trade office", "diagonals"],
  ["press", "Prentsa", "Prensa", "Press", "dots"],
  ["organisation", "Antolakuntza", "Organización", "Organiser", "half"],
].map(([id = "", eu = "", es = "", en = "", pattern = ""]) => ({ id, words: { eu, es, en }, pattern }));

const demo: EventView = {
  id: "e1",
  label: "boi-demo",
  name: "Basque Open Industry 2026",
  venue: "BEC, Barakaldo",
  time_zone: "Europe/Madrid",
  days: ["2026-11-24", "2026-11-25"],
  checkpoints: [{ id: "c1", label: "main", name: "Sarrera nagusia" }],
  categories,
  default_category: "visitor",
  registered: 1996,
  demo: true,
  here: { name: "3. mahaia", role: "desk" },
  sections: (query.get("sections")?.split(",") as Section[] | undefined) ?? [
    "dashboard",
    "people",
    "conflicts",
    "event",
    "setup",
    "badges",
    "device",
    "operators",
    "devices",
  ],
};

let state: Overview["state"] = (query.get("state") as Overview["state"] | null) ?? "open";
const events: EventView[] = state === "open" ? [demo] : [];
const preview: ImportPreview = {
  path: "/home/nerea/basque-open-industry_orderpositions.csv",
  family: "pretix_positions",
  encoding: "UTF-8",
  delimiter: ",",
  sheet: null,
  sheets: [],
  rows: 2110,
  columns: (
    [
      ["Order code", "order_code", "K7QP4"],
      ["Status", "status", "paid"],
      ["Product", "category", "Bisitaria"],
      ["Attendee name: Given name", "given_name", "Itziar"],
      ["Attendee name: Family name", "family_name", "Mendizabal Agirre"],
      ["Attendee email", "email", "itziar@example.org"],
      ["Company", "company", "Zubiola Mekanika S. Coop."],
      ["Voucher code", null, ""],
      ["Ticket secret", "ticket_code", "kq3vz8t2m9…"],
      ["Sales channel", null, "web"],
    ] as const
  ).map(([header, field, example]) => ({ header, nth: 1, field, example })),
  first_rows: [],
  problems: [],
  notes: [],
};

/** What Rust answers to a file without a known name, in an encoding that it had to assume. */
const unknown: ImportPreview = {
  ...preview,
  path: "/home/nerea/Escritorio/invitados.csv",
  family: "list",
  encoding: "windows-1252",
  delimiter: ";",
  rows: 84,
  columns: [
    { header: "Quién", nth: 1, field: null, example: "Íñigo Núñez" },
    { header: "Empresa", nth: 1, field: "company", example: "Cañón y Peña S.L." },
    { header: "Correo", nth: 1, field: "email", example: "inigo@example.org" },
    { header: "Correo", nth: 2, field: "email", example: "" },
    { header: "Mesa", nth: 1, field: null, example: "12" },
  ],
  problems: [
    {
      code: "field_claimed_twice",
      params: { field: "email", headers: "Correo, Correo" },
      message: "Two columns claim to be email: Correo, Correo. Choose one.",
      fields: ["email"],
    },
    {
      code: "name_column_missing",
      params: { headers: "Quién, Empresa, Correo, Correo, Mesa" },
      message: "No column holds the name.",
      fields: ["full_name", "given_name", "family_name"],
    },
  ],
  notes: [
    {
      code: "encoding_assumed",
      params: { name: "windows-1252", samples: "Quién, Íñigo, Núñez, Cañón, Peña" },
      message: "The file does not say its encoding.",
    },
  ],
};

const runs: ImportRun[] = [
  { file: "basque-open-industry_checkinlist.csv", read: 2000, added: 0, updated: 0, rejected: 0 },
  { file: "invitados.csv", read: 84, added: 81, updated: 0, rejected: 3 },
  { file: "basque-open-industry_orderpositions.csv", read: 2110, added: 2110, updated: 0, rejected: 0 },
].map((run, i) => ({
  ...run,
  at: Date.now() - (i + 1) * 4_000_000,
  unchanged: 0,
  check_ins: 0,
  cancelled: false,
}));

/** As Rust would take the columns: an invented rule is enough for pictures. */
function previewOf({ columns }: ImportChoices): ImportPreview {
  const file = query.has("unknown") ? unknown : preview;
  const taken = file.columns.map((c) => {
    const choice = columns.find((one) => one.header === c.header && one.nth === c.nth);
    return choice ? { ...c, field: choice.field } : c;
  });
  const fields = taken.map((c) => c.field);
  const problems = file.problems.filter(({ code }) =>
    code === "name_column_missing"
      ? !fields.includes("full_name")
      : fields.filter((f) => f === "email").length > 1,
  );
  const notes = query.has("torn") ? [torn, ...file.notes] : file.notes;
  return { ...file, rows: query.has("torn") ? 1871 : file.rows, columns: taken, problems, notes };
}

/** What Rust says of a file whose last rows are missing. */
const torn: NoteView = {
  code: "file_torn",
  params: { row: "1873", whole: "1871" },
  message: "The file seems to be cut off in row 1873.",
};

/** A file that does not open, `?file=workbook_broken`; where its encoding is not clear, somebody may say it. */
function openFile(encodingSaid: boolean): void {
  const code = query.get("file");
  if (!code || (code === "encoding_unclear" && encodingSaid)) return;
  const params = { name: "windows-1252", sample: "IÃ±aki GoÃ±i", line: "14" };
  throw { ...failure(code, "Expected a comma at line 14, column 3."), params };
}

const report: ImportReport = {
  read: 2110,
  added: 2098,
  updated: 6,
  unchanged: 0,
  check_ins: 0,
  rejected: [
    { row: 17, code: "name_missing", params: {}, message: "There is no name.", field: "given_name" },
    { row: 512, code: "broken_letters", params: {}, message: "Letters of this row are broken.", field: null },
    {
      row: 1204,
      code: "status_unknown",
      params: { value: "waiting" },
      message: 'The status "waiting" is not known.',
      field: "status",
    },
  ],
  repaired: [
    {
      row: 44,
      field: "company",
      code: "line_break",
      value: "Goierri Mekanika",
      message: "A line break became a space.",
    },
    {
      row: 310,
      field: "valid_from",
      code: "date_impossible",
      value: "31/02/2026",
      message: "There is no such date.",
    },
  ],
  kept: [
    { row: 81, field: "family_name", ours: "Etxeberria Lasa", theirs: "Echeverría" },
    { row: 90, field: "lead_sharing", ours: "dont", theirs: "share" },
  ],
  notes: [
    {
      code: "title_rows",
      params: { header_row: "3" },
      message: "The rows above the header (row 3) were passed over.",
    },
  ],
  cancelled: false,
  dry_run: false,
};

let stopped = false;

/** What was read before somebody stopped it stays. */
async function runImport(dryRun: boolean): Promise<ImportReport> {
  stopped = false;
  for (let done = 0; done <= 2110; done += 211) {
    emit("import-progress", { done, of: 2110 });
    await step(done, 2110);
    if (stopped)
      return {
        ...report,
        dry_run: dryRun,
        read: done,
        added: done - 1,
        updated: 0,
        rejected: [],
        cancelled: true,
      };
  }
  return { ...report, dry_run: dryRun };
}

let unseen = query.has("unseen");

async function make(): Promise<EventView> {
  for (let done = 0; done <= 2000; done += 250) {
    emit("demo-progress", { done, of: 2000 });
    await step(done, 2000);
  }
  unseen = state === "fresh";
  state = "open";
  if (query.has("taken")) throw { ...failure("event_exists", "It is here."), params: { label: "boi-2026" } };
  events.push(demo);
  return demo;
}

const recoveryKey = {
  text: "SRAA ASEA 2EAW DAQC AKBJ FS2D JQB6 JBCE SVCS LTNF 22DE PBYH A7D2 RSNZ 6UEU",
  qr_svg: `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 100 100"><rect width="100" height="100" fill="#fff"/>${looksLikeQr("recovery", 92, 4, 4)}</svg>`,
};

/** Why the database is closed: `?state=locked&closed=newer_database`. */
function closed(): Overview["closed"] {
  if (state !== "locked") return null;
  const code = query.get("closed");
  if (!code) return { failure: null, opens_with: "passphrase" };
  const byKey = ["key_file_damaged", "keychain_unavailable", "key_not_in_keychain"].includes(code);
  return {
    failure: failure(code, "The machine's own words."),
    opens_with: byKey ? "recovery_key" : "try_again",
  };
}

/** ?lost: the window was at an event that the device was taken out of. */
if (query.has("lost")) localStorage.setItem("sarrera.place", "e0 c0");

function overview(): Overview {
  return {
    state,
    keychain: !query.has("nokeychain"),
    asks_passphrase: query.has("nokeychain"),
    device_name: "3. mahaia",
    version: "0.1.0",
    events: [...events],
    now: Date.now(),
    left: query.has("left")
      ? [
          {
            id: "e0",
            name: "Basque Open Industry 2026",
            reason: "Lost at the door",
            revoked: at(9, 12),
            removed: at(9, 13),
          },
        ]
      : [],
    recovery_key_unseen: unseen,
    closed: closed(),
    unsaved: query.has("unsaved") ? failure("disk_full", "The disk is full.") : null,
    clock_behind: query.has("clock") ? at(10, 41) + 400 * 24 * 3_600_000 : null,
  };
}

/** After an update: nothing is answered until everything is derived anew. */
function getReady(): Promise<never> {
  emit("getting-ready", { done: 41_200, of: 118_450 });
  return new Promise(() => undefined);
}

const commands: Record<string, Command> = {
  overview: () => (query.has("readying") ? getReady() : overview()),
  recovery_key: () => (unseen ? recoveryKey : null),
  recovery_key_kept: () => {
    unseen = false;
    return null;
  },
  recover: ({ recoveryKey: key = "" }) => {
    if (!key.startsWith("SR")) throw failure("recovery_key_mistyped", "It is mistyped.");
    state = "open";
    events.push(demo);
    return commands.overview?.({});
  },
  open_database: ({ passphrase }) => {
    if (passphrase !== "open sesame") throw failure("wrong_passphrase", "That passphrase is wrong.");
    state = "open";
    events.push(demo);
    return commands.overview?.({});
  },
  set_language: () => null,
  full_screen: () => null,
  close_window: () => null,
  create_event: make,
  open_demo: make,
  create_from_file: async () => {
    openFile(false);
    return [await make()];
  },
  ...deskCommands,
  ...dashboardCommands,
  ...groupCommands,
  ...duplicateCommands,
  ...conflictCommands,
  ...devicesCommands,
  ...stickCommands,
  ...syncCommands,
  ...roomCommands,
  ...pairingCommands({
    paired: () => events.push(demo),
    opened: () => {
      state = "open";
    },
  }),
  ...officeCommands(demo, categories),
  ...peopleCommands,
  ...cameraCommands,
  ...tryingCommands,
  choose_import_file: () => preview.path,
  preview_import: ({ choices }) => {
    openFile((choices?.encoding ?? null) !== null);
    return previewOf(choices ?? { sheet: null, encoding: null, columns: [] });
  },
  run_import: ({ dryRun }) => runImport(Boolean(dryRun)),
  cancel_import: () => {
    stopped = true;
    endSteps();
    return null;
  },
  save_rejected: ({ target }) => target,
  import_runs: () => (query.has("empty") ? [] : runs),
};

export async function invoke(command: string, args: Args = {}): Promise<unknown> {
  const run = commands[command];
  if (!run) throw failure("unexpected", `No command ${command}`);
  return run(args);
}
