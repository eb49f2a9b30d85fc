// What the pages of people say of codes: statuses, where somebody is, fields and their values, what happened.
import type { CategoryView } from "../../generated/CategoryView";
import type { HistoryEntry } from "../../generated/HistoryEntry";
import type { Presence } from "../../generated/Presence";
import { m } from "../../paraglide/messages.js";
import * as formats from "../../shared/i18n/formats";
import { language } from "../../shared/i18n/language.svelte";
import { fieldWords, valueWords as coded } from "../../shared/i18n/fields";
import { wordsFor } from "../../shared/i18n/words";

export { fieldWords };

export const statuses = ["valid", "unpaid", "unapproved", "canceled", "blocked"] as const;
export const presences: readonly Presence[] = ["not_arrived", "inside", "left"];

/** "az. 24, 10:41" in the event's place. */
export function moment(at: number, timeZone: string): string {
  return formats.moment(at, timeZone, language.now);
}

/** Days as people say them; none of them is every day. */
export function dayWords(days: readonly string[]): string {
  if (days.length === 0) return m.every_day();
  return formats.list(
    days.map((day) => formats.weekdayAndDay(day, language.now)),
    language.now,
  );
}

/** A field's value as people read it. */
export function valueWords(
  field: string,
  value: string,
  categories: readonly CategoryView[],
  timeZone: string,
): string {
  if (field === "days") return dayWords(value.split(" ").filter((day) => day !== ""));
  if (value === "") return m.value_empty();
  if (field === "valid_from" || field === "valid_until") return moment(Number(value), timeZone);
  if (field !== "category") return coded(field, value);
  const words = categories.find((one) => one.id === value)?.words;
  return words?.[language.now] || words?.en || value;
}

/** The sentence of something that happened. */
export function historyWords(entry: HistoryEntry): string {
  const given = (name: string) => entry.params[name] ?? "";
  const coded = (name: string) => (given(name) === "" ? "" : (wordsFor(name, given(name)) ?? given(name)));
  const params = {
    checkpoint: given("checkpoint"),
    number: given("number"),
    printer: given("printer"),
    from: given("from"),
    to: given("to"),
    family: coded("family"),
    verdict: coded("verdict"),
    choice: coded("lead"),
    print: coded("badge"),
    settlement: coded("settlement"),
    why: given("text") || coded("override") || coded("reprint"),
  };
  return wordsFor("history", entry.code, params) ?? m.history_other();
}

/** What a printer said of a job that went wrong, or nothing. */
export function troubleWords(entry: HistoryEntry): string | null {
  const trouble = entry.params.print ?? "";
  return trouble === "" ? null : wordsFor("print", trouble);
}
