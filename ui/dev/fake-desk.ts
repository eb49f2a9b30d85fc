// Stands in for the desk's use cases while the window is looked at in a browser: answers in the shapes of Rust, with
// people who do what a picture needs. Nothing here decides anything that the window relies on.
import type { BatchAsk } from "../src/generated/BatchAsk";
import type { ImportChoices } from "../src/generated/ImportChoices";
import type { Hit } from "../src/generated/Hit";
import type { Outcome } from "../src/generated/Outcome";
import type { PathStep } from "../src/generated/PathStep";
import type { PersonForm } from "../src/generated/PersonForm";
import type { PersonView } from "../src/generated/PersonView";
import type { PrintView } from "../src/generated/PrintView";
import type { RecentScan } from "../src/generated/RecentScan";
import { drawBadge } from "./badge";
import { emit } from "./fake-event";
import { endOf, isNone, isUnchosen, queueState } from "./fake-printer";
import {
  allowed,
  at,
  awaits,
  isNobodys,
  isNoted,
  isTold,
  isUnseen,
  reasonFor,
  stateOf,
} from "./fake-verdicts";
import { people } from "./people";

export { at };

export type Args = Record<string, string & PersonForm & ImportChoices & BatchAsk & string[]>;
export type Command = (args: Args) => unknown;

type Recorded = Outcome & { state: string };
type Job = PrintView;

const query = new URLSearchParams(location.search);
const TODAY = "2026-11-24";
const DOUBLE_SCAN_MS = 10_000;
const BADGE_NUMBERS = ["K7QP", "4M2X", "9HBT", "W3ZN", "6RCD", "8JVY", "5FAG"];
export const failure = (code: string, message: string) => ({ code, params: {}, message });

const templates = [
  { name: "a6", chosen: true, width_mm: 105, height_mm: 148 },
  { name: "label-62x100", chosen: false, width_mm: 62, height_mm: 100 },
];
const printers = [
  { id: "cups:ql", name: "Brother QL-820", state: queueState, chosen: true },
  { id: "cups:desk4", name: "Mostrador 4", state: "ready", chosen: false },
  ...(query.has("several")
    ? [{ id: "cups:office", name: "Office laser", state: "ready", chosen: false }]
    : []),
  { id: "folder:/home/nerea/badges", name: "/home/nerea/badges", state: "ready", chosen: false },
];
if (isUnchosen) for (const p of printers) p.chosen = false;
const reachable = () => (isNone ? [] : printers);
const chosen = () => reachable().find((p) => p.chosen) ?? null;

/** Since when somebody is inside who was let in at another desk; `?before`: the day before. */
const elsewhereSince = at(query.has("before") ? 9 - 24 : 9, 52);

const scans: Recorded[] = [];
const jobs = new Map<string, Job>();
let jobCount = 0;
const STATES = {
  admitted: "admitted",
  already_in: "stopped",
  not_now: "stopped",
  unpaid: "stopped",
  undone: "undone",
} as const;
const before: RecentScan[] = (
  [
    ["Iñaki Etxeberria Lasa", "Goierri Robotika S. Coop.", "admitted", 41],
    ["Marie-Hélène Dubois", "Aciers de l’Adour", "already_in", 41],
    ["田中 美咲", "名古屋精密工業", "admitted", 40],
    ["Олена Коваленко", "Kharkiv Turbine Works", "admitted", 40],
    ["Łukasz Wiśniewski", "Śląsk Odlewnia Sp. z o.o.", "undone", 39],
    ["Begoña Larrañaga", "Bizkaia Galdaketa", "admitted", 39],
    ["Siobhán Ní Dhónaill", "Corcaigh Precision", "not_now", 38],
    ["Jean-Baptiste Etcheverry", "Adour Forge", "admitted", 37],
    ["Ane Zubizarreta", "Zubi Lanak", "admitted", 36],
    ["Gábor Szabó", "Duna Öntöde Kft.", "admitted", 35],
    ["Þórunn Jónsdóttir", "Ísmálmur ehf.", "unpaid", 34],
    ["Nguyễn Thị Hương", "Sông Hồng Cơ Khí", "admitted", 33],
  ] as const
).map(([name, company, verdict, minute], i) => ({
  scan: `old${i}`,
  name,
  company,
  verdict: verdict === "undone" ? "admitted" : verdict,
  state: STATES[verdict],
  at: at(10, minute),
  attendee: `p${i}`,
  operator: i < 4 ? "Nerea Aldama" : "Jon Etxeberria Lasa",
}));
if (query.has("empty")) before.length = 0;

