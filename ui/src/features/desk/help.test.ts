import { afterEach, beforeEach, expect, test, vi } from "vitest";
import type { HelpView } from "../../generated/HelpView";
import type { DeskCommands } from "../../shared/api/commands";
import type { HelpCommands } from "../../shared/api/help";
import { language } from "../../shared/i18n/language.svelte";
import { openPage, press, settled } from "./mounted";
import type { Desk } from "./state/desk.svelte";
import { answer, NOW, somebody } from "./testing";

vi.mock("@tauri-apps/api/event", () => ({ listen: () => Promise.resolve(() => undefined) }));

const asked: HelpView = {
  id: "h1",
  reason: "blocked",
  scan: null,
  attendee: null,
  name: "",
  words: "",
  asked_at: NOW,
  desk: "Desk 3",
  checkpoint: "Main",
  operator: "",
  state: "open",
  answered_at: null,
  answered_by: "",
  answer_words: "",
  reasons: ["blocked", "other"],
  can: { on_the_way: true, done: true, withdraw: true, say_more: true },
};

let desk: Desk;
let close: () => Promise<void>;
let help: { [name in keyof HelpCommands]: ReturnType<typeof vi.fn> };

async function open(over: Partial<DeskCommands> = {}, here: HelpView | null = null): Promise<void> {
  help = {
    ask: vi.fn((_event: string, ask: { scan: string | null }) =>
      Promise.resolve({ ...asked, scan: ask.scan }),
    ),
    sayMore: vi.fn(() => Promise.resolve(asked)),
    answer: vi.fn((_e: string, _h: string, state: string) =>
      Promise.resolve({ ...asked, state, can: { ...asked.can, done: false } }),
    ),
    here: vi.fn(() => Promise.resolve(here)),
    open: vi.fn(() => Promise.resolve([])),
  };
  [desk, close] = await openPage(over, help as unknown as HelpCommands);
}

const line = () => document.querySelector("#help-line")?.textContent.replaceAll(/\s+/g, " ") ?? "";
const rail = () => document.querySelector(".rail")?.textContent.replaceAll(/\s+/g, " ") ?? "";

beforeEach(() => {
  language.now = "en";
});

afterEach(() => close());

test("one press asks about what is on the stage, and the line says so", async () => {
  await open();
  await desk.scan("AAAAAA");
  await settled();
  await press("F8");
  expect(help.ask).toHaveBeenCalledWith("e1", {
    checkpoint: "c1",
    scan: desk.outcome?.scan,
    attendee: "p1",
    badge_waits: false,
  });
  expect(line()).toContain("Help asked for at 10:41");
  expect(line()).toContain("Nobody has answered yet");
});

test("at Ready it is about nobody, and in a correction about whoever is corrected", async () => {
  await open();
  await desk.scan("AAAAAA");
  await settled();
  desk.openForm("correct");
  await settled();
  await press("F8");
  expect(help.ask).toHaveBeenLastCalledWith("e1", expect.objectContaining({ scan: null, attendee: "p1" }));
  await close();
  await open();
  await press("F8");
  expect(help.ask).toHaveBeenLastCalledWith("e1", expect.objectContaining({ scan: null, attendee: null }));
});

test("a second press shows who comes, and the call is taken back with a digit's button", async () => {
  await open(
    {},
    { ...asked, state: "on_the_way", answered_at: NOW, answered_by: "Nerea", answer_words: "2 min" },
  );
  expect(line()).toContain("On the way: Nerea, 10:41");
  await press("F8");
  expect(help.ask).not.toHaveBeenCalled();
  const buttons = [...document.querySelectorAll<HTMLButtonElement>(".help .answer")];
  expect(document.activeElement).toBe(buttons[0]);
  buttons.find((button) => button.textContent.includes("Take it back"))?.click();
  await settled();
  expect(help.answer).toHaveBeenCalledWith("e1", "h1", "withdrawn", "");
  expect(line()).toBe("");
});

test("why somebody is blocked is told in the rail only after F8", async () => {
  const reasons = [{ code: "blocked", params: { why: "Robo" } }];
  const blocked = answer({ verdict: "blocked", reasons, first: false, person: somebody() });
  await open({ scan: () => Promise.resolve(blocked) });
  await desk.scan("AAAAAA");
  await settled();
  expect(rail()).not.toContain("Robo");
  expect(rail()).toContain("ask for help (F8)");
  await press("F8");
  expect(rail()).toContain("Robo");
  expect(document.querySelector("main")?.textContent).not.toContain("Robo");
});

test("a call that could not be written is told, and the next press asks again", async () => {
  await open();
  help.ask.mockRejectedValueOnce({ code: "database_busy", params: {}, message: "Busy." });
  await press("F8");
  expect(document.querySelector(".rail [role=alert]")).not.toBeNull();
  await press("F8");
  expect(help.ask).toHaveBeenCalledTimes(2);
  expect(line()).toContain("Help asked for");
});

test("what the desk says more goes with its reason", async () => {
  await open({}, asked);
  await press("F8");
  const words = document.querySelector<HTMLInputElement>("#help-words") as HTMLInputElement;
  words.value = "no document";
  words.dispatchEvent(new Event("input", { bubbles: true }));
  words.closest("form")?.requestSubmit();
  await settled();
  expect(help.sayMore).toHaveBeenCalledWith("e1", "h1", "blocked", "no document");
});
