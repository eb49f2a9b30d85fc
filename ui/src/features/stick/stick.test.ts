import { flushSync, mount, tick, unmount } from "svelte";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import type { EventView } from "../../generated/EventView";
import type { StickCommands } from "../../shared/api/stick";
import { language } from "../../shared/i18n/language.svelte";
import StickSection from "./StickSection.svelte";
import { fileName } from "./words";

const event = { id: "e1", label: "boi-2026", time_zone: "Europe/Madrid" } as unknown as EventView;
let shown: Record<string, unknown> | undefined;

beforeEach(() => {
  language.now = "en";
});
afterEach(() => {
  if (shown) void unmount(shown);
  shown = undefined;
  document.body.replaceChildren();
});

function stick(over: Partial<StickCommands> = {}) {
  const read = {
    event: "e1",
    by: "Desk 3",
    written_at: Date.UTC(2026, 10, 24, 9, 12),
    changes: 12,
    refused: 0,
  };
  const rust = {
    chooseTarget: vi.fn((name: string) => Promise.resolve(`/media/stick/${name}`)),
    chooseFile: vi.fn(() => Promise.resolve("/media/stick/theirs.sarrera")),
    write: vi.fn(() => Promise.resolve({ changes: 4232, bytes: 1, devices: 7 })),
    read: vi.fn(() => Promise.resolve(read)),
    ...over,
  };
  shown = mount(StickSection, { target: document.body, props: { event, deviceName: "3. mahaia", rust } });
  flushSync();
  return rust;
}

async function press(id: string): Promise<string> {
  document.querySelector<HTMLButtonElement>(`#${id}`)?.click();
  for (let turn = 0; turn < 6; turn += 1) await tick();
  flushSync();
  return document.querySelector(".notice")?.textContent?.trim() ?? "";
}

test("what is saved bears the event's and the device's name, and says when the stick may be taken out", async () => {
  const rust = stick();
  expect(await press("stick-write")).toContain(
    "Saved: 4,232 changes, for 7 devices. You can take the stick out.",
  );
  expect(rust.write).toHaveBeenCalledWith("e1", "/media/stick/boi-2026-3-mahaia.sarrera");
});

test("what a file brought is told with whose it was and when", async () => {
  stick();
  expect(await press("stick-read")).toContain("From Desk 3, 24 Nov, 10:12. 12 changes were new here.");
});

test("whoever chooses no file is told nothing", async () => {
  const rust = stick({ chooseFile: () => Promise.resolve(null) });
  expect(await press("stick-read")).toBe("");
  expect(rust.read).not.toHaveBeenCalled();
});

test("a file that ends too early says what stays and what to do", async () => {
  const torn = { code: "stick_torn", params: { stored: "180" }, message: "torn" };
  stick({ read: () => Promise.reject(torn) });
  expect(await press("stick-read")).toContain("180 changes were taken in");
});

test("a single one of anything is one", async () => {
  const torn = { code: "stick_torn", params: { stored: "1" }, message: "torn" };
  stick({
    write: () => Promise.resolve({ changes: 1, bytes: 1, devices: 1 }),
    read: () => Promise.reject(torn),
  });
  expect(await press("stick-write")).toContain("Saved: 1 change, for 1 device.");
  expect(await press("stick-read")).toContain("1 change was taken in");
});

test("the button that was pressed keeps the cursor while the file is written", async () => {
  let written = () => undefined as unknown;
  const made = { changes: 1, bytes: 1, devices: 1 };
  stick({ write: () => new Promise((done) => (written = () => done(made))) });
  const button = document.querySelector<HTMLButtonElement>("#stick-write");
  button?.focus();
  await press("stick-write");
  expect(button?.disabled).toBe(false);
  expect(document.activeElement).toBe(button);
  written();
});

test("a device's name in any script becomes a file's name", () => {
  expect(fileName("boi-2026", "Kafetegia ☕ 2")).toBe("boi-2026-kafetegia-2.sarrera");
  expect(fileName("boi-2026", "受付")).toBe("boi-2026.sarrera");
});
