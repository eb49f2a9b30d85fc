// A badge is drawn in a moment, and for nobody whom somebody has left.
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import type { BadgePreview } from "../../generated/BadgePreview";
import { drawSoon } from "./drawing";

const made = { svg: "<svg/>" } as BadgePreview;

beforeEach(() => {
  vi.useFakeTimers();
});

afterEach(() => {
  vi.useRealTimers();
});

test("somebody who runs down a list asks for the last drawing only", async () => {
  const draw = vi.fn(() => Promise.resolve(made));
  const take = vi.fn();
  for (let rows = 0; rows < 5; rows += 1) drawSoon(draw, take)();
  drawSoon(draw, take);
  await vi.runAllTimersAsync();
  expect(draw).toHaveBeenCalledTimes(1);
  expect(take).toHaveBeenCalledExactlyOnceWith(made);
});

test("a drawing that comes after somebody went on is not taken", async () => {
  let come: (made: BadgePreview) => void = () => undefined;
  const take = vi.fn();
  const off = drawSoon(() => new Promise((resolve) => (come = resolve)), take);
  await vi.runAllTimersAsync();
  off();
  come(made);
  await vi.runAllTimersAsync();
  expect(take).not.toHaveBeenCalled();
});
