import { expect, test } from "vitest";
import { readDay, writeDay } from "./days";

test.each([
  ["24/11/2026", "2026-11-24"],
  ["2026-11-24", "2026-11-24"],
  ["4.1.2027", "2027-01-04"],
  [" 24-11-2026 ", "2026-11-24"],
  ["29/02/2028", "2028-02-29"],
  ["31/02/2026", null],
  ["11/24/2026", null],
  ["24/11/26", null],
  ["tomorrow", null],
  ["", null],
])("%j is %j", (text, day) => {
  expect(readDay(text)).toBe(day);
});

test("a day stands in its field as the field asks for it", () => {
  expect(writeDay("2026-11-04")).toBe("04/11/2026");
  expect(readDay(writeDay("2026-11-04"))).toBe("2026-11-04");
  expect(writeDay("")).toBe("");
});
