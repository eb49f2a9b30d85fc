import { describe, expect, test } from "vitest";
import * as formats from "./formats";
import type { Language } from "./language.svelte";

const MADRID = "Europe/Madrid";
const DAY = "2026-11-24";
const plain = (text: string) => text.replaceAll(/[\u00a0\u202f]/g, " ");

/** DESIGN-UI §9, column by column. */
const table: Record<Language, Record<string, string>> = {
  eu: {
    long: "2026ko azaroaren 24a, asteartea",
    short: "az. 24",
    time: "10:41",
    number: "1.284,5",
    percent: "% 43",
    ago: "duela 49 minutu",
  },
  es: {
    long: "martes, 24 de noviembre de 2026",
    short: "24 nov",
    time: "10:41",
    number: "1.284,5",
    percent: "43 %",
    ago: "hace 49 min",
  },
  en: {
    long: "Tuesday, 24 November 2026",
    short: "24 Nov",
    time: "10:41",
    number: "1,284.5",
    percent: "43%",
    ago: "49 min ago",
  },
};

describe.each(Object.entries(table) as [Language, Record<string, string>][])("%s", (language, row) => {
  test("writes the table of the design", () => {
    expect({
      long: plain(formats.longDate(DAY, language)),
      short: plain(formats.shortDate(DAY, language)),
      time: formats.time(Date.parse("2026-11-24T09:41:00Z"), MADRID),
      number: plain(formats.number(1284.5, language)),
      percent: plain(formats.percent(0.43, language)),
      ago: plain(formats.ago(49 * 60_000, language)),
    }).toEqual(row);
  });
});

describe("Basque dates", () => {
  test.each([
    [2000, "2000ko"],
    [2010, "2010eko"],
    [2011, "2011ko"],
    [2015, "2015eko"],
    [2020, "2020ko"],
    [2021, "2021eko"],
    [2025, "2025eko"],
    [2026, "2026ko"],
    [2027, "2027ko"],
    [2030, "2030eko"],
    [2031, "2031ko"],
    [2100, "2100eko"],
    [2040, "2040ko"],
  ])("the ending of %i follows how it is read", (year, written) => {
    expect(formats.yearOf(year)).toBe(written);
  });

  test("hamaika takes no second -a", () => {
    expect(formats.longDate("2026-10-31", "eu")).toBe("2026ko urriaren 31, larunbata");
    expect(formats.longDate("2026-10-11", "eu")).toBe("2026ko urriaren 11, igandea");
  });
});

test("hours are in the event's place, without a leading nought", () => {
  expect(formats.time(Date.parse("2026-11-24T08:52:00Z"), MADRID)).toBe("9:52");
  expect(formats.time(Date.parse("2026-11-23T23:05:00Z"), MADRID)).toBe("0:05");
});

test("a moment has its day and its time", () => {
  expect(formats.moment(Date.parse("2026-11-24T09:41:00Z"), MADRID, "eu")).toBe("az. 24, 10:41");
});

test("a moment late in the evening in UTC is the next day in Bilbao", () => {
  expect(formats.dayAt(Date.parse("2026-11-23T23:30:00Z"), MADRID)).toBe("2026-11-24");
});

test("thousands have their dot in Spanish under ten thousand too", () => {
  expect(formats.number(1996, "es")).toBe("1.996");
  expect(formats.number(1996, "eu")).toBe("1.996");
});

test("one of a thing is said as Basque says it, and lists end with eta", () => {
  expect(formats.ago(60_000, "eu")).toBe("duela minutu bat");
  expect(formats.ago(2 * 3_600_000, "eu")).toBe("duela 2 ordu");
  expect(formats.list(["asteartea 24", "asteazkena 25"], "eu")).toBe("asteartea 24 eta asteazkena 25");
  expect(formats.list(["asteartea 24"], "eu")).toBe("asteartea 24");
});

test("ñ stands after n", () => {
  expect(formats.sorted(["Ñandú", "Nube", "Oso"], (w) => w, "es")).toEqual(["Nube", "Ñandú", "Oso"]);
});

test("a code that is no country is shown as it is", () => {
  expect(formats.country("UA", "eu")).toBe("Ukraina");
  expect(formats.languageName("uk", "eu")).toBe("ukrainera");
  expect(formats.country("nowhere", "en")).toBe("NOWHERE");
});

test("a moment ago is told in seconds, never as none", () => {
  expect(formats.ago(12_000, "eu")).toBe("duela 12 segundo");
  expect(plain(formats.ago(12_400, "es"))).toBe("hace 12 s");
  expect(plain(formats.ago(0, "en"))).toMatch(/^1 sec/);
});

test("long ago is told in hours and days", () => {
  expect(plain(formats.ago(3 * 3_600_000, "en"))).toBe("3 hr ago");
  expect(plain(formats.ago(50 * 3_600_000, "es"))).toContain("2");
});
