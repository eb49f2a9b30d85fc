import { describe, expect, test } from "vitest";
import { Wedge, type Press, type Settled } from "./machine";

type Key = [key: string, gapMs: number, more?: Partial<Press> & { heldMs?: number }];

interface Typed {
  /** What reached the page as ordinary keys. */
  passed: string;
  settled: Settled[];
  /** What stands in the field, and in the place of a scan its code between bars. */
  field: string;
}

/** Plays keys with gaps to a wedge, ends with a silence, and says what came of it. A page that listens hears silence
    in the gaps too. */
function play(keys: Key[], page: "listens" | "is busy" = "is busy"): Typed {
  const wedge = new Wedge();
  const result: Typed = { passed: "", settled: [], field: "" };
  let before = "";
  const take = (settled: Settled | null) => {
    if (!settled) return;
    result.settled.push(settled);
    result.field = settled.kind === "scan" ? `${before}|${settled.code}|` : result.field + settled.text;
  };
  let at = 1000;
  for (const [key, gapMs, more] of keys) {
    if (page === "listens" && wedge.waits && gapMs > wedge.patienceMs) take(wedge.silence());
    at += gapMs;
    const decision = wedge.press({ key, at, shortcut: false, repeat: false, inField: true, ...more });
    take(decision.before);
    if (decision.starts) before = result.field;
    if (!decision.swallow) {
      result.passed += key.length === 1 ? key : `<${key}>`;
      if (key.length === 1) result.field += key;
    }
    take(decision.after);
    if (more?.heldMs !== undefined) wedge.release(key, at + more.heldMs);
  }
  take(wedge.silence());
  return result;
}

const burst = (text: string, gapMs: number, more: Key[2] = {}): Key[] =>
  [...text].map((c, i) => [c, i === 0 ? 500 : gapMs, more]);

/** Lines that come one after the other, each with the scanner's Enter. */
const lines = (all: string[]): Key[] => {
  const keys = all.flatMap((line) => [...line, "Enter"].map((c): Key => [c, 10]));
  return keys.map(([c, gap], i) => [c, i === 0 ? 500 : gap]);
};

/** Numbers below a bound that are the same in every run. */
function draws(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
}

const typed = (text: string): Settled => ({ kind: "typed", text });

const scan = (code: string, leaked = 1): Settled => ({ kind: "scan", code, leaked });

