// Invented people who registered twice, for pictures of the window.
import type { ComparedField } from "../src/generated/ComparedField";
import type { DuplicateGroup } from "../src/generated/DuplicateGroup";
import type { PersonView } from "../src/generated/PersonView";
import type { Args, Command } from "./fake-desk";
import { people } from "./people";

function again(at: number, id: string, change: Partial<PersonView>): PersonView {
  const person = people[at];
  if (!person) throw new Error("nobody there");
  return { ...person, id, ...change };
}

const group = (why: string, ...of: (PersonView | undefined)[]): DuplicateGroup => ({
  why,
  people: of.filter((p) => p !== undefined),
});

let groups: DuplicateGroup[] = [
  group(
    "same_mail_and_name",
    people[0],
    again(0, "p90", { name: "ITZIAR MENDIZABAL", phone: "+34 600 111 222", presence: "inside" }),
  ),
  group(
    "same_name_and_company",
    again(4, "p91", { job_title: "Zuzendaria" }),
    again(4, "p92", { email: "ainhoa@kovart.example", status: "canceled" }),
    again(4, "p93", { email: "info@kovart.example" }),
  ),
  group("same_mail", people[2], again(2, "p94", { name: "Olena Kovalchuk" })),
  group("sounds_alike", people[5], again(5, "p95", { name: "Zoran Kovacevich", email: "z@example.org" })),
];
let before = groups;

const shown: [field: string, of: (p: PersonView) => string][] = [
  ["name", (p) => p.name],
  ["company", (p) => p.company],
  ["job_title", (p) => p.job_title],
  ["email", (p) => p.email],
  ["phone", (p) => p.phone],
  ["country", (p) => p.country],
  ["category", (p) => p.category],
  ["status", (p) => p.status],
  ["lead_sharing", (p) => p.lead_sharing ?? ""],
  ["presence", (p) => p.presence],
];

function compared(of: PersonView[]): ComparedField[] {
  return shown
    .map(([field, value]) => {
      const values = of.map(value);
      const stays = values.includes("inside") ? "inside" : (values.find((v) => v !== "") ?? "");
      return { field, values, stays, differs: new Set(values).size > 1 };
    })
    .filter((field) => field.stays !== "");
}

const everybody = (): PersonView[] => before.flatMap((g) => g.people);
const named = (args: Args): PersonView[] => {
  const ids = (args as { attendees?: string[] }).attendees ?? [];
  return everybody().filter((p) => ids.includes(p.id));
};
function take(of: PersonView[]): void {
  before = groups;
  groups = groups.filter((g) => !g.people.some((p) => of.includes(p)));
}

export const duplicateCommands: Record<string, Command> = {
  duplicates: () => ({ groups, total: groups.length, skipped: 0 }),
  preview_merge: (args) => {
    const of = named(args);
    const voids = of.some((p) => p.id === "p90") ? ["H7KQ"] : [];
    return { fields: compared(of), badge: "Q2ZM", voids, blocked: false };
  },
  merge_attendees: (args) => {
    const of = named(args);
    take(of);
    return { merge: "m1", person: of[0], voided: of.some((p) => p.id === "p90") ? ["H7KQ"] : [] };
  },
  undo_merge: () => {
    groups = before;
    return [];
  },
  set_not_same: (args) => {
    if ((args as { notSame?: boolean }).notSame) take(named(args));
    else groups = before;
    return null;
  },
};
