// Stands in for Rust while the window is looked at in a browser. Its rules are a stage set, not Sarrera's.
import type { CategoryView } from "../src/generated/CategoryView";
import type { EventView } from "../src/generated/EventView";
import type { Hit } from "../src/generated/Hit";
import type { ImportReport } from "../src/generated/ImportReport";
import type { Outcome } from "../src/generated/Outcome";
import type { Overview } from "../src/generated/Overview";
import type { PersonForm } from "../src/generated/PersonForm";
import type { PersonView } from "../src/generated/PersonView";
import type { PrintView } from "../src/generated/PrintView";
import type { RecentScan } from "../src/generated/RecentScan";
import { drawBadge, looksLikeQr } from "./badge";
import { emit } from "./fake-event";
import { people } from "./people";

const query = new URLSearchParams(location.search);
const at = (hour: number, minute: number) => Date.UTC(2026, 10, 24, hour - 1, minute);
const NOW = at(10, 41);
Date.now = () => NOW + performance.now();

const categories: CategoryView[] = [
  ["visitor", "Bisitaria", "Visitante", "Visitor", "empty"],
  ["exhibitor", "Erakusketaria", "Expositor", "Exhibitor", "solid"],
  ["speaker", "Hizlaria", "Ponente", "Speaker", "bars"],
  ["office", "Bulegoa", "Oficina comercial", "Trade office", "diagonals"],
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
  registered: 1996,
  demo: true,
};

let state: Overview["state"] = (query.get("state") as Overview["state"] | null) ?? "open";
const printState = query.get("printer") ?? "ready";
const events: EventView[] = state === "open" ? [demo] : [];
let scans = 0;
const outcomes = new Map<string, Outcome>();
const recents: RecentScan[] = (
  [
    ["Iñaki Etxeberria Lasa", "Goierri Robotika S. Coop.", "admitted", 41],
    ["Marie-Hélène Dubois", "Aciers de l’Adour", "already_in", 41],
    ["田中 美咲", "名古屋精密工業", "admitted", 40],
    ["Олена Коваленко", "Kharkiv Turbine Works", "admitted", 40],
    ["Łukasz Wiśniewski", "Śląsk Odlewnia Sp. z o.o.", "ambiguous", 39],
    ["Begoña Larrañaga", "Bizkaia Galdaketa", "admitted", 39],
    ["Siobhán Ní Dhónaill", "Corcaigh Precision", "not_now", 38],
  ] as const
).map(([name, company, verdict, minute], i) => ({
  scan: `old${i}`,
  name,
  company,
  verdict,
  at: at(10, minute),
  attendee: `p${i}`,
}));
if (query.has("empty")) recents.length = 0;

const failure = (code: string, message: string) => ({ code, params: {}, message });

async function outcomeFor(
  person: PersonView | null,
  code: string,
  over: Partial<Outcome> = {},
): Promise<Outcome> {
  scans += 1;
  const verdict = over.verdict ?? verdictOf(person);
  const admitted = verdict === "admitted" && !over.pending;
  const print: PrintView | null = admitted
    ? {
        job: `j${scans}`,
        printer: "Brother QL-820",
        state: printState === "ready" ? "sent" : "failed",
        reason: printState === "ready" ? null : printState,
      }
    : null;
  const outcome: Outcome = {
    scan: `s${scans}`,
    verdict,
    pending: false,
    details_follow: false,
    double_scan: false,
    reasons: [reasonFor(verdict, person)],
    field_reason: null,
    person,
    attention: null,
    at: Date.now(),
    since: verdict === "already_in" ? at(9, 52) : null,
    since_device: verdict === "already_in" ? "Mahaia 1" : null,
    first: admitted,
    candidates: [],
    preview: person ? await drawBadge(person) : null,
    print,
    can: {
      confirm: over.pending === true,
      override_verdict: ["not_now", "unpaid", "already_in"].includes(verdict),
      undo: admitted,
      correct: person !== null,
      reprint: admitted,
      print: admitted,
      substitute: person !== null && !admitted,
    },
    code,
    ...over,
  };
  outcomes.set(outcome.scan, outcome);
  recents.unshift({
    scan: outcome.scan,
    verdict,
    name: person?.name ?? "",
    company: person?.company ?? "",
    at: outcome.at,
    attendee: person?.id ?? null,
  });
  if (admitted && person) {
    person.presence = "inside";
    person.since = Date.now();
  }
  return outcome;
}

