// Dates, times and numbers as each of the three languages writes them: Intl, with the two corrections it needs.
import languages from "cldr-localenames-full/main/eu/languages.json";
import territories from "cldr-localenames-full/main/eu/territories.json";
import type { Language } from "./language.svelte";

/**
 * English here is British. Basque is written by this module: web views built on Chromium have no Basque in their
 * Intl, and what the others have needs correcting. Where Basque writes as Spanish does, Spanish helps out.
 */
const tags: Record<Language, string> = { eu: "es", es: "es", en: "en-GB" };

const euWeekdays = ["igandea", "astelehena", "asteartea", "asteazkena", "osteguna", "ostirala", "larunbata"];

const euMonths = [
  "urtarrilaren",
  "otsailaren",
  "martxoaren",
  "apirilaren",
  "maiatzaren",
  "ekainaren",
  "uztailaren",
  "abuztuaren",
  "irailaren",
  "urriaren",
  "azaroaren",
  "abenduaren",
];
const euMonthsShort = [
  "urt.",
  "ots.",
  "mar.",
  "api.",
  "mai.",
  "eka.",
  "uzt.",
  "abu.",
  "ira.",
  "urr.",
  "az.",
  "abe.",
];

/** "2026ko", "2025eko": the ending follows the last word of the number as it is read. */
export function yearOf(year: number): string {
  const endsInConsonant = [1, 5, 10, 15].includes(year % 20) || (year % 100 === 0 && year % 1000 !== 0);
  return `${year}${endsInConsonant ? "eko" : "ko"}`;
}

/** "24a", but "11" and "31": hamaika already ends in -a. */
function dayOf(day: number): string {
  return day === 11 || day === 31 ? `${day}` : `${day}a`;
}

interface Parts {
  year: number;
  month: number;
  day: number;
  weekday: string;
}

/** A day is an ISO date: it is the same day everywhere. */
function partsOfDay(day: string, language: Language): Parts {
  const date = new Date(`${day}T00:00:00Z`);
  const weekday =
    language === "eu"
      ? (euWeekdays[date.getUTCDay()] ?? "")
      : new Intl.DateTimeFormat(tags[language], { weekday: "long", timeZone: "UTC" }).format(date);
  return { year: date.getUTCFullYear(), month: date.getUTCMonth(), day: date.getUTCDate(), weekday };
}

function formatDay(day: string, language: Language, options: Intl.DateTimeFormatOptions): string {
  const date = new Date(`${day}T00:00:00Z`);
  return new Intl.DateTimeFormat(tags[language], { ...options, timeZone: "UTC" }).format(date);
}

/** "2026ko azaroaren 24a, asteartea", "martes, 24 de noviembre de 2026", "Tuesday, 24 November 2026". */
export function longDate(day: string, language: Language): string {
  const parts = partsOfDay(day, language);
  if (language === "eu")
    return `${yearOf(parts.year)} ${euMonths[parts.month] ?? ""} ${dayOf(parts.day)}, ${parts.weekday}`;
  const rest = formatDay(day, language, { day: "numeric", month: "long", year: "numeric" });
  return `${parts.weekday}, ${rest}`;
}

/** "az. 24", "24 nov", "24 Nov". */
export function shortDate(day: string, language: Language): string {
  const parts = partsOfDay(day, language);
  if (language === "eu") return `${euMonthsShort[parts.month] ?? ""} ${parts.day}`;
  return formatDay(day, language, { day: "numeric", month: "short" });
}

/** "asteartea 24", "martes 24", "Tuesday 24". */
export function weekdayAndDay(day: string, language: Language): string {
  const parts = partsOfDay(day, language);
  return `${parts.weekday} ${parts.day}`;
}

/** "10:41", "9:52": twenty-four hours in the event's place. */
export function time(at: number, timeZone: string): string {
  const parts = new Intl.DateTimeFormat("en-GB", {
    hour: "2-digit",
    minute: "2-digit",
    hourCycle: "h23",
    timeZone,
  }).formatToParts(at);
  const part = (type: string) => parts.find((p) => p.type === type)?.value ?? "";
  return `${Number(part("hour"))}:${part("minute")}`;
}

