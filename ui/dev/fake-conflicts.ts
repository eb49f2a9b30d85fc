// Invented facts that do not fit together, for pictures of the window: with ?conflicts.
import type { ConflictFact } from "../src/generated/ConflictFact";
import type { ConflictView } from "../src/generated/ConflictView";
import type { SettleAsk } from "../src/generated/SettleAsk";
import { emit } from "./fake-event";
import { at, type Args, type Command } from "./fake-desk";
import { people } from "./people";

const query = new URLSearchParams(location.search);

const fact = (
  id: string,
  hour: number,
  minute: number,
  device: string,
  value: string,
  detail: string,
  more: Partial<ConflictFact> = {},
): ConflictFact => ({
  fact: id,
  at: at(hour, minute),
  device,
  operator: "",
  value,
  detail,
  shown: false,
  ...more,
});

const conflict = (
  id: string,
  kind: string,
  scope: string,
  facts: ConflictFact[],
  more: Partial<ConflictView> = {},
): ConflictView => ({
  id,
  kind,
  settled: false,
  person: null,
  device: null,
  scope,
  facts,
  settlement: null,
  can: { keep: kind !== "copied_device", both: kind !== "field" },
  ...more,
});

let all: ConflictView[] = [
  conflict(
    "k1",
    "copied_device",
    "",
    [fact("f1", 9, 31, "Kioskoa B", "4M2XQ", "scans"), fact("f2", 9, 52, "Kioskoa B", "K7QPD", "scans")],
    { device: { id: "d4", name: "Kioskoa B" } },
  ),
  conflict(
    "k2",
    "double_admission",
    "Sarrera nagusia",
    [
      fact("f3", 10, 2, "Mahaia 3", "", "ticket", { operator: "Jon Larrea" }),
      fact("f4", 10, 4, "Ate B", "", "badge"),
    ],
    { person: people[0] ?? null },
  ),
  conflict(
    "k3",
    "two_badges",
    "",
    [
      fact("f5", 9, 58, "Mahaia 3", "H7KQ", "handed_over", { operator: "Jon Larrea" }),
      fact("f6", 10, 11, "Mahaia 1", "Q2ZM", "printed", { shown: true, operator: "Nerea Alday" }),
    ],
    { person: people[1] ?? null },
  ),
  conflict(
    "k4",
    "field",
    "company",
    [
      fact("f7", 9, 42, "Mahaia 1", "Zubiola S.L.", "", { operator: "Nerea Alday" }),
      fact("f8", 9, 43, "Mahaia 2", "Zubiola Mekanika S. Coop.", "", {
        shown: true,
        operator: "Miren Urkiza",
      }),
    ],
    { person: people[4] ?? null },
  ),
  conflict(
    "k5",
    "double_admission",
    "Sarrera nagusia",
    [fact("f9", 9, 12, "Mahaia 1", "", "name"), fact("f10", 9, 14, "Mahaia 2", "", "import")],
    {
      person: people[2] ?? null,
      settled: true,
      can: { keep: false, both: false },
      settlement: { decision: "both_right", at: at(10, 20), device: "Bulegoa", operator: "Nerea Alday" },
    },
  ),
];
if (!query.has("conflicts")) all = [];

const open = () => all.filter(({ settled }) => !settled).length;

export const conflictCommands: Record<string, Command> = {
  conflict_count: open,
  conflicts: () => ({ conflicts: all, open: open(), settled: all.length - open(), skipped: 0 }),
  settle_conflict: (args: Args) => {
    const ask = args.ask as unknown as SettleAsk;
    const one = all.find(({ id }) => id === ask.conflict);
    const others = one?.facts.filter((f) => ask.keep !== null && f.fact !== ask.keep) ?? [];
    all = all.filter(({ id }) => id !== ask.conflict);
    emit("changed", { event: "e1" });
    const voided = one?.kind === "two_badges" ? others.map(({ value }) => value) : [];
    return { conflict: ask.conflict, voided, annulled: one?.kind === "double_admission" ? others.length : 0 };
  },
};
