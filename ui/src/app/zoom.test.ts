// Ctrl with plus, minus and nought, on any page of the window.
import { flushSync, mount, tick, unmount } from "svelte";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { preferences } from "../shared/device/preferences.svelte";

vi.mock("@tauri-apps/api/event", () => ({ listen: () => Promise.resolve(() => undefined) }));
const overview = vi.hoisted(() => vi.fn());
vi.mock("../shared/api/commands", () => ({
  device: { overview },
  desk: {},
  imports: {},
  badges: {},
  events: {},
}));

import App from "./App.svelte";

let app: Record<string, unknown>;

async function settled(): Promise<void> {
  for (let i = 0; i < 20; i += 1) await tick();
  flushSync();
}

/** Presses a key with Ctrl; returns whether the web view is kept from doing its own with it. */
function press(key: string): boolean {
  const pressed = new KeyboardEvent("keydown", { key, ctrlKey: true, bubbles: true, cancelable: true });
  (document.activeElement ?? document.body).dispatchEvent(pressed);
  return pressed.defaultPrevented;
}

const zoom = () => document.documentElement.style.getPropertyValue("--zoom");

beforeEach(async () => {
  localStorage.clear();
  overview.mockResolvedValue({
    state: "fresh",
    keychain: true,
    asks_passphrase: false,
    device_name: "",
    version: "0.1.0",
    events: [],
    now: 0,
    left: [],
    recovery_key_unseen: false,
    closed: null,
    unsaved: null,
    clock_behind: null,
  });
  app = mount(App, { target: document.body });
  await settled();
});

afterEach(async () => {
  await unmount(app);
  preferences.zoomBy(0);
});

test("Ctrl with + or = makes everything larger, with − smaller, with 0 as usual", () => {
  for (const [key, size] of [
    ["+", "1.1"],
    ["=", "1.25"],
    ["-", "1.1"],
    ["+", "1.25"],
    ["0", "1"],
  ] as const) {
    expect(press(key)).toBe(true);
    expect(zoom()).toBe(size);
  }
});

test("letters grow to twice their size and no further, and shrink to their own", () => {
  for (let i = 0; i < 9; i += 1) press("+");
  expect(zoom()).toBe("2");
  for (let i = 0; i < 9; i += 1) press("-");
  expect(zoom()).toBe("1");
});
