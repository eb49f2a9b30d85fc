// What the desk tells of today: how it goes at Ready, and of whoever is inside already what they did before.
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import type { DeskFigures } from "../../generated/DeskFigures";
import type { PathStep } from "../../generated/PathStep";
import { language } from "../../shared/i18n/language.svelte";
import { openPage, settled, text } from "./mounted";
import { answer, NOW } from "./testing";

vi.mock("@tauri-apps/api/event", () => ({ listen: () => Promise.resolve(() => undefined) }));

let close = () => Promise.resolve();

beforeEach(() => {
  language.now = "en";
});
afterEach(async () => {
  await close();
  vi.useRealTimers();
});

const figures = (over: Partial<DeskFigures> = {}): DeskFigures => ({
  arrived: 640,
  expected: 1996,
  inside: 618,
  lately: 38,
  lately_minutes: 5,
  own: 1126,
  own_of: "operator",
  ...over,
});

test("Ready tells who came in the last minutes, and how many the operator let in today", async () => {
  [, close] = await openPage({ figures: () => Promise.resolve(figures()) });
  expect(text(document.querySelector(".counts"))).toContain("In the last 5 minutes 38");
  expect(text(document.querySelector(".rail .title"))).toBe("Latest scans You today: 1,126");
});

test("where nobody is chosen it is the desk's own count", async () => {
  [, close] = await openPage({ figures: () => Promise.resolve(figures({ own_of: "device", own: 7 })) });
  expect(text(document.querySelector(".rail .title"))).toContain("This desk today: 7");
});

test("the last minutes go on where nothing is scanned", async () => {
  vi.useFakeTimers({ toFake: ["setInterval", "clearInterval"] });
  const asked = vi
    .fn()
    .mockResolvedValueOnce(figures())
    .mockResolvedValue(figures({ lately: 0 }));
  [, close] = await openPage({ figures: asked });
  vi.advanceTimersByTime(30_000);
  await settled();
  expect(text(document.querySelector(".counts"))).toContain("In the last 5 minutes 0");
});

const step = (over: Partial<PathStep>): PathStep => ({
  at: NOW,
  what: "entry",
  checkpoint: "Main entrance",
  device: "Desk 1",
  badge: false,
  ...over,
});
const path = [
  step({ at: NOW - 49 * 60_000, badge: true }),
  { at: NOW - 30 * 60_000, what: "badge", device: "Desk 1", badge: true } satisfies PathStep,
  step({ at: NOW - 10 * 60_000, what: "exit" }),
  step({ what: "this_scan", device: "Desk 3" }),
];
const inside = { verdict: "already_in", state: "stopped" as const };

test("whoever is inside already has their day told below the question", async () => {
  const pathTo = vi.fn(() => Promise.resolve(path));
  const scan = () => Promise.resolve(answer({ ...inside, scan: "s7" }));
  const [desk, closes] = await openPage({ pathTo, scan });
  close = closes;
  await desk.scan("AAAAAA");
  await settled();
  expect(pathTo).toHaveBeenCalledExactlyOnceWith("e1", "s7");
  const lines = [...document.querySelectorAll("#path-today + ol li")].map(text);
  expect(lines).toEqual([
    "9:52Main entrance · Desk 1 · came in · badge printed",
    "10:11Desk 1 · badge printed",
    "10:31Main entrance · Desk 1 · left",
    "10:41This scan · Desk 3",
  ]);
});

test("nobody else's day is asked for, and not that of a double scan", async () => {
  const pathTo = vi.fn(() => Promise.resolve(path));
  const scan = vi
    .fn()
    .mockResolvedValueOnce(answer())
    .mockResolvedValueOnce(answer({ ...inside, double_scan: true }));
  const [desk, closes] = await openPage({ pathTo, scan });
  close = closes;
  await desk.scan("AAAAAA");
  await desk.scan("AAAAAA");
  await settled();
  expect(pathTo).not.toHaveBeenCalled();
});

test("a day that can't be read leaves the question as it is", async () => {
  const pathTo = () => Promise.reject(new Error("busy"));
  const [desk, closes] = await openPage({ pathTo, scan: () => Promise.resolve(answer(inside)) });
  close = closes;
  await desk.scan("AAAAAA");
  await settled();
  expect(document.querySelector(".question")).not.toBeNull();
  expect(document.querySelector("#path-today")).toBeNull();
  expect(desk.said).toBeNull();
});
