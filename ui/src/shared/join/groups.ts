// Kinds of facts as people count them, and why some were left.
import { wordsFor } from "../i18n/words";

export interface Counted {
  words: string;
  many: number;
}

type Group = "people" | "scans" | "badges" | "prints";
const groups: Group[] = ["people", "scans", "badges", "prints"];

function groupOf(kind: string): Group {
  if (kind.startsWith("scan_")) return "scans";
  if (kind.includes("print")) return "prints";
  return kind.startsWith("badge_") ? "badges" : "people";
}

/** Kinds counted together, in the order in which people ask for them. */
export function byGroup(kinds: Record<string, number>): Counted[] {
  const all = Object.entries(kinds);
  const sum = (group: Group) =>
    all.filter(([kind]) => groupOf(kind) === group).reduce((many, [, n]) => many + n, 0);
  return groups
    .map((group) => ({ words: wordsFor("join_of", group) ?? group, many: sum(group) }))
    .filter(({ many }) => many > 0);
}

export function leftBehind(reasons: Record<string, number>): Counted[] {
  return Object.entries(reasons).map(([why, many]) => ({ words: wordsFor("join_why", why) ?? why, many }));
}
