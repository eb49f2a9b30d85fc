import { describe, expect, test } from "vitest";
import { usualSettings, Wedge, type Press, type Settled, type WedgeSettings } from "./machine";

interface Typed {
  /** What reached the page as ordinary keys. */
  passed: string;
  settled: Settled[];
}

/** Plays keys with gaps to a wedge, ends with a long silence, and says what came of it. */
function play(
  keys: [key: string, gapMs: number, more?: Partial<Press>][],
  settings: Partial<WedgeSettings> = {},
): Typed {
  const wedge = new Wedge({ ...usualSettings, ...settings });
  const result: Typed = { passed: "", settled: [] };
  let at = 1000;
  for (const [key, gapMs, more] of keys) {
    at += gapMs;
    const decision = wedge.press({ key, at, shortcut: false, repeat: false, inField: true, ...more });
    if (decision.before) result.settled.push(decision.before);
    if (!decision.swallow) result.passed += key.length === 1 ? key : `<${key}>`;
    if (decision.after) result.settled.push(decision.after);
  }
  const last = wedge.silence(at + 1000);
  if (last) result.settled.push(last);
  return result;
}

const burst = (text: string, gapMs: number, more: Partial<Press> = {}) =>
  [...text].map((c, i): [string, number, Partial<Press>?] => [c, i === 0 ? 500 : gapMs, more]);

const scan = (code: string, leaked = 1): Settled => ({ kind: "scan", code, leaked });

describe("a scanner", () => {
  test("types a code and Enter: one scan, and Enter presses nothing", () => {
    expect(play([...burst("K7QP4M2X", 10), ["Enter", 10]])).toEqual({
      passed: "K",
      settled: [scan("K7QP4M2X")],
    });
  });

  test("may end with Tab", () => {
    expect(play([...burst("K7QP4M2X", 10), ["Tab", 10]]).settled).toEqual([scan("K7QP4M2X")]);
  });

  test("may end with nothing but silence", () => {
    expect(play(burst("K7QP4M2X", 16)).settled).toEqual([scan("K7QP4M2X")]);
  });

  test("types capitals with Shift between the characters", () => {
    const keys: [string, number][] = [];
    for (const c of "ABCDEF") keys.push(["Shift", 5], [c, 5]);
    expect(play([...keys, ["Enter", 5]]).settled).toEqual([scan("ABCDEF")]);
  });

  test("with two codes one after the other gives two scans in their order", () => {
    const keys = [...burst("AAAAAA", 10), ["Enter", 10], ...burst("BBBBBB", 10), ["Enter", 10]];
    expect(play(keys as [string, number][]).settled).toEqual([scan("AAAAAA"), scan("BBBBBB")]);
  });

  test("with two codes and no ending key gives two scans if silence lies between", () => {
    expect(play([...burst("AAAAAA", 10), ...burst("BBBBBB", 10)]).settled).toEqual([
      scan("AAAAAA"),
      scan("BBBBBB"),
    ]);
  });

  test("where the focus is on a button lets no character through, spaces and digits included", () => {
    const keys = [...burst("4 2 AB CD", 10, { inField: false }), ["Enter", 10, { inField: false }]];
    expect(play(keys as [string, number, Partial<Press>?][])).toEqual({
      passed: "",
      settled: [scan("4 2 AB CD", 0)],
    });
  });

  test("that stutters late in a long code is still one scan", () => {
    const keys = [...burst("ABCDEFGH", 10), ["X", 50], ["Y", 10], ["Enter", 10]];
    expect(play(keys as [string, number][]).settled).toEqual([scan("ABCDEFGHXY")]);
  });

  test("types AltGr characters, which are no shortcuts", () => {
    expect(play([...burst("A@B@C@", 8), ["Enter", 8]]).settled).toEqual([scan("A@B@C@")]);
  });

  test.each([
    [
      "CR and LF",
      [
        ["Enter", 10],
        ["Enter", 5],
      ],
    ],
    ["a slow radio's Enter", [["Enter", 300]]],
    [
      "Enter and Tab",
      [
        ["Enter", 10],
        ["Tab", 30],
      ],
    ],
  ] as [string, [string, number][]][])("with %s presses nothing", (_, ends) => {
    const keys = [
      ...burst("K7QP4M2X", 10, { inField: false }),
      ...ends.map(([k, g]) => [k, g, { inField: false }]),
    ];
    expect(play(keys as [string, number, Partial<Press>?][])).toEqual({
      passed: "",
      settled: [scan("K7QP4M2X", 0)],
    });
  });

  test.each(["7", "AB1", "AB12", "AB123"])("of the short code %s presses no Enter", (code) => {
    const { passed, settled } = play([...burst(code, 10), ["Enter", 10]]);
    expect(passed).toBe(code[0]);
    expect(settled).toEqual(code.length === 1 ? [] : [{ kind: "typed", text: code.slice(1) }]);
  });

  test("of a business card gives one scan of all its lines, the short ones too", () => {
    const lines = ["BEGIN:VCARD", "N:Agirre;Jon", "ORG:X", "N:", "END:VCARD"];
    const keys: [string, number][] = lines.flatMap((line) => [
      ...[...line].map((c): [string, number] => [c, 10]),
      ["Enter", 10],
    ]);
    keys[0] = ["B", 500];
    const { passed, settled } = play(keys);
    expect(passed).toBe("B");
    expect(settled).toEqual([scan(lines.join("\n"))]);
  });

  test("of a plain code is answered at its Enter, without waiting for another line", () => {
    const wedge = new Wedge();
    let at = 1000;
    const press = (key: string) =>
      wedge.press({ key, at: (at += 10), shortcut: false, repeat: false, inField: true });
    for (const key of "K7QP4M2X") press(key);
    expect(press("Enter").after).toEqual(scan("K7QP4M2X"));
  });

  test("that never stops does not fill the memory", () => {
    const [settled] = play(burst("x".repeat(5000), 5)).settled;
    expect(settled?.kind === "scan" && settled.code.length).toBe(4096);
  });
});

