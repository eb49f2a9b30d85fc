import { expect, test } from "vitest";
import { pieces } from "./spans";

const shown = (text: string, ...spans: [number, number][]) =>
  pieces(
    text,
    spans.map(([from, to]) => ({ from, to })),
  )
    .map((p) => (p.marked ? `[${p.text}]` : p.text))
    .join("");

test.each([
  ["a match in the middle", "Jana Kováčová", [[5, 9]], "Jana [Ková]čová"],
  ["letters outside the first plane are one character each", "𠮷野 家", [[0, 1]], "[𠮷]野 家"],
  [
    "two matches in any order",
    "Ana Ana",
    [
      [4, 7],
      [0, 3],
    ],
    "[Ana] [Ana]",
  ],
  ["a span beyond the end", "Ana", [[1, 99]], "A[na]"],
  [
    "spans that overlap",
    "Anabel",
    [
      [0, 3],
      [2, 4],
    ],
    "[Ana][b]el",
  ],
  ["none", "Ana", [], "Ana"],
] as [string, string, [number, number][], string][])("%s", (_, text, spans, expected) => {
  expect(shown(text, ...spans)).toBe(expected);
});
