import { describe, expect, test } from "vitest";
import { Wedge, type Press, type Settled } from "./machine";
import { GAP_MS_MAX, GAP_MS_MIN, usual, validSettings, type ScannerSettings } from "./settings";

type Key = [key: string, gapMs: number];

/** What stands in a text field after these keys, and the scans; a page that listens hears each silence. */
function play(settings: Partial<ScannerSettings>, keys: Key[], more: Partial<Press> = {}) {
  const wedge = new Wedge({ ...usual, ...settings });
  let [at, field, before] = [1000, "", ""];
  const scans: string[] = [];
  const keysThrough: string[] = [];
  const take = (settled: Settled | null) => {
    if (settled?.kind === "scan") {
      scans.push(settled.code);
      field = before;
    } else if (settled) field += settled.text;
  };
  for (const [key, gapMs] of keys) {
    if (wedge.waits && gapMs > wedge.patienceMs) take(wedge.silence());
    at += gapMs;
    const decision = wedge.press({ key, at, shortcut: false, repeat: false, inField: true, ...more });
    take(decision.before);
    if (decision.starts) before = field;
    if (!decision.swallow) {
      if (key.length === 1) field += key;
      else keysThrough.push(key);
    }
    take(decision.after);
  }
  take(wedge.silence());
  return { field, scans, keysThrough };
}

const burst = (text: string, gapMs: number, ending: "Enter" | "Tab" | "" = "Enter"): Key[] => {
  const keys = [...text, ...(ending === "" ? [] : [ending])];
  return keys.map((key, i) => [key, i === 0 ? 500 : gapMs]);
};

describe("a prefix", () => {
  const prefixed = { prefix: "~" };

  test("makes a burst known from its first character: nothing of it reaches the field", () => {
    const wedge = new Wedge({ ...usual, prefix: "~" });
    const press = (key: string, at: number) =>
      wedge.press({ key, at, shortcut: false, repeat: false, inField: true });
    expect(press("~", 1000).swallow).toBe(true);
    expect(press("K", 1010).swallow).toBe(true);
  });

  test.each(["~", "]Q3", "##"])("%s is no part of the code", (prefix) => {
    expect(play({ prefix }, burst(`${prefix}K7QP4M2X`, 10))).toEqual({
      field: "",
      scans: ["K7QP4M2X"],
      keysThrough: [],
    });
  });

  test("makes a scan of a code that is shorter than any other", () => {
    expect(play(prefixed, burst("~AB1", 10)).scans).toEqual(["AB1"]);
  });

  test("that does not come leaves every scan a scan", () => {
    expect(play(prefixed, burst("K7QP4M2X", 10)).scans).toEqual(["K7QP4M2X"]);
  });

  test("within a code is a part of it", () => {
    expect(play(prefixed, burst("~K7~QP4M", 10)).scans).toEqual(["K7~QP4M"]);
  });

  test("before a business card leaves the card whole", () => {
    const keys = burst("~BEGIN:VCARD", 10);
    const more = [..."N:A", "Enter", ..."END:VCARD", "Enter"].map((key): Key => [key, 10]);
    expect(play(prefixed, [...keys, ...more]).scans).toEqual(["BEGIN:VCARD\nN:A\nEND:VCARD"]);
  });

  test("that a person types stands in the field, and what follows it too", () => {
    const keys = [..."a~b ~"].map((key): Key => [key, 90]);
    expect(play(prefixed, keys)).toEqual({ field: "a~b ~", scans: [], keysThrough: [] });
  });

  test.each([60, 70, 80])("is no trap for somebody as fast as a key each %i ms", (pace) => {
    const text = "jon~agirre ~kovalenko";
    for (let rolled = 2; rolled <= 5; rolled += 1) {
      const keys = [...text].map((key, i): Key => [key, i % rolled === 1 ? 20 : pace]);
      expect(play(prefixed, keys)).toEqual({ field: text, scans: [], keysThrough: [] });
    }
  });

  test("of a burst that a busy machine tears behind it tears no code", () => {
    const keys = burst("~K7QP4M2X", 5).map(([key, gap], i): Key => [key, i === 4 ? 200 : gap]);
    expect(play(prefixed, keys).scans).toEqual(["K7QP4M2X"]);
  });
});

describe("the longest gap", () => {
  test("of a slow scanner makes its codes whole", () => {
    expect(play({}, burst("K7QP4M2X", 48)).scans).toEqual([]);
    expect(play({ gapMs: 60 }, burst("K7QP4M2X", 48)).scans).toEqual(["K7QP4M2X"]);
  });

  test("at its widest takes no typist at 130 ms a key for a scanner", () => {
    const keys = [..."kovalenko"].map((key): Key => [key, 130]);
    expect(play({ gapMs: GAP_MS_MAX }, keys)).toEqual({ field: "kovalenko", scans: [], keysThrough: [] });
  });
});

describe("the ending", () => {
  test.each(["any", "enter"] as const)("%s is Enter", (ending) => {
    expect(play({ ending }, burst("K7QP4M2X", 10)).scans).toEqual(["K7QP4M2X"]);
  });

  test("Tab keeps an Enter within a code, and presses nothing", () => {
    const keys: Key[] = [
      ...burst("K7QP4M2X", 10),
      ...[..."second"].map((key): Key => [key, 10]),
      ["Tab", 10],
    ];
    const { scans, keysThrough } = play({ ending: "tab" }, keys);
    expect(scans).toEqual(["K7QP4M2X\nsecond"]);
    expect(keysThrough).toEqual([]);
  });

  test.each(["enter", "silence"] as const)("%s gives a code all the same that ends with Tab", (ending) => {
    const { scans, keysThrough } = play({ ending }, burst("K7QP4M2X", 10, "Tab"));
    expect(scans.map((code) => code.trim())).toEqual(["K7QP4M2X"]);
    expect(keysThrough).toEqual([]);
  });

  test("silence is waited for no longer than the scanner's gaps ask for", () => {
    const wedge = new Wedge({ ...usual, ending: "silence" });
    for (const [i, key] of [..."K7QP4M2X"].entries())
      wedge.press({ key, at: 1000 + 10 * i, shortcut: false, repeat: false, inField: true });
    expect(wedge.patienceMs).toBe(140);
  });
});

test.each([
  [{}, usual],
  [
    { prefix: " ~ ", gapMs: 48.4, ending: "tab" },
    { prefix: "~", gapMs: 48, ending: "tab" },
  ],
  [
    { prefix: "123456789", gapMs: 5000, ending: "bell" },
    { prefix: "12345678", gapMs: GAP_MS_MAX, ending: "any" },
  ],
  [
    { prefix: 7, gapMs: "1" },
    { ...usual, gapMs: GAP_MS_MIN },
  ],
  [{ gapMs: "none" }, usual],
])("of what was kept as %j the settings are %j", (given, settings) => {
  expect(validSettings(given)).toEqual(settings);
});