function verdictOf(person: PersonView | null): string {
  if (!person) return "unknown";
  if (person.status !== "valid") return person.status;
  if (person.days.length > 0 && !person.days.includes("2026-11-24")) return "not_now";
  return person.presence === "inside" ? "already_in" : "admitted";
}

function reasonFor(verdict: string, person: PersonView | null): Outcome["reasons"][number] {
  const codes: Record<string, string> = {
    unknown: "code_not_found",
    not_now: "other_day",
    already_in: "still_inside",
    admitted: "first_entry",
    other_event: "event_other",
    revoked: "badge_voided",
    full: "room_full",
  };
  const params: Record<string, string> = {};
  if (verdict === "not_now") params.days = person?.days.join(",") ?? "";
  if (verdict === "other_event") params.event = "Basque Open Industry 2023";
  if (verdict === "revoked") Object.assign(params, { replaced_by: "K7QP", at: String(at(10, 2)) });
  if (verdict === "full") Object.assign(params, { inside: "120", capacity: "120" });
  return { code: codes[verdict] ?? verdict, params };
}

/** Codes for the stage set: `PERSON04`, or `VERDICT:revoked`. */
async function scan(code: string): Promise<Outcome> {
  const number = /^PERSON(\d+)$/.exec(code)?.[1];
  const verdict = /^VERDICT:(\w+)$/.exec(code)?.[1];
  if (verdict === "ambiguous")
    return outcomeFor(null, code, {
      verdict,
      candidates: people.slice(1, 4),
      reasons: [{ code: "code_ambiguous", params: {} }],
    });
  if (verdict) return outcomeFor(people[9] ?? null, code, { verdict });
  const person = number ? (people[Number(number) - 1] ?? null) : null;
  if (person?.attention)
    return outcomeFor(person, code, {
      verdict: "admitted",
      pending: true,
      attention: person.attention,
      reasons: [{ code: "attention_confirm", params: { text: person.attention } }],
    });
  return outcomeFor(person, code);
}

const fold = (text: string) => text.normalize("NFD").replaceAll(/\p{M}/gu, "").toLowerCase();

function find(text: string): Hit[] {
  const wanted = fold(text);
  return people.flatMap((person): Hit[] => {
    const look = (field: string, value: string, how: string): Hit[] => {
      const from = fold(value).indexOf(wanted);
      if (from < 0) return [];
      return [{ person, why: { field, how, spans: [{ from, to: from + wanted.length }] } }];
    };
    const byName = look(
      "name",
      person.name,
      person.name.toLowerCase().includes(text.toLowerCase()) ? "prefix" : "folded",
    );
    if (byName.length > 0) return byName;
    const byLatin = look("name", person.latin ?? "", "latin").map((hit) => ({
      ...hit,
      why: { ...hit.why, spans: [{ from: 6, to: 6 + wanted.length }] },
    }));
    return byLatin.length > 0 ? byLatin : look("company", person.company, "prefix");
  });
}

function checkForm(form: PersonForm) {
  const problems: Record<string, string> = {};
  if (!form.given_name && !form.family_name) problems.given_name = "missing";
  if (form.email && !form.email.includes("@")) problems.email = "no_at_sign";
  const suggestions: Record<string, string> = form.email?.includes("gmial")
    ? { email: form.email.replace("gmial", "gmail") }
    : {};
  const like = form.family_name
    ? people.filter((p) => fold(p.latin ?? p.name).includes(fold(form.family_name ?? "").slice(0, 7)))
    : [];
  return {
    problems,
    suggestions,
    likely: like
      .slice(0, 2)
      .map((person, i) => ({ person, why: i === 0 ? "same_name_and_company" : "sounds_alike" })),
  };
}

async function register(form: PersonForm): Promise<Outcome> {
  if (Object.keys(checkForm(form).problems).length > 0)
    throw failure("field_missing", "given_name is missing");
  const template = people[0];
  if (!template) throw failure("unexpected", "Nobody is here.");
  const text = (value: string | null) => value ?? "";
  const person: PersonView = {
    ...template,
    id: `p${people.length + 1}`,
    name: `${text(form.given_name)} ${text(form.family_name)}`,
    given_name: text(form.given_name),
    family_name: text(form.family_name),
    company: text(form.company),
    category: form.category ?? "visitor",
    presence: "not_arrived",
  };
  people.push(person);
  return outcomeFor(person, "");
}

