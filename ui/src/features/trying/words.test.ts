// What the scanner test says of what came, in the singular and the plural.
import { expect, test } from "vitest";
import { language } from "../../shared/i18n/language.svelte";
import { findingWords } from "./words";

const figures = { characters: 35, ms: 280, gapLeastMs: 4, gapMostMs: 9 };

test.each([
  ["en", 1, "1 character was lost"],
  ["en", 3, "3 characters were lost"],
  ["es", 1, "Se ha perdido 1 carácter"],
  ["es", 3, "Se han perdido 3 caracteres"],
  ["eu", 1, "Karaktere 1 galdu da"],
  ["eu", 3, "3 karaktere galdu dira"],
] as const)("in %s, %i lost characters are told as people say it", (locale, count, title) => {
  language.now = locale;
  expect(findingWords({ kind: "lost", count }, figures).title).toBe(title);
});