/** A job on its way, as the printer's thread of the real desk tells it. */
function order(person: PersonView): Job | null {
  const printer = chosen();
  if (!printer) return null;
  jobCount += 1;
  const number = BADGE_NUMBERS[jobCount % BADGE_NUMBERS.length] ?? "";
  const job: Job = {
    job: `j${jobCount}`,
    printer: printer.name,
    state: "queued",
    reason: null,
    settled: null,
    trouble: false,
    retry: false,
    attendee: person.id,
    name: person.name,
    company: person.company,
  };
  person.badge = { number, issued: Date.now(), waits_in: null, print: job };
  run(job, printer);
  return job;
}

function run(job: Job, printer: { id: string }): void {
  const say = (over: Partial<Job>, inMs: number) =>
    setTimeout(() => {
      const ended = over.state === "failed" || over.state === "unknown";
      const trouble = ended && over.reason !== "badge_void";
      Object.assign(job, over, { trouble, retry: trouble && over.reason !== "missing_glyphs" });
      emit("print-changed", { ...job });
    }, inMs);
  jobs.set(job.job, job);
  if (query.has("queued")) return;
  say({ state: "sending" }, 20);
  const end = printer.id === printers[0]?.id ? endOf() : null;
  if (end) say(end, 120);
  else say({ state: query.has("prints") ? "printed" : "sent" }, 300);
}

export async function record(
  person: PersonView | null,
  code: string,
  over: Partial<Recorded> = {},
  printing = true,
): Promise<Recorded> {
  const last = scans.at(-1);
  const double =
    last !== undefined &&
    person !== null &&
    last.person?.id === person.id &&
    last.verdict !== "canceled" &&
    Date.now() - last.at <= DOUBLE_SCAN_MS &&
    !query.has("nodouble");
  const verdict = over.verdict ?? verdictOf(person);
  const admitted = verdict === "admitted" && over.pending !== true;
  const first = admitted && person !== null && person.badge === null;
  const print = first && printing ? order(person) : null;
  const since = verdict === "already_in" ? (double ? (person?.since ?? null) : elsewhereSince) : null;
  const lies = person?.badge?.waits_in ?? null;
  const state = stateOf(verdict, over.pending === true);
  const reason = over.reasons?.[0] ?? reasonFor(verdict, person);
  const outcome: Recorded = {
    scan: `s${scans.length + 1}`,
    state,
    verdict,
    pending: false,
    details_follow: false,
    double_scan: double,
    reasons: [
      ...(isTold(reason) ? [reason] : []),
      ...(double ? [{ code: "double_scan", params: {} }] : []),
      ...(admitted && lies !== null ? [{ code: "badge_in_box", params: { place: lies } }] : []),
    ],
    field_reason: null,
    person,
    attention: null,
    at: Date.now(),
    undo_until: Date.now() + 600_000,
    since,
    since_device: since === null ? null : Date.now() - since < 10_000 ? "3. mahaia" : "1. mahaia",
    first,
    candidates: [],
    preview: null,
    print: print && { ...print },
    boxed: admitted && lies !== null ? { label: lies, replaceable: true } : null,
    can: allowed(verdict, state, person, reason),
    code,
    ...over,
  };
  scans.push(outcome);
  if (admitted && person) Object.assign(person, { presence: "inside", since: outcome.at });
  if (admitted && person?.badge) person.badge.waits_in = null;
  outcome.person = person && { ...person };
  return shown(outcome);
}

/** Rust draws the badge of whoever has one or may get one. */
async function shown(outcome: Recorded): Promise<Recorded> {
  const { person, can } = outcome;
  outcome.preview = person && (can.print || can.reprint) ? await drawBadge(person) : null;
  return { ...outcome };
}

function verdictOf(person: PersonView | null): string {
  if (!person) return "unknown";
  if (person.status !== "valid") return person.status;
  if (person.days.length > 0 && !person.days.includes(TODAY)) return "not_now";
  return person.presence === "inside" ? "already_in" : "admitted";
}

/** Codes for the pictures: `PERSON04`, or `VERDICT:revoked`, with a reason behind another colon. */
function scan(code: string): Promise<Recorded> {
  if (code === "NOTSAVED") {
    emit("saving", failure("disk_full", "The disk is full."));
    throw failure("disk_full", "The disk is full.");
  }
  const number = /^PERSON(\d+)$/.exec(code)?.[1];
  const [, verdict, asked] = /^VERDICT:(\w+):?(\w*)$/.exec(code) ?? [];
  if (verdict) return judged(verdict, asked || undefined);
  const person = number ? (people[Number(number) - 1] ?? null) : null;
  if (person?.attention)
    return record(person, code, {
      verdict: "admitted",
      pending: true,
      attention: person.attention,
      reasons: [{ code: "attention_confirm", params: { text: person.attention } }],
    });
  return record(person, code);
}