/** The ISO date of a moment in the event's place. */
export function dayAt(at: number, timeZone: string): string {
  return new Intl.DateTimeFormat("sv-SE", { dateStyle: "short", timeZone }).format(at);
}

/** "az. 24, 10:41" in the event's place. */
export function moment(at: number, timeZone: string, language: Language): string {
  return `${shortDate(dayAt(at, timeZone), language)}, ${time(at, timeZone)}`;
}

/** "10:41" of today, "az. 24, 10:41" of another day. */
export function timeOrMoment(at: number, timeZone: string, language: Language): string {
  return isToday(at, timeZone) ? time(at, timeZone) : moment(at, timeZone, language);
}

/** Whether it is of today, in the event's place. */
export function isToday(at: number, timeZone: string): boolean {
  return dayAt(at, timeZone) === dayAt(Date.now(), timeZone);
}

/** "1.284,5", "1,284.5". */
export function number(value: number, language: Language): string {
  return new Intl.NumberFormat(tags[language], { useGrouping: "always" as unknown as boolean }).format(value);
}

/** "% 43", "43 %", "43%". */
export function percent(share: number, language: Language): string {
  if (language === "eu") return `% ${Math.round(share * 100)}`;
  return new Intl.NumberFormat(tags[language], { style: "percent", maximumFractionDigits: 0 }).format(share);
}

/** "duela 49 minutu", "hace 49 min", "49 min ago"; a double scan is told in seconds. */
export function ago(ms: number, language: Language): string {
  const seconds = Math.max(1, Math.round(ms / 1000));
  if (seconds < 60) return agoIn(seconds, "second", language);
  const minutes = Math.round(ms / 60_000);
  const hours = Math.round(minutes / 60);
  if (minutes < 60) return agoIn(minutes, "minute", language);
  if (hours < 24) return agoIn(hours, "hour", language);
  return agoIn(Math.round(hours / 24), "day", language);
}

const euUnits = { second: "segundo", minute: "minutu", hour: "ordu", day: "egun" };

function agoIn(count: number, unit: keyof typeof euUnits, language: Language): string {
  if (language === "eu")
    return count === 1 ? `duela ${euUnits[unit]} bat` : `duela ${count} ${euUnits[unit]}`;
  return new Intl.RelativeTimeFormat(tags[language], { style: "short", numeric: "always" }).format(
    -count,
    unit,
  );
}

/** "Kharkiv, Dnipro y Lviv": the words of a list. */
export function list(words: string[], language: Language, last: "and" | "or" = "and"): string {
  if (language === "eu" && words.length > 1)
    return `${words.slice(0, -1).join(", ")} ${last === "and" ? "eta" : "edo"} ${words.at(-1) ?? ""}`;
  const type = last === "and" ? "conjunction" : "disjunction";
  return new Intl.ListFormat(tags[language], { type }).format(words);
}

/** The name of a country by its ISO code, or the code where it has none. */
export function country(code: string, language: Language): string {
  return nameOf("region", code.toUpperCase(), language);
}

/** The name of a language by its tag, or the tag where it has none. */
export function languageName(tag: string, language: Language): string {
  return nameOf("language", tag, language);
}

const inBasque: Record<"region" | "language", Record<string, string>> = {
  region: territories.main.eu.localeDisplayNames.territories,
  language: languages.main.eu.localeDisplayNames.languages,
};

function nameOf(type: "region" | "language", code: string, language: Language): string {
  if (code === "") return "";
  // A web view without Basque would say them in another language.
  if (language === "eu") return inBasque[type][code] ?? code;
  try {
    return new Intl.DisplayNames([language], { type }).of(code) ?? code;
  } catch {
    return code;
  }
}

/** Sorts words as the interface's language does. */
export function sorted<T>(items: T[], word: (item: T) => string, language: Language): T[] {
  const collator = new Intl.Collator(tags[language]);
  return [...items].sort((a, b) => collator.compare(word(a), word(b)));
}

/** A sentence's first letter; names never pass through here. */
export function capitalised(phrase: string): string {
  const [first = ""] = phrase;
  return first.toLocaleUpperCase() + phrase.slice(first.length);
}
