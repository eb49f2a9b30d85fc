// What a screen reader says of a verdict: one message, polite where nothing is in its way, and always again.
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import type { DeskCommands } from "../../shared/api/commands";
import { language } from "../../shared/i18n/language.svelte";
import { openPage, settled } from "./mounted";
import { REST_AFTER_MS, type Desk } from "./state/desk.svelte";
import { answer, NOW, somebody } from "./testing";

vi.mock("@tauri-apps/api/event", () => ({ listen: () => Promise.resolve(() => undefined) }));

let desk: Desk;
let close: () => Promise<void>;

async function open(over: Partial<DeskCommands> = {}): Promise<void> {
  [desk, close] = await openPage(over);
}

async function scan(): Promise<void> {
  await desk.scan("AAAAAA");
  await settled();
}

const region = (manner: string) => document.querySelector(`[aria-live=${manner}]`)?.textContent ?? "";

beforeEach(() => {
  language.now = "en";
  vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
});
afterEach(async () => {
  await close();
  vi.useRealTimers();
});

test("word, name and reason are one message, which waits for what is being read", async () => {
  const since = { since: NOW, since_device: "Desk 2" };
  await open({ scan: () => Promise.resolve(answer({ verdict: "already_in", ...since })) });
  await scan();
  expect(region("polite").trim()).toMatch(/^Already in\. Itziar Mendizabal\. .*Desk 2/);
  expect(region("assertive")).toBe("");
  expect(document.querySelector("[aria-live=polite]")?.getAttribute("aria-atomic")).toBe("true");
});

test("the next verdict does not wait until the one before is read", async () => {
  const scanned = vi
    .fn()
    .mockResolvedValueOnce(answer())
    .mockResolvedValueOnce(answer({ person: somebody({ id: "p2", name: "Jon Agirre" }) }));
  await open({ scan: scanned });
  await scan();
  await scan();
  expect(region("assertive")).toContain("Go ahead. Jon Agirre");
  expect(region("polite")).toBe("");
});

test("somebody who has to be stopped is said at once, and not why", async () => {
  const reasons = [{ code: "blocked", params: { why: "Theft" } }];
  await open({ scan: () => Promise.resolve(answer({ verdict: "blocked", reasons, first: false })) });
  await scan();
  expect(region("assertive")).toContain("Blocked. Itziar Mendizabal. ");
  expect(region("assertive")).not.toContain("Theft");
});

test("the same verdict is a new message each time: at once after the first, and after the way back to Ready", async () => {
  await open();
  await scan();
  const first = region("polite");
  await scan();
  const second = region("assertive");
  await scan();
  expect(region("assertive")).not.toBe(second);
  expect(region("assertive").trim()).toBe(first.trim());
  vi.advanceTimersByTime(REST_AFTER_MS);
  await settled();
  expect(region("polite") + region("assertive")).toBe("");
  await scan();
  expect(region("polite").trim()).toBe(first.trim());
});

test("how many were found is said beside the search", async () => {
  await open();
  desk.type("kova");
  await settled();
  expect(document.querySelector(".search [role=status]")?.textContent).toBe("0 results");
});

test("a scan that was not saved is said at once, and a second one again", async () => {
  const failure = { code: "disk_full", message: "disk full", params: {} };
  await open({ scan: vi.fn().mockRejectedValue(failure) });
  await scan();
  const first = region("assertive");
  expect(first).toMatch(/^Not saved\. .*disk/i);
  await scan();
  expect(region("assertive")).toMatch(/^Not saved/);
  expect(region("assertive")).not.toBe(first);
});
