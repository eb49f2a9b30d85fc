// What the page of conflicts says of kinds, facts and decisions.
import type { CategoryView } from "../../generated/CategoryView";
import type { ConflictFact } from "../../generated/ConflictFact";
import type { ConflictView } from "../../generated/ConflictView";
import type { EventView } from "../../generated/EventView";
import { m } from "../../paraglide/messages.js";
import { fieldWords, valueWords } from "../../shared/i18n/fields";
import * as formats from "../../shared/i18n/formats";
import { language } from "../../shared/i18n/language.svelte";
import { wordsFor } from "../../shared/i18n/words";

/** What kind it is; one of a newer version has no words yet. */
export function kindWords({ kind }: ConflictView): string {
  return wordsFor("conflict_kind", kind) ?? m.conflict_kind_other();
}

/** Where, or in which field; nothing where the kind says it all. */
export function scopeWords({ kind, scope }: ConflictView): string {
  return kind === "field" ? fieldWords(scope) : scope;
}

/** Whom or what it is about. */
export function nameOf({ person, device }: ConflictView): string {
  if (device) return device.name;
  if (!person) return m.conflicts_nobody();
  return person.name || m.conflicts_erased();
}

/** "az. 24, 10:41" in the event's place. */
export function moment(at: number, { time_zone }: EventView): string {
  return formats.moment(at, time_zone, language.now);
}

function categoryWords(value: string, categories: readonly CategoryView[]): string {
  const words = categories.find((one) => one.id === value)?.words;
  return words?.[language.now] || words?.en || value;
}

/** What a fact says, as people read it. */
export function factWords({ kind, scope }: ConflictView, { value }: ConflictFact, event: EventView): string {
  if (kind !== "field") return value;
  if (value === "") return scope === "days" ? m.every_day() : m.value_empty();
  if (scope === "category") return categoryWords(value, event.categories);
  if (scope === "valid_from" || scope === "valid_until") return moment(Number(value), event);
  if (scope !== "days") return valueWords(scope, value);
  return formats.list(
    value.split(" ").map((day) => formats.weekdayAndDay(day, language.now)),
    language.now,
  );
}

/** How it came to be, or where it is now. */
export function detailWords({ detail }: ConflictFact): string {
  return wordsFor("conflict_detail", detail) ?? detail;
}

/** A fact in few words: "Gate B, 10:04" or a badge's number. */
export function shortWords(conflict: ConflictView, fact: ConflictFact, event: EventView): string {
  if (conflict.kind === "two_badges") return fact.value;
  return `${fact.device}, ${formats.time(fact.at, event.time_zone)}`;
}
