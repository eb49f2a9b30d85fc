import { expect, test } from "vitest";
import { labelled, scale } from "./bars";

test.each([
  [0, [0, 1]],
  [1, [0, 1]],
  [4, [0, 1, 2, 3, 4]],
  [7, [0, 2, 4, 6, 8]],
  [92, [0, 25, 50, 75, 100]],
  [640, [0, 200, 400, 600, 800]],
])("a chart up to %i has the lines %j", (highest, lines) => {
  expect(scale(highest)).toEqual(lines);
});

test("times stand below every bar, or below few of many", () => {
  expect(labelled(3)).toEqual([0, 1, 2]);
  expect(labelled(36)).toHaveLength(8);
  expect(labelled(0)).toEqual([]);
});
