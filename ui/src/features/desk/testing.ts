// Invented people and answers for the desk's tests.
import { vi } from "vitest";
import type { EventView } from "../../generated/EventView";
import type { Hit } from "../../generated/Hit";
import type { Outcome } from "../../generated/Outcome";
import type { PersonView } from "../../generated/PersonView";
import type { PrintView } from "../../generated/PrintView";
import type { DeskCommands } from "../../shared/api/commands";

export const NOW = Date.UTC(2026, 10, 24, 9, 41);

export function somebody(over: Partial<PersonView> = {}): PersonView {
  return {
    id: "p1",
    registration: "r1",
    name: "Itziar Mendizabal",
    given_name: "Itziar",
    family_name: "Mendizabal",
    full_name: "",
    latin: null,
    company: "Zubiola Mekanika",
    job_title: "",
    email: "itziar@example.org",
    phone: "",
    country: "",
    language: "",
    category: "visitor",
    status: "valid",
    days: [],
    presence: "not_arrived",
    since: null,
    lead_sharing: null,
    attention: null,
    badge: null,
    can: { correct: true, reprint: (over.badge ?? null) !== null },
    ...over,
  };
}

export function hit(over: Partial<PersonView> = {}, why: Partial<Hit["why"]> = {}): Hit {
  return { person: somebody(over), why: { field: "name", how: "prefix", spans: [], ...why } };
}

/** A job on its way to the printer. */
export function printing(over: Partial<PrintView> = {}): PrintView {
  const trouble = over.state === "failed" || over.state === "unknown";
  return {
    trouble,
    retry: trouble,
    job: "j1",
    printer: "Brother",
    state: "sending",
    reason: null,
    settled: null,
    attendee: "p1",
    name: "Itziar Mendizabal",
    company: "Zubiola Mekanika",
    ...over,
  };
}

let scans = 0;

export function answer(over: Partial<Outcome> = {}): Outcome {
  scans += 1;
  return {
    scan: `s${scans}`,
    verdict: "admitted",
    state: over.pending ? "pending" : "admitted",
    pending: false,
    details_follow: false,
    double_scan: false,
    reasons: [{ code: "first_entry", params: {} }],
    field_reason: null,
    person: somebody(),
    attention: null,
    at: NOW,
    undo_until: NOW + 10 * 60_000,
    since: null,
    since_device: null,
    first: true,
    candidates: [],
    preview: null,
    print: null,
    boxed: null,
    can: {
      confirm: false,
      override_verdict: false,
      undo: true,
      correct: true,
      reprint: true,
      print: true,
      substitute: false,
    },
    code: "",
    ...over,
  };
}

export const event: EventView = {
  id: "e1",
  label: "boi",
  name: "Basque Open Industry",
  venue: "BEC",
  time_zone: "Europe/Madrid",
  days: ["2026-11-24", "2026-11-25"],
  checkpoints: [{ id: "c1", label: "main", name: "Main" }],
  categories: [
    { id: "press", words: { eu: "Prentsa", es: "Prensa", en: "Press" }, pattern: "dots" },
    { id: "visitor", words: { eu: "Bisitaria", es: "Visitante", en: "Visitor" }, pattern: "empty" },
  ],
  default_category: "visitor",
  registered: 2,
  demo: false,
  sections: [
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

/** Commands that answer at once; each test puts its own in the place of what it looks at. */
export function rust(over: Partial<DeskCommands> = {}): DeskCommands {
  const later = <T>(value: T) => vi.fn(() => Promise.resolve(value));
  return {
    figures: later({
      arrived: 640,
      expected: 1996,
      inside: 618,
      lately: 38,
      lately_minutes: 5,
      own: 126,
      own_of: "operator" as const,
    }),
    recent: later([]),
    find: later([] as Hit[]),
    scan: vi.fn((_e: string, _c: string, code: string) => Promise.resolve(answer({ code }))),
    enterText: later(null),
    admit: vi.fn(() => Promise.resolve(answer())),
    chooseCandidate: vi.fn(() => Promise.resolve(answer())),
    confirmScan: vi.fn(() => Promise.resolve(answer())),
    overrideScan: vi.fn(() => Promise.resolve(answer())),
    undoScan: vi.fn((_e: string, scan: string) =>
      Promise.resolve({ scan, voided: [], paper_back: false, box_back: null }),
    ),
    outcome: vi.fn((_e: string, scan: string) => Promise.resolve(answer({ scan }))),
    pathTo: later([]),
    reprint: later(printing({ job: "j9" })),
    settlePrint: vi.fn((job: string) => Promise.resolve(printing({ job, trouble: false }))),
    retryPrint: vi.fn((job: string) => Promise.resolve(printing({ job: `${job}-again`, state: "queued" }))),
    checkForm: later({ problems: {}, suggestions: {}, likely: [], open: [], company_people: 0 }),
    companies: later([]),
    reasons: later({
      reprint: ["lost", "spoilt", "printer_problem", "fix", "other"],
      override_verdict: ["organiser_said", "paid_here", "came_back", "other"],
    }),
    register: vi.fn(() => Promise.resolve(answer())),
    correct: vi.fn(() => Promise.resolve(somebody())),
    substitute: vi.fn(() => Promise.resolve(answer())),
    previewBadge: vi.fn(() => Promise.reject(new Error("no drawing here"))),
    previewForm: vi.fn(() => Promise.reject(new Error("no drawing here"))),
    groupOf: later(null),
    admitGroup: later({ done: [], of: 0, cancelled: false, failed: null }),
    cancelGroup: later(undefined),
    printState: vi.fn(() => Promise.reject(new Error("no job here"))),
    leftPrints: later([]),
    ...over,
  };
}
