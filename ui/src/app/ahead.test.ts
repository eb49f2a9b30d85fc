// The list of people is read ahead while the desk stands, and again when something changed.
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { AFTER_MS, EVERY_MS, readAhead } from "./ahead";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

test("everybody is read once the desk stands, then what was written, and nothing more of an event that was left", () => {
  const ahead = vi.fn<(event: string) => Promise<void>>(() => Promise.resolve());
  const stop = readAhead("e1", { ahead });
  expect(ahead).not.toHaveBeenCalled();
  vi.advanceTimersByTime(AFTER_MS);
  expect(ahead).toHaveBeenCalledExactlyOnceWith("e1");
  vi.advanceTimersByTime(EVERY_MS);
  expect(ahead).toHaveBeenCalledTimes(2);
  stop();
  vi.advanceTimersByTime(EVERY_MS * 3);
  expect(ahead).toHaveBeenCalledTimes(2);
});

test("a device that can't read now is asked again", async () => {
  const ahead = vi.fn(() => Promise.reject(new Error("busy")));
  const stop = readAhead("e1", { ahead });
  await vi.advanceTimersByTimeAsync(AFTER_MS + EVERY_MS);
  expect(ahead).toHaveBeenCalledTimes(2);
  stop();
});
