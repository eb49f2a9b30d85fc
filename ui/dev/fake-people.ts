// Stands in for the pages of people while the window is looked at in a browser: 1,996 of them, made of sixteen.
import type { HistoryEntry } from "../src/generated/HistoryEntry";
import type { PeoplePage } from "../src/generated/PeoplePage";
import type { PeopleQuery } from "../src/generated/PeopleQuery";
import type { PersonEdit } from "../src/generated/PersonEdit";
import type { PersonLine } from "../src/generated/PersonLine";
import type { PersonView } from "../src/generated/PersonView";
import type { Profile } from "../src/generated/Profile";
import { at, failure, type Command } from "./fake-desk";
import { people } from "./people";

const query = new URLSearchParams(location.search);
const COUNT = query.has("few") ? 16 : 1996;
const PAGE_LINES = 100;
const NUMBERS = ["K7QP", "4M2X", "9HBT", "W3ZN", "6RCD"];

function line(n: number): PersonLine {
  const person = people[n % people.length] as PersonView;
  const here = n % 3 === 0;
  return {
    id: n < people.length ? person.id : `n${n}`,
    name: { text: person.name, country: person.country, language: person.language },
    latin: person.latin,
    company: person.company,
    category: person.category,
    status: person.status,
    presence: here ? (n % 9 === 0 ? "left" : "inside") : "not_arrived",
    since: here ? at(9, n % 60) : null,
    badge: here ? (NUMBERS[n % NUMBERS.length] ?? null) : null,
    registered_by: n % 7 === 5 ? "desk" : "import",
  };
}

const everybody = Array.from({ length: query.has("empty") ? 0 : COUNT }, (_, n) => line(n));

const plain = (text: string) => text.normalize("NFD").replaceAll(/\p{M}/gu, "").toLowerCase();

function page(asked: PeopleQuery, from: number, around: string | null): PeoplePage {
  const text = plain(asked.text);
  const found = everybody.filter(
    (one) =>
      plain(`${one.name.text} ${one.latin ?? ""} ${one.company}`).includes(text) &&
      (asked.category === null || one.category === asked.category) &&
      (asked.status === null || one.status === asked.status) &&
      (asked.presence === null || one.presence === asked.presence),
  );
  if (asked.way === "down") found.reverse();
  const place = around === null ? -1 : found.findIndex((one) => one.id === around);
  const first = place < 0 ? from : place - (place % PAGE_LINES);
  return {
    all: everybody.length,
    found: found.length,
    alike: false,
    from: first,
    lines: found.slice(first, first + PAGE_LINES),
    place: place < 0 ? null : place,
    list: 1,
  };
}

const told = (
  hour: number,
  minute: number,
  code: string,
  params: Record<string, string> = {},
  more: Partial<HistoryEntry> = {},
): HistoryEntry => ({
  at: at(hour, minute),
  device: "Mahaia 2",
  operator: null,
  code,
  params,
  changes: [],
  erased: false,
  quarantined: false,
  ...more,
});

const history: HistoryEntry[] = [
  told(9, 44, "print_reported", { badge: "printed", number: "4M2X", printer: "Brother QL-820" }),
  told(9, 43, "print_ordered", { number: "4M2X", printer: "Brother QL-820" }),
  told(9, 43, "badge_made_anew", { number: "4M2X", reprint: "fix" }),
  told(
    9,
    43,
    "changed",
    {},
    {
      changes: [
        { field: "company", from: ["Zubiola Mekanika"], to: "Zubiola Mekanika S. Coop." },
        { field: "category", from: ["visitor"], to: "exhibitor" },
      ],
    },
  ),
  told(9, 41, "badge_made", { number: "K7QP" }),
  told(9, 41, "admitted", { checkpoint: "Sarrera nagusia", verdict: "admitted" }),
  told(9, 40, "stopped", { checkpoint: "Sarrera nagusia", verdict: "unpaid" }, { device: "Mahaia 1" }),
  told(
    8,
    12,
    "changed_by_file",
    { family: "pretix_positions" },
    {
      device: "Bulegoa",
      changes: [{ field: "status", from: ["unpaid"], to: "valid" }],
    },
  ),
  told(8, 2, "sharing_chosen", { lead: "share" }, { device: "Bulegoa" }),
  told(8, 1, "registered_by_file", { family: "pretix_positions" }, { device: "Bulegoa" }),
];

