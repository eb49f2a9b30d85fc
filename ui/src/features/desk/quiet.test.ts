// The desk's figures follow what is written, in bursts and in streams that do not end.
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { AT_LATEST_MS, onceQuiet, QUIET_MS } from "./quiet";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

test("after a burst it looks once, when it is quiet", () => {
  const look = vi.fn();
  const again = onceQuiet(look);
  for (let scans = 0; scans < 4; scans += 1) {
    again.news();
    vi.advanceTimersByTime(QUIET_MS - 1);
  }
  expect(look).not.toHaveBeenCalled();
  vi.advanceTimersByTime(1);
  expect(look).toHaveBeenCalledTimes(1);
  vi.advanceTimersByTime(AT_LATEST_MS * 2);
  expect(look).toHaveBeenCalledTimes(1);
});

test("while an import writes for a minute it looks every two seconds, and nothing more once the page is left", () => {
  const look = vi.fn();
  const again = onceQuiet(look);
  for (let ms = 0; ms < 60_000; ms += 250) {
    again.news();
    vi.advanceTimersByTime(250);
  }
  expect(look.mock.calls.length).toBeGreaterThanOrEqual(25);
  expect(look.mock.calls.length).toBeLessThanOrEqual(30);
  look.mockClear();
  again.news();
  again.stop();
  vi.advanceTimersByTime(AT_LATEST_MS * 2);
  expect(look).not.toHaveBeenCalled();
});
