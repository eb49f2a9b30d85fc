// What stage and rail say of a verdict, once and no more.
import { flushSync, mount, tick, unmount } from "svelte";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import type { Outcome } from "../../generated/Outcome";
import { language } from "../../shared/i18n/language.svelte";
import BadgeJob from "./parts/BadgeJob.svelte";
import NotFound from "./parts/NotFound.svelte";
import Verdict from "./parts/Verdict.svelte";
import { Desk } from "./state/desk.svelte";
import { Help } from "./state/help.svelte";
import { answer, event, NOW, printing, rust } from "./testing";

const shown: Record<string, unknown>[] = [];

beforeEach(() => {
  language.now = "en";
});
afterEach(async () => {
  for (const one of shown.splice(0)) await unmount(one);
});

const text = () => document.body.textContent.replaceAll(/\s+/g, " ");
const around = () => ({
  commands: rust(),
  event,
  checkpoint: "c1",
  sound: vi.fn(),
  focusSearch: vi.fn(),
  now: () => NOW,
});

function stage(outcome: Outcome): void {
  const props = { outcome, event, now: NOW, clockUnsure: false, turn: 1 };
  shown.push(mount(Verdict, { target: document.body, props }));
  flushSync();
}

test("what somebody is told on the way out stands there once", () => {
  const reasons = [{ code: "was_not_inside", params: {} }];
  stage(answer({ verdict: "not_inside", state: "left", reasons }));
  expect(text().match(/Was not counted inside/g)).toHaveLength(1);
});

test("a second code in one reading is said also where nobody stands behind it", () => {
  const reasons = ["code_not_found", "second_of_two"].map((code) => ({ code, params: {} }));
  stage(answer({ verdict: "unknown", state: "stopped", person: null, reasons }));
  expect(text()).toContain("Two codes were read at once");
});

test("a badge that lies in its printer says why it does not come out", async () => {
  const desk = new Desk(around());
  const print = printing({ reason: "out_of_paper" });
  desk.show(answer({ print }));
  shown.push(mount(BadgeJob, { target: document.body, props: { desk } }));
  await tick();
  expect(text()).toContain("On its way to the printer");
  expect(text()).toContain("The printer is out of paper");
});

test("where nothing was read, no empty code is shown", () => {
  const desk = new Desk(around());
  const outcome = answer({ verdict: "unknown", person: null, code: "" });
  const props = { desk, call: new Help(desk), outcome, scannerTest: vi.fn() };
  shown.push(mount(NotFound, { target: document.body, props }));
  flushSync();
  expect(document.querySelector(".read")).toBeNull();
  expect(text()).not.toContain("What was read");
});
