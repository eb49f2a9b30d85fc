import { flushSync, mount, tick, unmount } from "svelte";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import type { Dashboard } from "../../generated/Dashboard";
import type { EventView } from "../../generated/EventView";
import { language } from "../../shared/i18n/language.svelte";

const heard = vi.hoisted(() => ({ changed: (): void => undefined }));
const asked = vi.hoisted(() => ({ look: vi.fn() }));
vi.mock("../../shared/api/dashboard", () => ({ dashboard: asked }));
vi.mock("../../shared/api/events", () => ({
  onChanged: (take: () => void) => {
    heard.changed = take;
    return () => undefined;
  },
}));

import DashboardSection from "./DashboardSection.svelte";

const checkpoint = { id: "c1", label: "main", name: "Main entrance" };
const event = {
  id: "e1",
  label: "fair",
  name: "A fair",
  venue: "",
  time_zone: "Europe/Madrid",
  days: ["2026-11-24", "2026-11-25"],
  checkpoints: [checkpoint],
  categories: [
    { id: "visitor", words: { eu: "Bisitaria", es: "Visitante", en: "Visitor" }, pattern: "empty" },
  ],
  default_category: "visitor",
  registered: 3,
  demo: false,
  sections: ["dashboard", "people", "event", "setup", "badges", "device", "operators"],
} satisfies EventView;
const figures = {
  inside: 1284,
  capacity: 3000,
  arrived: 1412,
  expected: 1996,
  day: "2026-11-24",
  days: event.days,
  arrivals: { minutes: 5, from: Date.UTC(2026, 10, 24, 8, 0), counts: [4, 9], running: 1 },
  categories: [{ category: "visitor", arrived: 940, registered: 1448 }],
  badges_waiting: 0,
  badges_in_trouble: 1,
  conflicts: 0,
} satisfies Dashboard;

let page: Record<string, unknown> | undefined;
const text = () => document.body.textContent.replaceAll(/\s+/g, " ");

async function settled(): Promise<void> {
  for (let i = 0; i < 8; i += 1) await tick();
  flushSync();
}

beforeEach(async () => {
  vi.useFakeTimers();
  language.now = "en";
  asked.look.mockResolvedValue(figures);
  page = mount(DashboardSection, { target: document.body, props: { event, checkpoint } });
  await settled();
});

afterEach(async () => {
  if (page) await unmount(page);
  vi.useRealTimers();
  vi.clearAllMocks();
});

test("the day is told in figures of the interface's language", () => {
  expect(document.querySelector("#inside-now")?.textContent).toBe("1,284");
  expect(text()).toContain("of 3,000 places · 43%");
  expect(text()).toContain("Visitor 940 / 1,448");
});

test("the bars are a table too", async () => {
  document.querySelector<HTMLElement>("button[aria-pressed=false]")?.click();
  await settled();
  const rows = [...document.querySelectorAll("tbody tr")].map((row) => row.textContent.trim());
  expect(rows).toEqual(["9:004", "9:059"]);
});

test("a queue of scans is counted once in a while, and the last of them is never missed", async () => {
  for (let scans = 0; scans < 20; scans += 1) heard.changed();
  await vi.advanceTimersByTimeAsync(2100);
  await settled();
  expect(asked.look).toHaveBeenCalledTimes(2);
  asked.look.mockResolvedValue({ ...figures, inside: 1285 });
  heard.changed();
  await vi.advanceTimersByTimeAsync(2100);
  await settled();
  expect(document.querySelector("#inside-now")?.textContent).toBe("1,285");
});

test("figures that could not be read are said, and those that were stay", async () => {
  asked.look.mockRejectedValue({ code: "database_busy", params: {}, message: "Busy." });
  heard.changed();
  await vi.advanceTimersByTimeAsync(2100);
  await settled();
  expect(document.querySelector("[role=alert]")).not.toBeNull();
  expect(document.querySelector("#inside-now")?.textContent).toBe("1,284");
});

const wednesday = { ...figures, day: "2026-11-25", inside: 77 };
const list = () => document.querySelector("select");
const readable = () =>
  document.querySelector(".grid:not(.other) #inside-now")?.textContent ?? "nothing to read";

async function choose(day: string): Promise<void> {
  const select = list();
  if (select) select.value = day;
  select?.dispatchEvent(new Event("change", { bubbles: true }));
  await settled();
}

test("a day that is chosen stays chosen, and its figures come at once, though a look was on its way", async () => {
  let late: (tuesday: Dashboard) => void = () => undefined;
  asked.look.mockReturnValueOnce(new Promise((resolve) => (late = resolve)));
  heard.changed();
  await vi.advanceTimersByTimeAsync(2100);
  asked.look.mockResolvedValue(wednesday);
  await choose(wednesday.day);
  expect(asked.look).toHaveBeenLastCalledWith("e1", "c1", wednesday.day);
  expect([list()?.value, readable()]).toEqual([wednesday.day, "77"]);
  late(figures);
  await settled();
  expect([list()?.value, readable()]).toEqual([wednesday.day, "77"]);
});

test("where the chosen day's figures cannot be had, no other day's stand under its name", async () => {
  asked.look.mockRejectedValue({ code: "database_busy", params: {}, message: "Busy." });
  await choose(wednesday.day);
  expect([list()?.value, readable()]).toEqual([wednesday.day, "nothing to read"]);
  expect(document.querySelector("[role=alert]")).not.toBeNull();
  asked.look.mockResolvedValue(figures);
  await choose(figures.day);
  expect([list()?.value, readable()]).toEqual([figures.day, "1,284"]);
});
