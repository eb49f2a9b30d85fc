import { flushSync, mount, unmount } from "svelte";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { dialogs } from "../shared/device/dialogs.svelte";
import { language } from "../shared/i18n/language.svelte";
import Paused from "./Paused.svelte";

let shown: Record<string, unknown>;
let inFront = true;

beforeEach(() => {
  vi.useFakeTimers();
  inFront = true;
  vi.spyOn(document, "hasFocus").mockImplementation(() => inFront);
  language.now = "en";
  shown = mount(Paused, { target: document.body });
  flushSync();
});
afterEach(async () => {
  await unmount(shown);
  vi.useRealTimers();
  vi.restoreAllMocks();
});

function move(to: "front" | "behind"): void {
  inFront = to === "front";
  window.dispatchEvent(new Event(inFront ? "focus" : "blur"));
  vi.advanceTimersByTime(300);
  flushSync();
}

const said = () => document.querySelector("[role=status]")?.textContent ?? "";

test("a window that is behind says that scans do not reach it, until it is in front again", () => {
  expect(said().trim()).toBe("");
  move("behind");
  expect(said()).toContain("Scanner paused");
  move("front");
  expect(said().trim()).toBe("");
});

test("a list of choices that opens for a moment is not worth a word", () => {
  window.dispatchEvent(new Event("blur"));
  vi.advanceTimersByTime(100);
  flushSync();
  expect(said().trim()).toBe("");
});

test("a dialog that the window itself opened is no reason", async () => {
  let answer: (path: string) => void = () => undefined;
  const asked = dialogs.during(new Promise<string>((resolve) => (answer = resolve)));
  move("behind");
  expect(said().trim()).toBe("");
  answer("/lists/people.csv");
  await asked;
  flushSync();
  expect(said()).toContain("Scanner paused");
});
