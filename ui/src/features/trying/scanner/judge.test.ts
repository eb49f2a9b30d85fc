import { expect, test } from "vitest";
import { usual, type ScannerSettings } from "../../../shared/wedge/settings";
import { Hearing, type Burst } from "./hearing";
import { judge } from "./judge";
import { arrives, shifted } from "./layouts";

const CODE = "29HQXA8GPWZ7FNVY6EMUCJ5TDL4SBK3R2HXZ";

/** A scanner's keys as the test hears them. */
function heard(keys: string[], gapMs: number | ((i: number) => number) = 8): Burst {
  const hearing = new Hearing();
  let at = 1000;
  for (const [i, key] of keys.entries()) {
    at += typeof gapMs === "number" ? gapMs : gapMs(i);
    const code = /^(Home|End|Arrow|Page)/.test(key) ? "Numpad7" : `Key${key}`;
    const burst = hearing.press({ key, code, at, shortcut: false, repeat: false, inField: false });
    if (burst) return burst;
  }
  const burst = hearing.silence();
  if (!burst) throw new Error("nothing was heard");
  return burst;
}

const typed = (text: string, ending: string | null = "Enter") => [...text, ...(ending ? [ending] : [])];
const judged = (burst: Burst, settings: Partial<ScannerSettings> = {}) =>
  judge(burst, CODE, { ...usual, ...settings });

test("a scanner that works says how fast, and there is nothing to set", () => {
  const gaps = (i: number) => (i % 2 === 0 ? 4 : 9);
  expect(judged(heard(typed(CODE), gaps))).toMatchObject({
    finding: { kind: "works" },
    advice: [],
    figures: { characters: CODE.length, gapLeastMs: 4, gapMostMs: 9 },
  });
});

test.each([
  ["letters that Caps Lock turned", typed(CODE.toLowerCase()), { kind: "caps" }],
  [
    "a French scanner",
    typed(arrives(CODE, "fr", "es") ?? ""),
    { kind: "layout", scanner: "fr", computer: "es", typed: "A", expected: "Q" },
  ],
  [
    "a French computer",
    typed(arrives(CODE, "us", "fr") ?? ""),
    { kind: "layout", scanner: "es", computer: "fr" },
  ],
  [
    "a German scanner",
    typed(arrives(CODE, "de", "es") ?? ""),
    { kind: "layout", scanner: "de", either: true, typed: "Y", expected: "Z" },
  ],
  ["digits with Shift", typed(shifted(CODE, "es")), { kind: "shifted" }],
  [
    "a number pad without Num Lock",
    [...CODE].map((c) => (/\d/.test(c) ? "Home" : c)).concat("Enter"),
    { kind: "keypad" },
  ],
  ["three lost characters", typed(CODE.replace("QX", "").replace("7", "")), { kind: "lost", count: 3 }],
  ["another code", typed("B7KQM2XWTR4ZHNB7KQM2XWTR4"), { kind: "other" }],
])("%s is told", (_, keys, finding) => {
  expect(judged(heard(keys)).finding).toMatchObject(finding);
});

test("a hand that types the code is no scanner", () => {
  expect(judged(heard(typed(CODE), 140))).toMatchObject({ finding: { kind: "hand" }, advice: [] });
});

test("gaps up to 48 ms are offered with room above", () => {
  const { finding, advice } = judged(heard(typed(CODE), (i) => (i % 3 === 0 ? 48 : 30)));
  expect(finding.kind).toBe("works");
  expect(advice).toEqual([{ kind: "gap", gapMs: 60 }]);
  expect(judged(heard(typed(CODE), 48), { gapMs: 60 }).advice).toEqual([]);
});

test("one gap of a busy machine asks for no setting", () => {
  expect(judged(heard(typed(CODE), (i) => (i === 9 ? 200 : 8))).advice).toEqual([]);
});

test.each([
  ["Tab", "tab", "any", []],
  ["Tab", "tab", "enter", [{ kind: "ending", ending: "tab" }]],
  [null, "silence", "any", [{ kind: "ending", ending: "silence" }]],
  [null, "silence", "silence", []],
] as const)("an ending of %s (%s) where %s is set", (key, _, ending, advice) => {
  expect(judged(heard(typed(CODE, key)), { ending }).advice).toEqual(advice);
});

test("what comes before and behind the code is told from it", () => {
  expect(judged(heard(typed(`]Q3${CODE}%`)))).toMatchObject({
    finding: { kind: "works" },
    advice: [
      { kind: "prefix", prefix: "]Q3" },
      { kind: "suffix", suffix: "%" },
    ],
  });
  expect(judged(heard(typed(`~${CODE}`)), { prefix: "~" }).advice).toEqual([]);
  expect(judged(heard(typed(CODE)), { prefix: "~" }).advice).toEqual([{ kind: "prefix", prefix: "" }]);
});

test("the Enter that ends a line twice, or that a person presses, is no burst", () => {
  const hearing = new Hearing();
  const press = (key: string, at: number) =>
    hearing.press({ key, code: key, at, shortcut: false, repeat: false, inField: false });
  expect(press("Enter", 1000)).toBeNull();
  expect(press(" ", 2000)).toBeNull();
  expect(hearing.silence()).toBeNull();
});