/** A verdict that was asked for, on somebody who is nothing else. */
function judged(verdict: string, asked: string | undefined): Promise<Recorded> {
  const subject = people[4] ?? null;
  const reason = reasonFor(verdict, subject, asked);
  if (verdict === "ambiguous")
    return record(null, "K7QP4", { verdict, candidates: people.slice(1, 4), reasons: [reason] });
  if (isNobodys(verdict, reason))
    return record(null, readOf[reason.code] ?? "ZZZ999QQ", {
      verdict,
      reasons: isNoted(reason) ? [reasonFor(verdict, null), reason] : [reason],
    });
  if (isUnseen(reason)) {
    const follow = { code: "details_follow", params: {} };
    const reasons = awaits(reason) ? [follow, reason] : [follow];
    return record(null, "", { verdict, details_follow: true, pending: awaits(reason), reasons });
  }
  const noted = isNoted(reason) ? [reasonFor(verdict, subject), reason] : [reason];
  return record(subject, "", {
    verdict,
    reasons: noted,
    attention: reason.code === "attention" ? (reason.params.text ?? null) : null,
  });
}

/** What was read where it is no code of ours. */
const readOf: Record<string, string> = {
  code_is_url: "https://example.org/egutegia?azaroa=24",
  code_is_vcard: "BEGIN:VCARD␊VERSION:3.0␊N:Zabala;Aitor␊ORG:Burdina Bat S.L.␊END:VCARD",
  code_empty: "",
  code_partial: "SA1K7",
  code_too_long: "29HQXA8GPWZ7FNVY6EMUCJ5TDL4SBK3R".repeat(6),
  code_wrong_layout: "SA/QK$M2X",
  signature_wrong: "SA1K7QP42H9HBT6RCD5FAG",
};

function known(id: string): Recorded {
  const outcome = scans.find((one) => one.scan === id);
  if (!outcome) throw failure("not_found", "There is no such scan.");
  return outcome;
}

/** The very scan that waited is an admission now. */
function confirm(id: string): Promise<Recorded> {
  const outcome = known(id);
  if (!outcome.pending) throw failure("not_pending", "This scan does not wait.");
  const person = people.find((p) => p.id === outcome.person?.id);
  const print = person ? order(person) : null;
  const can = { ...outcome.can, confirm: false };
  Object.assign(outcome, {
    pending: false,
    state: "admitted",
    print: print && { ...print },
    can,
    first: true,
  });
  if (person) {
    Object.assign(person, { presence: "inside", since: outcome.at });
    outcome.person = { ...person };
  }
  return shown(outcome);
}

function undo(id: string): unknown {
  const outcome = known(id);
  if (outcome.state === "undone") throw failure("already_undone", "This scan was undone before.");
  const can = { ...outcome.can, undo: false, confirm: false, override_verdict: false, reprint: false };
  Object.assign(outcome, { state: "undone", pending: false, can, print: null });
  const person = people.find((p) => p.id === outcome.person?.id);
  const voided = person?.badge?.number ?? null;
  if (person) Object.assign(person, { presence: "not_arrived", since: null, badge: null });
  emit("changed", { event: "e1" });
  return { scan: id, voided: voided === null ? [] : [voided], paper_back: voided !== null, box_back: null };
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
    open: form.lead_sharing === null && form.privacy_notice !== null ? ["lead_sharing"] : [],
    company_people: people.filter((p) => form.company && fold(p.company) === fold(form.company)).length,
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
  return record(person, "");
}

export const person = (id: string | undefined) => people.find((p) => p.id === id) ?? null;

function reprint(attendee: string | undefined): Job {
  const found = person(attendee);
  const job = found ? order(found) : null;
  if (!job) throw failure("no_printer", "No printer is chosen.");
  return { ...job };
}

function retry(id: string | undefined): Job {
  const before = jobs.get(id ?? "");
  const printer = chosen();
  if (!before || !printer) throw failure("not_found", "There is no such job.");
  jobCount += 1;
  const anew = { state: "queued", reason: null, trouble: false, retry: false } as const;
  const job: Job = { ...before, ...anew, job: `j${jobCount}`, printer: printer.name };
  run(job, printer);
  return { ...job };
}

function settle(id: string | undefined): Job {
  const job = jobs.get(id ?? "");
  if (!job) throw failure("not_found", "There is no such job.");
  return { ...Object.assign(job, { trouble: false, retry: false }) };
}

function correct(attendee: string | undefined, form: PersonForm | undefined): PersonView | null {
  const found = person(attendee);
  if (!found || !form) throw failure("not_found", "There is no such attendee.");
  for (const [field, value] of Object.entries(form))
    if (value !== null && field in found) Object.assign(found, { [field]: value });
  found.name = `${found.given_name} ${found.family_name}`.trim();
  if (found.badge) order(found);
  return { ...found };
}

