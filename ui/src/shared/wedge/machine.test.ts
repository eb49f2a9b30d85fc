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

  test("that ends with two Enters presses nothing with the second", () => {
    const keys = [...burst("K7QP4M2X", 10), ["Enter", 10], ["Enter", 10]] as [string, number][];
    expect(play(keys)).toEqual({ passed: "K", settled: [scan("K7QP4M2X")] });
    expect(play([...keys, ["Enter", 500]]).passed).toBe("K<Enter>");
  });

  test("reads a business card of many lines as one code", () => {
    const card = ["BEGIN:VCARD", "N:Agirre;Jon", "TEL:1", "END:VCARD"];
    const keys = card.flatMap((line): [string, number][] => [
      ...[...line].map((c): [string, number] => [c, 10]),
      ["Enter", 10],
    ]);
    expect(play(keys)).toEqual({ passed: "B", settled: [scan(card.join("\n"))] });
  });

  test("reads a card that is cut off when its silence comes", () => {
    const keys = [...burst("BEGIN:VCARD", 10), ["Enter", 10], ...burst("N:A", 10).slice(1)];
    expect(play(keys as [string, number][]).settled).toEqual([scan("BEGIN:VCARD\n:A")]);
  });

  test("with lines too short for a code behind one types none of them and presses no Enter", () => {
    const short = [..."Jon"].map((c): [string, number] => [c, 10]);
    const keys = [...burst("Goierri", 10), ["Enter", 10], ...short, ["Enter", 10]];
    expect(play(keys as [string, number][])).toEqual({ passed: "G", settled: [scan("Goierri")] });
  });

  test("is heard from its first character also where a busy window took that for typing", () => {
    const wedge = new Wedge();
    const key = (key: string, at: number) =>
      wedge.press({ key, at, shortcut: false, repeat: false, inField: true });
    key("K", 1000);
    key("7", 1008);
    expect(wedge.silence(1400)).toEqual({ kind: "typed", text: "7" });
    expect(wedge.open).toBe(false);
    expect(wedge.starts({ key: "Q", at: 1016, shortcut: false, repeat: false, inField: true })).toBe(false);
    for (const [i, c] of [..."QP4M"].entries()) expect(key(c, 1016 + 8 * i).swallow).toBe(true);
    expect(key("Enter", 1050).after).toEqual(scan("K7QP4M", 2));
  });

  test("with more characters than any code has leaves none of them in the field", () => {
    const endless = "x0".repeat(2500);
    const { passed, settled } = play([...burst(endless, 5), ["Enter", 5]]);
    expect(passed).toBe("x");
    expect(settled).toEqual([scan(endless.slice(0, 4096))]);
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

  test("who rolls quick keys and then Enter gets them before the Enter", () => {
    const { passed, settled } = play([...burst("abc", 20), ["Enter", 20]]);
    expect(passed).toBe("a<Enter>");
    expect(settled).toEqual([{ kind: "typed", text: "bc" }]);
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
    expect(passed).toBe("K<Enter>");
    expect(settled).toEqual([{ kind: "typed", text: "7QP4M" }]);
  });

  test("typed by a person is given back", () => {
    expect(play([["~", 300]], { prefix }).settled).toEqual([{ kind: "typed", text: "~" }]);
  });
});