describe("a person", () => {
  test("who types is never delayed and never a scan", () => {
    expect(play(burst("kovalenko", 90))).toEqual({ passed: "kovalenko", settled: [] });
  });

  test("who types a full code by hand, and Enter, makes no scan", () => {
    expect(play([...burst("K7QP4M2X", 120), ["Enter", 200]])).toEqual({
      passed: "K7QP4M2X<Enter>",
      settled: [],
    });
  });

  test("who rolls five quick keys gets all of them", () => {
    const { passed, settled } = play(burst("abcde", 20));
    expect(passed).toBe("a");
    expect(settled).toEqual([{ kind: "typed", text: "bcde" }]);
  });

  test("who rolls quick keys gets them before an Enter that a hand can press", () => {
    const { passed, settled } = play([...burst("abc", 20), ["Enter", 90]]);
    expect(passed).toBe("a<Enter>");
    expect(settled).toEqual([{ kind: "typed", text: "bc" }]);
  });

  test("who rolls two keys has the second back within the gap of a burst", () => {
    const wedge = new Wedge();
    const press = (key: string, at: number) =>
      wedge.press({ key, at, shortcut: false, repeat: false, inField: true });
    press("k", 1000);
    press("o", 1020);
    expect(wedge.overAt - 1020).toBe(usualSettings.gapMs);
  });

  test("who presses Enter half a second after a scan presses it", () => {
    const keys = [...burst("K7QP4M2X", 10), ["Enter", 10], ["Enter", 501]];
    expect(play(keys as [string, number][]).passed).toBe("K<Enter>");
  });

  test("who holds a key down is not a scanner", () => {
    const keys = burst("eeeeeeeeee", 30).map(([k, g], i): [string, number, Partial<Press>] => [
      k,
      g,
      { repeat: i > 0 },
    ]);
    expect(play(keys).settled).toEqual([]);
  });

  test("who types where nothing has the focus has it given back as typing", () => {
    const { passed, settled } = play(burst("ko", 120, { inField: false }));
    expect(passed).toBe("");
    expect(settled).toEqual([
      { kind: "typed", text: "k" },
      { kind: "typed", text: "o" },
    ]);
  });

  test("who presses a shortcut is let through", () => {
    expect(play([["z", 100, { shortcut: true }]])).toEqual({ passed: "z", settled: [] });
  });

  test("whose typing is followed at once by a scan loses neither", () => {
    const { passed, settled } = play([...burst("kova", 90), ...burst("K7QP4M", 10), ["Enter", 10]]);
    expect(passed).toBe("kovaK");
    expect(settled).toEqual([scan("K7QP4M")]);
  });
});

describe("a prefix", () => {
  const prefix = "~";

  test("is taken off, and nothing of the code leaks into a field", () => {
    expect(play([...burst("~K7QP4M", 10), ["Enter", 10]], { prefix })).toEqual({
      passed: "",
      settled: [scan("K7QP4M", 0)],
    });
  });

  test("makes a burst without it ordinary typing", () => {
    const { passed, settled } = play([...burst("K7QP4M", 10), ["Enter", 10]], { prefix });
    expect(passed).toBe("K");
    expect(settled).toEqual([{ kind: "typed", text: "7QP4M" }]);
  });

  test("typed by a person is given back", () => {
    expect(play([["~", 300]], { prefix }).settled).toEqual([{ kind: "typed", text: "~" }]);
  });
});