/** As Rust does it: a correction changes what it gives, everybody else is new. */
function previewForm(form: PersonForm, attendee: string | undefined) {
  const now = form.privacy_notice === null ? person(attendee) : null;
  const nobody = people[0];
  if (!nobody) throw failure("unexpected", "Nobody is here.");
  const given = (field: "given_name" | "family_name" | "company") => form[field] ?? now?.[field] ?? "";
  return drawBadge({
    ...nobody,
    id: "new",
    given_name: given("given_name"),
    family_name: given("family_name"),
    company: given("company"),
    category: form.category ?? person(attendee)?.category ?? "visitor",
  });
}

/** A morning as somebody who came back may have had it. */
function pathTo({ at: now, verdict }: Recorded): PathStep[] {
  const main = "Sarrera nagusia";
  const this_scan: PathStep = {
    at: now,
    what: "this_scan",
    checkpoint: main,
    device: "3. mahaia",
    badge: false,
  };
  if (verdict !== "already_in") return [this_scan];
  return [
    { at: at(9, 52), what: "entry", checkpoint: main, device: "1. mahaia", badge: true },
    { at: at(10, 15), what: "entry", checkpoint: "B gela", device: "B gelako atea", badge: false },
    this_scan,
  ];
}

export const deskCommands: Record<string, Command> = {
  figures: () => ({
    arrived: 640 + scans.filter((s) => s.first && s.state !== "undone").length,
    expected: 1996,
    inside: 618 + scans.filter((s) => s.first && s.state !== "undone").length,
    lately: 38 + scans.filter((s) => s.state === "admitted").length,
    lately_minutes: 5,
    own: 126 + scans.filter((s) => s.state === "admitted").length,
    own_of: query.has("nobody") ? "device" : "operator",
  }),
  recent: () => [
    ...scans
      .map((s) => ({
        scan: s.scan,
        verdict: s.verdict,
        state: s.state,
        name: s.person?.name ?? "",
        company: s.person?.company ?? "",
        at: s.at,
        attendee: s.person?.id ?? null,
      }))
      .reverse(),
    ...before,
  ],
  find: ({ text = "" }) => find(text).map((hit) => ({ ...hit, person: { ...hit.person } })),
  scan: ({ code = "" }) => scan(code),
  enter_text: ({ text = "" }) => (/^(PERSON|VERDICT:)/.test(text) ? scan(text) : null),
  admit: ({ attendee, admission }) => record(person(attendee), "", {}, admission === "with_badge"),
  choose_candidate: ({ attendee }) => record(person(attendee), ""),
  confirm_scan: ({ scan: id = "" }) => confirm(id),
  override_scan: ({ scan: id = "" }) => {
    const against = person(known(id).person?.id);
    return record(against, "", { verdict: "admitted", reasons: [{ code: "overruled", params: {} }] });
  },
  reasons: () => ({
    reprint: ["lost", "spoilt", "printer_problem", "fix", "other"],
    override_verdict: ["organiser_said", "paid_here", "came_back", "other"],
  }),
  undo_scan: ({ scan: id = "" }) => undo(id),
  outcome: ({ scan: id = "" }) => shown({ ...known(id), double_scan: false, since: null }),
  path_to: ({ scan: id = "" }) => pathTo(known(id)),
  reprint: ({ attendee }) => reprint(attendee),
  retry_print: ({ job }) => retry(job),
  settle_print: ({ job }) => settle(job),
  check_form: ({ form }) => (form ? checkForm(form) : null),
  companies: ({ text = "" }) =>
    [...new Set(people.map((p) => p.company))].filter((c) => fold(c).startsWith(fold(text))),
  register: ({ form }) => (form ? register(form) : null),
  correct: ({ attendee, form }) => correct(attendee, form),
  substitute: ({ form }) => (form ? register(form) : null),
  preview_badge: ({ attendee }) => {
    const found = person(attendee);
    if (!found) throw failure("not_found", "Nobody.");
    return drawBadge(found);
  },
  preview_form: ({ form, attendee }) => (form ? previewForm(form, attendee) : null),
  print_state: ({ job }) => {
    const found = jobs.get(job ?? "");
    if (!found) throw failure("not_found", "There is no such job.");
    return { ...found };
  },
  printers: () => {
    const able = reachable().filter((p) => !p.chosen && p.state === "ready" && p.id.startsWith("cups:"));
    const standIn = chosen() && able.length === 1 ? able[0] : undefined;
    return reachable().map((p) => ({ ...p, stands_in: p === standIn }));
  },
  left_prints: () => [],
  templates: () => templates.map((t) => ({ ...t })),
  choose_template: ({ name }) => {
    for (const t of templates) t.chosen = t.name === name;
    return null;
  },
  choose_printer: ({ id }) => {
    for (const p of printers) p.chosen = p.id === id;
    return null;
  },
};