describe("a scanner", () => {
  test("types a code and Enter: one scan, and Enter presses nothing", () => {
    expect(play([...burst("K7QP4M2X", 10), ["Enter", 10]])).toMatchObject({
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
    const keys: Key[] = [];
    for (const c of "ABCDEF") keys.push(["Shift", 5], [c, 5]);
    expect(play([...keys, ["Enter", 5]]).settled).toEqual([scan("ABCDEF")]);
  });

  test("with two codes one after the other gives two scans in their order", () => {
    const keys: Key[] = [...burst("AAAAAA", 10), ["Enter", 10], ...burst("BBBBBB", 10), ["Enter", 10]];
    expect(play(keys).settled).toEqual([scan("AAAAAA"), scan("BBBBBB")]);
  });

  test("with two codes and no ending key gives two scans if silence lies between", () => {
    expect(play([...burst("AAAAAA", 10), ...burst("BBBBBB", 10)]).settled).toEqual([
      scan("AAAAAA"),
      scan("BBBBBB"),
    ]);
  });

  test("where the focus is on a button lets no character through, spaces and digits included", () => {
    const keys: Key[] = [...burst("4 2 AB CD", 10, { inField: false }), ["Enter", 10, { inField: false }]];
    expect(play(keys)).toMatchObject({
      passed: "",
      settled: [scan("4 2 AB CD", 0)],
    });
  });

  test("that stutters late in a long code is still one scan", () => {
    const keys: Key[] = [...burst("ABCDEFGH", 10), ["X", 50], ["Y", 10], ["Enter", 10]];
    expect(play(keys).settled).toEqual([scan("ABCDEFGHXY")]);
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
  ] satisfies [string, Key[]][])("with %s presses nothing", (_, ends) => {
    const keys: Key[] = [
      ...burst("K7QP4M2X", 10, { inField: false }),
      ...ends.map(([k, g]): Key => [k, g, { inField: false }]),
    ];
    expect(play(keys)).toMatchObject({
      passed: "",
      settled: [scan("K7QP4M2X", 0)],
    });
  });

  test.each(["7", "AB1", "AB12", "AB123"])("of the short code %s presses no Enter", (code) => {
    const { passed, settled } = play([...burst(code, 10), ["Enter", 10]]);
    expect(passed).toBe(code[0]);
    expect(settled).toEqual(code.length === 1 ? [] : [{ kind: "typed", text: code.slice(1) }]);
  });

  test.each([
    ["a business card", ["BEGIN:VCARD", "N:Agirre;Jon", "ORG:X", "N:", "END:VCARD"]],
    ["a date", ["BEGIN:VCALENDAR", "BEGIN:VEVENT", "A:1", "END:VEVENT", "END:VCALENDAR"]],
    ["a card with CR and LF", ["BEGIN:VCARD", "", "N:A", "", "END:VCARD"]],
  ])("of %s gives one scan of all its lines, the short ones too", (_, card) => {
    const { passed, settled } = play(lines(card));
    expect(passed).toBe("B");
    expect(settled).toEqual([scan(card.join("\n"))]);
  });

  test("of a card that is cut off gives what came of it", () => {
    expect(play(lines(["BEGIN:VCARD", "N:A"])).settled).toEqual([scan("BEGIN:VCARD\nN:A\n")]);
  });

  test("of a text with short lines types none of them and presses no Enter", () => {
    const { passed, settled } = play(lines(["Goierri", "Jon", "X", "Ordizia"]));
    expect(passed).toBe("G");
    expect(settled).toEqual([scan("Goierri"), scan("Ordizia", 0)]);
  });

  test.each(["K7QP4M2X", "https://example.org/1"])("of %s is answered at its Enter", (code) => {
    const wedge = new Wedge();
    let at = 1000;
    const press = (key: string) =>
      wedge.press({ key, at: (at += 10), shortcut: false, repeat: false, inField: true });
    for (const key of code) press(key);
    expect(press("Enter").after).toEqual(scan(code));
  });

  test("that never stops does not fill the memory", () => {
    const { passed, settled } = play([...burst("x0".repeat(2500), 5), ["Enter", 5]]);
    expect(passed).toBe("x");
    expect(settled).toEqual([scan("x0".repeat(2048))]);
  });
});

describe("a person", () => {
  test("who types is never delayed and never a scan", () => {
    expect(play(burst("kovalenko", 90))).toMatchObject({ passed: "kovalenko", settled: [] });
  });

  test("who types a full code by hand, and Enter, makes no scan", () => {
    expect(play([...burst("K7QP4M2X", 120), ["Enter", 200]])).toMatchObject({
      passed: "K7QP4M2X<Enter>",
      settled: [],
    });
  });

  test("who rolls five quick keys gets all of them", () => {
    const { passed, field } = play(burst("abcde", 20));
    expect(passed).toBe("a");
    expect(field).toBe("abcde");
  });

  test("who rolls quick keys gets them before an Enter that a hand can press", () => {
    const { passed, settled } = play([...burst("abc", 20), ["Enter", 90]]);
    expect(passed).toBe("a<Enter>");
    expect(settled).toEqual([{ kind: "typed", text: "bc" }]);
  });

  test("who rolls two keys has the second back within 60 ms", () => {
    const wedge = new Wedge();
    const press = (key: string, at: number) =>
      wedge.press({ key, at, shortcut: false, repeat: false, inField: true });
    press("k", 1000);
    press("o", 1020);
    expect(wedge.waits).toBe(true);
    expect(wedge.patienceMs).toBeLessThanOrEqual(60);
    expect(wedge.silence()).toEqual(typed("o"));
  });

  test.each([60, 70, 80])("as fast as a key each %i ms, some of them rolled, is never a scanner", (pace) => {
    const name = "aberasturi kovalenko";
    for (let rolled = 2; rolled <= 5; rolled += 1) {
      const keys: Key[] = [...name].map((c, i): Key => [c, i % rolled === 1 ? 20 : pace]);
      const { passed, field } = play([...keys, ["Enter", pace]]);
      expect(field).toBe(name);
      expect(passed).toContain("<Enter>");
    }
  });

  test("whose first keys are as quick as a machine's has every letter in its place", () => {
    const gaps = [500, 14, 14, 90, 90, 90, 90, 90];
    const keys = [..."the name"].map((c, i): Key => [c, gaps[i] ?? 90]);
    expect(play(keys).field).toBe("the name");
    expect(play(keys, "listens").field).toBe("the name");
  });

  test.each(["listens", "is busy"] as const)(
    "whatever the gaps has every letter in its place where the page %s",
    (page) => {
      const draw = draws(7);
      const gaps = [4, 14, 16, 34, 36, 49, 51, 90, 240, 260];
      const name = "the name of somebody, whoever it is";
      for (let round = 0; round < 3000; round += 1) {
        const inField = draw(4) > 0;
        const keys = [...name].map((c): Key => [
          c,
          gaps[draw(gaps.length)] ?? 90,
          draw(3) === 0 ? { inField, heldMs: 5 } : { inField },
        ]);
        const { field } = play(keys, page);
        expect(field.replaceAll("|", ""), JSON.stringify(keys)).toBe(name);
      }
    },
  );

  test("whose name is followed in its own rhythm by a scan loses neither", () => {
    for (const half of ["k", "ko", "kov", "kova", "koval"]) {
      const keys: Key[] = [
        ...burst(half, 90, { heldMs: 70 }),
        ["K", 90],
        ...burst("7QP4M2", 10).map(([c]): Key => [c, 10]),
      ];
      const { passed, settled } = play([...keys, ["Enter", 10]]);
      expect(passed).toBe(`${half}K`);
      expect(settled).toEqual([scan("K7QP4M2")]);
    }
  });

  test("who presses Enter half a second after a scan presses it", () => {
    const keys: Key[] = [...burst("K7QP4M2X", 10), ["Enter", 10], ["Enter", 501]];
    expect(play(keys).passed).toBe("K<Enter>");
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
    expect(play([["z", 100, { shortcut: true }]])).toMatchObject({ passed: "z", settled: [] });
  });

  test("whose typing is followed at once by a scan loses neither", () => {
    const { passed, settled } = play([...burst("kova", 90), ...burst("K7QP4M", 10), ["Enter", 10]]);
    expect(passed).toBe("kovaK");
    expect(settled).toEqual([scan("K7QP4M")]);
  });
});

describe("a busy machine", () => {
  const code = "B7KQM2XWTR4ZHNB7KQM2XWTR4";
  /** A code whose keys come late after some of the characters; its Enter is the last key. */
  const torn = (late: number[], gapMs: number, inField = true): Key[] =>
    [...code, "Enter"].map((c, i) => [
      c,
      i === 0 ? 500 : late.includes(i) ? gapMs : 4,
      { inField, heldMs: 2 },
    ]);

  test.each([40, 90, 249])("that is late by %i ms tears no code, wherever that is", (gapMs) => {
    for (let at = 1; at <= code.length; at += 1) {
      const { settled } = play(torn([at], gapMs));
      expect(settled.filter((s) => s.kind === "scan").map((s) => s.code)).toEqual([code]);
      expect(settled.filter((s) => s.kind === "typed").length).toBeLessThanOrEqual(at === 2 ? 1 : 0);
    }
  });

  test("that is late twice tears no code", () => {
    for (let first = 3; first < code.length; first += 1)
      for (let second = first + 1; second <= code.length; second += 1)
        expect(play(torn([first, second], 80)).settled).toEqual([
          expect.objectContaining({ kind: "scan", code }),
        ]);
  });

  test("presses no button with the Enter that comes late", () => {
    expect(play(torn([code.length], 200, false))).toMatchObject({ passed: "", settled: [scan(code, 0)] });
  });

  test("that took a code's beginning for typing hears the code whole, and where it began", () => {
    const wedge = new Wedge();
    const press = (key: string, at: number) =>
      wedge.press({ key, at, shortcut: false, repeat: false, inField: true });
    expect(press("K", 1000).starts).toBe(true);
    press("7", 1008);
    expect(wedge.silence()).toEqual(typed("7"));
    const [next, ...rest] = [..."QP4M"].map((c, i) => press(c, 1016 + 8 * i));
    expect(next?.starts).toBe(false);
    expect([next, ...rest].every((decision) => decision?.swallow)).toBe(true);
    expect(press("Enter", 1050).after).toEqual(scan("K7QP4M", 2));
  });

  test("waits longer for a machine's next key than for a person's", () => {
    const wedge = new Wedge();
    for (const [i, key] of [..."K7Q"].entries())
      wedge.press({ key, at: 1000 + 5 * i, shortcut: false, repeat: false, inField: true });
    expect(wedge.patienceMs).toBe(250);
  });
});
