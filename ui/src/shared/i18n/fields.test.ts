// A person's fields and their values, in words.
import { beforeEach, expect, test } from "vitest";
import { fieldWords, valueWords } from "./fields";
import { language } from "./language.svelte";

beforeEach(() => {
  language.now = "es";
});

test.each([
  ["status", "unpaid", "Sin pagar"],
  ["country", "JP", "Japón"],
  ["language", "eu", "Euskera"],
  ["company", "status", "status"],
  ["status", "of a newer version", "of a newer version"],
  ["country", "", ""],
])("of %s, %s is told as “%s”", (field, value, words) => {
  expect(valueWords(field, value)).toBe(words);
});

test("a field of a newer version is told by its code", () => {
  expect(fieldWords("company")).not.toBe("company");
  expect(fieldWords("shoe_size")).toBe("shoe_size");
});
