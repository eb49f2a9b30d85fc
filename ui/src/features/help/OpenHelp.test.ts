import { flushSync, mount, tick, unmount } from "svelte";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import type { HelpView } from "../../generated/HelpView";
import { help } from "../../shared/api/help";
import { language } from "../../shared/i18n/language.svelte";
import { Calls } from "./calls.svelte";
import OpenHelp from "./OpenHelp.svelte";

const NOW = Date.UTC(2026, 10, 24, 9, 41);

function call(over: Partial<HelpView> = {}): HelpView {
  return {
    id: "h1",
    reason: "blocked",
    scan: null,
    attendee: "p1",
    name: "Itziar Mendizabal",
    words: "says she speaks",
    asked_at: NOW,
    desk: "Desk 3",
    checkpoint: "Main",
    operator: "Nerea",
    state: "open",
    answered_at: null,
    answered_by: "",
    answer_words: "",
    reasons: [],
    can: { on_the_way: true, done: true, withdraw: false, say_more: false },
    ...over,
  };
}

let calls: Calls;
let page: Record<string, unknown> | undefined;

async function settled(): Promise<void> {
  for (let i = 0; i < 12; i += 1) await tick();
  flushSync();
}

async function show(...open: HelpView[]): Promise<void> {
  vi.spyOn(help, "open").mockResolvedValue(open);
  calls = new Calls();
  await calls.look("e1");
  page = mount(OpenHelp, { target: document.body, props: { calls, timeZone: "Europe/Madrid" } });
  await settled();
}

async function press(key: string): Promise<void> {
  window.dispatchEvent(new KeyboardEvent("keydown", { key, bubbles: true, cancelable: true }));
  await settled();
}

const text = () => document.body.textContent.replaceAll(/\s+/g, " ");

beforeEach(() => {
  language.now = "en";
});

afterEach(async () => {
  if (page) await unmount(page);
  vi.restoreAllMocks();
});

test("a call says which desk, why, about whom, who asked and since when", async () => {
  await show(call());
  for (const part of [
    "Desk 3 — Blocked registration",
    "Itziar Mendizabal · Main · Nerea",
    "says she speaks",
    "10:41",
  ])
    expect(text()).toContain(part);
});

test("one key answers the oldest call that nobody answered, with the words typed beside it", async () => {
  const coming = call({
    id: "h0",
    state: "on_the_way",
    answered_at: NOW,
    answered_by: "Ane",
    can: { on_the_way: false, done: true, withdraw: false, say_more: false },
  });
  await show(coming, call());
  const answer = vi.spyOn(help, "answer").mockResolvedValue(call());
  const field = document.querySelector<HTMLInputElement>("#words-h1");
  if (field) field.value = "two minutes";
  field?.dispatchEvent(new Event("input", { bubbles: true }));
  await press("F8");
  expect(answer).toHaveBeenCalledWith("e1", "h1", "on_the_way", "two minutes");
  expect(calls.unanswered).toBe(1);
});

test("the key finishes a call that somebody is on the way to, and nothing where nobody calls", async () => {
  await show(
    call({ state: "on_the_way", can: { on_the_way: false, done: true, withdraw: false, say_more: false } }),
  );
  const answer = vi.spyOn(help, "answer").mockResolvedValue(call());
  vi.spyOn(help, "open").mockResolvedValue([]);
  await press("F8");
  expect(answer).toHaveBeenCalledWith("e1", "h1", "done", "");
  expect(text()).toContain("Nobody is waiting for help.");
  await press("F8");
  expect(answer).toHaveBeenCalledOnce();
});

test("an answer that could not be written says so", async () => {
  await show(call());
  vi.spyOn(help, "answer").mockRejectedValue({ code: "help_over", params: {}, message: "Over." });
  await press("F8");
  expect(document.querySelector("[role=alert]")?.textContent).toContain("This call is closed already.");
});

test("whose call it is about is marked as what the letters are", async () => {
  await show(call({ name: "Олена Коваленко" }));
  const marked = [...document.body.querySelectorAll("[lang]")].map((one) => [
    one.textContent,
    one.getAttribute("lang"),
  ]);
  expect(marked).toEqual([["Олена Коваленко", "und-Cyrl"]]);
});
