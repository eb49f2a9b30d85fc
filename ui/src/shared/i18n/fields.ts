// What a person's fields are called and what their values say, wherever they are told.
import * as formats from "./formats";
import { language } from "./language.svelte";
import { wordsFor } from "./words";

/** What a field is called; one of a newer version by its code. */
export function fieldWords(field: string): string {
  return wordsFor("field", field) ?? field;
}

/** A value that is a code as people read it; any other stays as somebody wrote it. */
export function valueWords(field: string, value: string): string {
  const coded: Record<string, () => string | null> = {
    status: () => wordsFor("status", value),
    blocked: () => wordsFor("answer", value),
    mode: () => wordsFor("mode", value),
    presence: () => wordsFor("presence", value),
    lead_sharing: () => wordsFor("lead", value),
    country: () => formats.country(value, language.now),
    language: () => formats.capitalised(formats.languageName(value, language.now)),
  };
  return (value === "" ? null : coded[field]?.()) ?? value;
}
