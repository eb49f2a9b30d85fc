// What only the whole window does: files dropped on it, and the state that is never hidden.
import { flushSync, mount, tick, unmount } from "svelte";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import type { Failure } from "../generated/Failure";
import { answer, event, NOW, rust } from "../features/desk/testing";
import preview from "../features/import/recorded/open.json";
import { language } from "../shared/i18n/language.svelte";

const news = vi.hoisted(() => new Map<string, (event: { payload: unknown }) => void>());
vi.mock("@tauri-apps/api/event", () => ({
  listen: (name: string, take: (event: { payload: unknown }) => void) => {
    news.set(name, take);
    return Promise.resolve(() => news.delete(name));
  },
}));
const asked = vi.hoisted(() => ({ preview: vi.fn(), overview: vi.fn(), desk: {} }));
vi.mock("../shared/api/commands", () => ({
  device: { overview: asked.overview, setLanguage: () => Promise.resolve() },
  desk: asked.desk,
  imports: { preview: asked.preview, runs: () => Promise.resolve([]) },
  badges: { printers: () => Promise.resolve([]) },
  events: {},
}));

import App from "./App.svelte";

let app: Record<string, unknown> | undefined;

async function settled(): Promise<void> {
  for (let i = 0; i < 20; i += 1) await tick();
  flushSync();
}

async function hear(name: string, payload: unknown): Promise<void> {
  news.get(name)?.({ payload });
  await settled();
}

const text = () => document.body.textContent.replaceAll(/\s+/g, " ");

beforeEach(async () => {
  language.now = "en";
  localStorage.clear();
  Object.assign(asked.desk, rust({ scan: () => Promise.resolve(answer()) }));
  asked.preview.mockResolvedValue(preview);
  asked.overview.mockResolvedValue({
    state: "open",
    keychain: true,
    asks_passphrase: false,
    device_name: "Desk 1",
    version: "0.1.0",
    events: [event],
    now: NOW,
    recovery_key_unseen: false,
    closed: null,
    unsaved: null,
  });
  app = mount(App, { target: document.body });
  await settled();
});

afterEach(async () => {
  if (app) await unmount(app);
  vi.clearAllMocks();
});

test("a file dropped on the desk opens the import with it", async () => {
  expect(document.querySelector("main.stage")).not.toBeNull();
  await hear("tauri://drag-drop", { paths: ["/lists/people.csv"] });
  expect(asked.preview).toHaveBeenCalledOnce();
  expect(asked.preview).toHaveBeenCalledWith("/lists/people.csv", expect.anything());
  expect(document.querySelector("#panel-people")).not.toBeNull();
  expect(document.querySelector("select[aria-label^='Field: ']")).not.toBeNull();
});

test("a second file dropped on the open import is looked at once", async () => {
  await hear("tauri://drag-drop", { paths: ["/lists/people.csv"] });
  await hear("tauri://drag-drop", { paths: ["/lists/others.csv"] });
  expect(asked.preview).toHaveBeenCalledTimes(2);
  expect(asked.preview).toHaveBeenLastCalledWith("/lists/others.csv", expect.anything());
});

test("saving that stopped is said in the bar until it works again", async () => {
  const failure: Failure = { code: "disk_full", params: {}, message: "Full." };
  expect(text()).toContain("Everything saved");
  await hear("saving", failure);
  expect(text()).not.toContain("Everything saved");
  await hear("saving", null);
  expect(text()).toContain("Everything saved");
});