const preview = {
  path: "/home/nerea/basque-open-industry_orderpositions.csv",
  family: "pretix_positions",
  encoding: "UTF-8",
  delimiter: ",",
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
  ).map(([header, field, example]) => ({ header, field, example })),
  first_rows: [],
  missing: [],
};

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
      params: { word: "waiting" },
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
  kept: [{ row: 81, field: "family_name", ours: "Etxeberria Lasa", theirs: "Echeverría" }],
  cancelled: false,
  dry_run: false,
};

const printers = [
  { id: "ql", name: "Brother QL-820", state: printState, chosen: printState !== "none" },
  { id: "office", name: "Office laser", state: "ready", chosen: false },
  { id: "pdf", name: "PDF", state: "ready", chosen: false },
];

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

async function make(): Promise<{ text: string; qr_svg: string } | null> {
  for (let done = 0; done <= 2000; done += 250) {
    emit("demo-progress", { done, of: 2000 });
    await pause(query.has("slow") ? 700 : 60);
  }
  events.push(demo);
  state = "open";
  return {
    text: "K7QP-4M2X-9HBT-W3ZN-6RCD-8JVY-5FAG-2SEU",
    qr_svg: `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 100 100"><rect width="100" height="100" fill="#fff"/>${looksLikeQr("recovery", 92, 4, 4)}</svg>`,
  };
}

type Args = Record<string, string & PersonForm>;

const commands: Record<string, (args: Args) => unknown> = {
  overview: (): Overview => ({
    state,
    keychain: !query.has("nokeychain"),
    asks_passphrase: query.has("nokeychain"),
    device_name: "3. mahaia",
    version: "0.1.0",
    events: [...events],
    now: Date.now(),
  }),
  open_database: ({ passphrase }) => {
    if (passphrase !== "open sesame") throw failure("wrong_passphrase", "That passphrase is wrong.");
    state = "open";
    events.push(demo);
    return commands.overview?.({});
  },
  set_language: () => null,
  create_event: make,
  open_demo: make,
  create_from_file: make,
  figures: () => ({ arrived: 640 + scans, expected: 1996, inside: 618 + scans }),
  recent: () => [...recents],
  find: ({ text = "" }) => find(text),
  scan: ({ code = "" }) => scan(code),
  admit: ({ attendee }) => outcomeFor(people.find((p) => p.id === attendee) ?? null, ""),
  confirm_scan: ({ scan: id = "" }) =>
    outcomeFor(outcomes.get(id)?.person ?? null, "", { verdict: "admitted" }),
  override_scan: ({ scan: id = "" }) =>
    outcomeFor(outcomes.get(id)?.person ?? null, "", {
      verdict: "admitted",
      reasons: [{ code: "overruled", params: {} }],
    }),
  undo_scan: () => null,
  outcome: ({ scan: id = "" }) => {
    const outcome = outcomes.get(id);
    if (!outcome) throw failure("not_found", "There is no such scan.");
    return outcome;
  },
  reprint: () => ({ job: "j0", printer: "Brother QL-820", state: "sent", reason: null }),
  check_form: ({ form }) => (form ? checkForm(form) : null),
  companies: ({ text = "" }) =>
    [...new Set(people.map((p) => p.company))].filter((c) => fold(c).startsWith(fold(text))),
  register: ({ form }) => (form ? register(form) : null),
  correct: ({ attendee }) => people.find((p) => p.id === attendee),
  substitute: ({ form }) => (form ? register(form) : null),
  preview_badge: ({ attendee }) => {
    const person = people.find((p) => p.id === attendee);
    if (!person) throw failure("not_found", "Nobody.");
    return drawBadge(person);
  },
  print_state: () => null,
  choose_import_file: () => preview.path,
  preview_import: () => preview,
  run_import: async () => {
    for (let done = 0; done <= 2110; done += 211) {
      emit("import-progress", { done, of: 2110 });
      await pause(query.has("slow") ? 700 : 30);
    }
    return report;
  },
  cancel_import: () => null,
  save_rejected: ({ target }) => target,
  printers: () => (printState === "none" ? [] : printers.map((p) => ({ ...p }))),
  choose_printer: ({ id }) => {
    for (const p of printers) p.chosen = p.id === id;
    return null;
  },
  badges_pdf: ({ target }) => ({
    pages: 1996,
    missing_glyphs: [],
    overflow: [],
    path: `/home/nerea/${target ?? ""}`,
  }),
};

export async function invoke(command: string, args: Args = {}): Promise<unknown> {
  const run = commands[command];
  if (!run) throw failure("unexpected", `No command ${command}`);
  return run(args);
}
