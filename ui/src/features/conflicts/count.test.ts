// A quiet number: asked for when something was written, but not all the time.
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { ConflictCount } from "./count.svelte";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

test("however much is written, the number is asked for now and then, and ends at what there is", async () => {
  let open = 0;
  const count = vi.fn(() => Promise.resolve(open));
  const shown = new ConflictCount({ count });
  shown.look("e1");
  await vi.advanceTimersByTimeAsync(0);
  for (let i = 0; i < 50; i += 1) shown.look("e1");
  open = 2;
  await vi.advanceTimersByTimeAsync(10_000);
  expect(count).toHaveBeenCalledTimes(2);
  expect(shown.open).toBe(2);
});

test("another event begins at nothing, and a count that cannot be had leaves what is known", async () => {
  const count = vi.fn(() => Promise.resolve(3));
  const shown = new ConflictCount({ count });
  shown.look("e1");
  await vi.advanceTimersByTimeAsync(0);
  count.mockImplementation(() => Promise.reject(new Error("busy")));
  shown.look("e1");
  await vi.advanceTimersByTimeAsync(10_000);
  expect(shown.open).toBe(3);
  shown.look("e2");
  expect(shown.open).toBe(0);
});
