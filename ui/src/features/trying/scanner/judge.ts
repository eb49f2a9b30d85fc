// What came of a test scan: whether the scanner works here, what is wrong with it, and what would better be set.
import {
  GAP_MS_MAX,
  PREFIX_CHARACTERS_MAX,
  type Ending,
  type ScannerSettings,
} from "../../../shared/wedge/settings";
import type { Burst } from "./hearing";
import { alike, arrives, HOME_LAYOUTS, layoutNames, mismatch, shifted, type Mismatch } from "./layouts";

export type Finding =
  | { kind: "works" }
  /** Capitals come as small letters: codes are read all the same. */
  | { kind: "caps" }
  | { kind: "hand" }
  | ({ kind: "layout"; typed: string; expected: string } & Mismatch)
  | { kind: "shifted"; typed: string; expected: string }
  | { kind: "keypad" }
  | { kind: "lost"; count: number }
  | { kind: "other" };

export type Advice =
  | { kind: "prefix"; prefix: string }
  | { kind: "gap"; gapMs: number }
  | { kind: "ending"; ending: Ending }
  /** Nothing that this device can set. */
  | { kind: "slow" }
  | { kind: "suffix"; suffix: string };

export interface Figures {
  characters: number;
  ms: number;
  gapLeastMs: number;
  gapMostMs: number;
}

export interface Judgement {
  finding: Finding;
  advice: Advice[];
  figures: Figures;
  /** What came, as it was typed. */
  came: string;
}

/** No scanner types more slowly, and no hand so fast. */
const HAND_MEDIAN_MS = 60;
/** A busy machine makes a few wide gaps: one in ten says nothing of the scanner. */
const WIDE_GAPS_SHARE = 0.1;
/** Room above the widest usual gap. */
const GAP_ROOM = 1.25;
/** Fewer of the code's characters are another code. */
const LOST_SHARE_MAX = 0.5;

export function judge(burst: Burst, expected: string, settings: ScannerSettings): Judgement {
  const { text, before, behind } = bare(burst.text, expected, settings);
  const finding = findingOf(burst, text, expected);
  const figures = figuresOf(burst);
  const works = finding.kind === "works" || finding.kind === "caps";
  const advice = finding.kind === "hand" || finding.kind === "other" ? [] : adviceOf(burst, settings);
  if (works && before !== settings.prefix && [...before].length <= PREFIX_CHARACTERS_MAX)
    advice.unshift({ kind: "prefix", prefix: before });
  if (works && behind !== "") advice.push({ kind: "suffix", suffix: behind });
  return { finding, advice, figures, came: burst.text };
}

/** What came without what a scanner puts before and behind a code. */
function bare(came: string, expected: string, { prefix }: ScannerSettings) {
  const at = came.toLowerCase().indexOf(expected.toLowerCase());
  if (at >= 0) {
    const end = at + expected.length;
    return { text: came.slice(at, end), before: came.slice(0, at), behind: came.slice(end) };
  }
  const before = prefix !== "" && came.startsWith(prefix) ? prefix : "";
  return { text: came.slice(before.length), before, behind: "" };
}

function findingOf(burst: Burst, text: string, expected: string): Finding {
  if (median(burst.gaps) > HAND_MEDIAN_MS) return { kind: "hand" };
  if (text === expected) return { kind: "works" };
  if (alike(text, expected)) return { kind: "caps" };
  const layout = mismatch(text, expected);
  if (layout) return { kind: "layout", ...layout, ...firstDifference(text, expected) };
  if (layoutNames.some((name) => alike(text, shifted(expected, name))))
    return { kind: "shifted", ...firstDifference(text, expected) };
  if (burst.deadKeypad > 0) return { kind: "keypad" };
  const count = expected.length - text.length;
  if (count > 0 && count <= expected.length * LOST_SHARE_MAX && isWhatIsLeft(text, expected))
    return { kind: "lost", count };
  return { kind: "other" };
}

/** Whether characters of the code are missing and the others are there in their order, through any layout. */
function isWhatIsLeft(text: string, expected: string): boolean {
  const through = layoutNames.flatMap((scanner) =>
    HOME_LAYOUTS.map((computer) => arrives(expected, scanner, computer)),
  );
  return through.some((meant) => meant !== null && isPartOf(text.toLowerCase(), meant.toLowerCase()));
}

function isPartOf(part: string, whole: string): boolean {
  let at = 0;
  for (const character of whole) if (character === part[at]) at += 1;
  return at === part.length;
}

/** Of letters rather than of digits: people know those of a layout. */
function firstDifference(came: string, expected: string): { typed: string; expected: string } {
  const differing = [...expected].flatMap((character, i) => {
    const typed = came[i] ?? "";
    return alike(typed, character) ? [] : [{ typed: typed.toUpperCase(), expected: character }];
  });
  const ofLetter = differing.find(({ typed, expected: meant }) => /[A-Z]/.test(typed) && /[A-Z]/.test(meant));
  return ofLetter ?? differing[0] ?? { typed: "", expected: "" };
}

function adviceOf({ gaps, ending }: Burst, settings: ScannerSettings): Advice[] {
  const advice: Advice[] = [];
  const wide = gaps.filter((gap) => gap > settings.gapMs).length;
  if (wide > gaps.length * WIDE_GAPS_SHARE) {
    const gapMs = Math.ceil(usualMost(gaps) * GAP_ROOM);
    advice.push(gapMs > GAP_MS_MAX ? { kind: "slow" } : { kind: "gap", gapMs });
  }
  const ends = settings.ending === ending || (settings.ending === "any" && ending !== "silence");
  if (!ends) advice.push({ kind: "ending", ending });
  return advice;
}

function figuresOf({ text, gaps }: Burst): Figures {
  return {
    characters: [...text].length,
    ms: gaps.reduce((sum, gap) => sum + gap, 0),
    gapLeastMs: Math.min(...gaps),
    gapMostMs: Math.max(...gaps),
  };
}

function median(values: number[]): number {
  return sorted(values)[Math.floor(values.length / 2)] ?? 0;
}

/** The widest gap, but for the share that a busy machine makes. */
function usualMost(gaps: number[]): number {
  return sorted(gaps)[Math.ceil(gaps.length * (1 - WIDE_GAPS_SHARE)) - 1] ?? 0;
}

function sorted(values: number[]): number[] {
  return [...values].sort((a, b) => a - b);
}
