// Rust as the tests of these pages want it: people by number, who stand in one list until a test says otherwise.
import { vi } from "vitest";
import type { EventView } from "../../generated/EventView";
import type { PeoplePage } from "../../generated/PeoplePage";
import type { PeopleQuery } from "../../generated/PeopleQuery";
import type { PersonLine } from "../../generated/PersonLine";
import type { PersonView } from "../../generated/PersonView";
import type { Profile } from "../../generated/Profile";
import type { PeopleCommands } from "../../shared/api/people";
import { PAGE_LINES } from "./state/people.svelte";

export const event: EventView = {
  id: "e1",
  label: "boi",
  name: "BOI",
  venue: "BEC",
  time_zone: "Europe/Madrid",
  days: ["2026-11-24", "2026-11-25"],
  checkpoints: [{ id: "c1", label: "main", name: "Main entrance" }],
  categories: [
    { id: "visitor", words: { eu: "Bisitaria", es: "Visitante", en: "Visitor" }, pattern: "empty" },
    { id: "speaker", words: { eu: "Hizlaria", es: "Ponente", en: "Speaker" }, pattern: "bars" },
  ],
  default_category: "visitor",
  registered: 0,
  demo: false,
  sections: ["dashboard", "people", "event", "setup", "badges", "device", "operators"],
};

export function line(n: number): PersonLine {
  return {
    id: `p${n}`,
    name: { text: `Person ${n}`, country: "ES", language: "eu" },
    latin: null,
    company: `Company ${n}`,
    category: "visitor",
    status: "valid",
    presence: "not_arrived",
    since: null,
    badge: null,
    registered_by: "import",
  };
}

export function profileOf(id: string, company = "Zubiola"): Profile {
  const person: PersonView = {
    id,
    registration: id,
    name: "Ane Zabala",
    given_name: "Ane",
    family_name: "Zabala",
    full_name: "",
    latin: null,
    company,
    job_title: "",
    email: "ane@example.org",
    phone: "",
    country: "ES",
    language: "eu",
    category: "visitor",
    status: "valid",
    days: [],
    presence: "not_arrived",
    since: null,
    lead_sharing: "ask",
    attention: null,
    badge: null,
    can: { correct: true, reprint: false },
  };
  return {
    person,
    erased: false,
    replaced: false,
    registered_by: "import",
    registered_at: Date.UTC(2026, 10, 20, 9),
    order_code: "K7QP4",
    note: "",
    blocked: false,
    paid_status: "valid",
    online: false,
    registrations: [],
    consents: [],
    badges: [],
    scans: [],
    prints: [],
    contested: [],
    history: [],
    can: { edit: true, print: false, statuses: ["valid", "unpaid", "unapproved", "canceled"] },
  };
}

/** The list of these people; a test changes `people` and `list` as Rust would after a change. */
export function rust(count: number) {
  const stands = { people: Array.from({ length: count }, (_, n) => line(n)), list: 1 };
  const page = (
    _event: string,
    query: PeopleQuery,
    from: number,
    around: string | null,
  ): Promise<PeoplePage> => {
    const found = stands.people.filter((one) =>
      `${one.name.text} ${one.company}`.toLowerCase().includes(query.text.toLowerCase()),
    );
    const place = around === null ? -1 : found.findIndex((one) => one.id === around);
    const first = place < 0 ? from : place - (place % PAGE_LINES);
    return Promise.resolve({
      all: stands.people.length,
      found: found.length,
      alike: false,
      from: first,
      lines: found.slice(first, first + PAGE_LINES),
      place: place < 0 ? null : place,
      list: stands.list,
    });
  };
  const commands = {
    page: vi.fn<PeopleCommands["page"]>(page),
    ahead: vi.fn<PeopleCommands["ahead"]>(() => Promise.resolve()),
    profile: vi.fn<PeopleCommands["profile"]>((_event, id) => Promise.resolve(profileOf(id))),
    edit: vi.fn<PeopleCommands["edit"]>((_event, id, edit) =>
      Promise.resolve({ profile: profileOf(id, edit.form.company ?? "Zubiola"), voided: [] }),
    ),
    chooseValue: vi.fn<PeopleCommands["chooseValue"]>((_event, id) => Promise.resolve(profileOf(id))),
    chooseExportFile: vi.fn<PeopleCommands["chooseExportFile"]>((name) => Promise.resolve(`/chosen/${name}`)),
    export: vi.fn<PeopleCommands["export"]>((_event, _query, _table, _format, target) =>
      Promise.resolve({ rows: 2, path: target }),
    ),
  };
  return { stands, commands };
}
