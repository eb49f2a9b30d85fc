import { expect, test } from "vitest";
import { arrives, layoutNames, layouts, mismatch, shifted, type LayoutName } from "./layouts";

const SYMBOLS = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789";

/** What arrives of every symbol, as it was seen on keyboards. */
const table: [scanner: LayoutName, computer: LayoutName, arrives: string][] = [
  ["us", "es", "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"],
  ["es", "us", "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"],
  ["us", "fr", "QBCDEFGHJKL?NPARSTUVZXYWé\"'(-è_ç"],
  ["es", "fr", "QBCDEFGHJKL?NPARSTUVZXYWé\"'(-è_ç"],
  ["us", "be", "QBCDEFGHJKL?NPARSTUVZXYWé\"'(§è!ç"],
  ["us", "de", "ABCDEFGHJKLMNPQRSTUVWXZY23456789"],
  ["us", "cz", "ABCDEFGHJKLMNPQRSTUVWXZYěščřžýáí"],
  ["us", "dvorak", 'AXJE>UIDHTNMBL"POYGK<QF:23456789'],
  ["fr", "es", 'QBCDEFGHJKLÑNPARSTUVZXYW"·$%&/()'],
  ["fr", "us", "QBCDEFGHJKL:NPARSTUVZXYW@#$%^&*("],
  ["de", "es", "ABCDEFGHJKLMNPQRSTUVWXZY23456789"],
  ["cz", "es", 'ABCDEFGHJKLMNPQRSTUVWXZY"·$%&/()'],
  ["dvorak", "es", "ANIHDYUJCVPMLRXOÑKF:;BT_23456789"],
];

test.each(table)("a %s scanner on a %s computer", (scanner, computer, expected) => {
  expect(arrives(SYMBOLS, scanner, computer)).toBe(expected);
  const found = mismatch(expected, SYMBOLS);
  if (expected === SYMBOLS) expect(found).toBeNull();
  else expect(arrives(SYMBOLS, found?.scanner ?? "es", found?.computer ?? "es")).toBe(expected);
});

test.each([
  ["fr", "es", { scanner: "fr", computer: "es", either: false }],
  ["fr", "us", { scanner: "fr", computer: "us", either: false }],
  ["us", "fr", { scanner: "es", computer: "fr", either: false }],
  ["es", "de", { scanner: "de", computer: "es", either: true }],
  ["cz", "es", { scanner: "cz", computer: "es", either: false }],
  ["es", "cz", { scanner: "es", computer: "cz", either: false }],
  ["dvorak", "es", { scanner: "dvorak", computer: "es", either: false }],
  ["es", "be", { scanner: "es", computer: "be", either: false }],
] satisfies [LayoutName, LayoutName, object][])("%s on %s is named", (scanner, computer, named) => {
  const came = arrives(SYMBOLS, scanner, computer) ?? "";
  expect(mismatch(came, SYMBOLS)).toEqual(named);
  expect(mismatch(came.toLowerCase(), SYMBOLS), "also where Caps Lock turns the letters").toEqual(named);
});

test("Shift that is held makes signs of digits", () => {
  expect(shifted("A29", "es")).toBe('A")');
  expect(shifted("A29", "us")).toBe("A@(");
});

test.each(layoutNames)("%s has as many keys as every other, and every symbol of the codes", (name) => {
  for (const half of [layouts[name].plain, layouts[name].shift])
    expect(half.map((row) => [...row].length)).toEqual(
      layouts.us.plain.map((row, i) => [...(half[i] ?? row)].length),
    );
  expect(layouts[name].plain.map((row) => [...row].length)).toEqual(
    layouts[name].shift.map((row) => [...row].length),
  );
  expect(arrives(SYMBOLS, name, "us")).toHaveLength(SYMBOLS.length);
});