function profile(id: string): Profile {
  const number = Number(id.slice(1)) - (id.startsWith("p") ? 1 : 0);
  const person = people[number % people.length];
  if (!person) throw failure("not_found", "Nobody");
  return {
    person: { ...person, presence: "inside", since: at(9, 41), phone: "+34 600 123 456" },
    erased: false,
    replaced: false,
    registered_by: "import",
    registered_at: at(8, 1),
    order_code: "K7QP4",
    note: "Pays at the desk if the transfer does not arrive.",
    blocked: person.status === "blocked",
    paid_status: person.status === "blocked" ? "valid" : person.status,
    online: false,
    registrations: query.has("merged")
      ? [
          {
            registration: "r1",
            shown: true,
            category: "visitor",
            status: "valid",
            days: ["2026-11-24"],
            online: false,
          },
          {
            registration: "r2",
            shown: false,
            category: "speaker",
            status: "canceled",
            days: [],
            online: false,
          },
        ]
      : [],
    consents: [
      { about: "privacy_notice", choice: "accepted", at: at(8, 1), words: "2026-1" },
      { about: "lead_sharing", choice: "share", at: at(8, 2), words: "" },
    ],
    badges: [
      { number: "4M2X", issued: at(9, 43), voided: null, replaced_by: null },
      { number: "K7QP", issued: at(9, 41), voided: at(9, 43), replaced_by: "4M2X" },
    ],
    scans: [
      {
        scan: "s2",
        at: at(9, 41),
        checkpoint: "Sarrera nagusia",
        device: "Mahaia 2",
        verdict: "admitted",
        undone: false,
      },
      {
        scan: "s1",
        at: at(9, 40),
        checkpoint: "Sarrera nagusia",
        device: "Mahaia 1",
        verdict: "unpaid",
        undone: false,
      },
    ],
    prints: [
      {
        job: "j1",
        at: at(9, 43),
        number: "4M2X",
        printer: "Brother QL-820",
        state: "printed",
        reason: null,
        settled: null,
      },
    ],
    contested: query.has("contested")
      ? [
          {
            field: "company",
            values: [
              { value: "Zubiola Mekanika S. Coop.", shown: true, at: at(9, 43), device: "Mahaia 2" },
              { value: "Zubiola S.L.", shown: false, at: at(9, 42), device: "Mahaia 1" },
            ],
          },
        ]
      : [],
    history,
    can: { edit: true, print: true, statuses: ["valid", "unpaid", "unapproved", "canceled"] },
  };
}

interface Asked {
  query: PeopleQuery;
  from: number;
  around: string | null;
  attendee: string;
  edit: PersonEdit;
  target: string;
  name: string;
}

const command =
  (run: (asked: Asked) => unknown): Command =>
  (args) =>
    run(args as unknown as Asked);

export const peopleCommands: Record<string, Command> = {
  people: command(({ query: asked, from, around }) => page(asked, from, around)),
  people_ahead: command(() => null),
  profile: command(({ attendee }) => profile(attendee)),
  edit_person: command(({ attendee, edit }) => {
    const now = profile(attendee);
    if (edit.form.company !== null) now.person.company = edit.form.company;
    return { profile: now, voided: [] };
  }),
  choose_value: command(({ attendee }) => ({ ...profile(attendee), contested: [] })),
  choose_export_file: command(({ name }) => `/home/nerea/${name}`),
  export_table: command(({ target, query: asked }) => {
    if (target.startsWith("/nowhere"))
      throw { ...failure("folder_missing", "There is no folder."), params: { folder: "/nowhere" } };
    return { rows: asked ? page(asked, 0, null).found : 1996, path: target };
  }),
};
