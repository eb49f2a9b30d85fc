// Where the focus goes: stage, rail, bars; and back to where it was after a dialog, a call for help or a scan.
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import type { HelpView } from "../../generated/HelpView";
import type { DeskCommands } from "../../shared/api/commands";
import type { HelpCommands } from "../../shared/api/help";
import { language } from "../../shared/i18n/language.svelte";
import { box, digit, openPage, press, settled, stops, text, type } from "./mounted";
import type { Desk } from "./state/desk.svelte";
import { answer, hit, NOW } from "./testing";

vi.mock("@tauri-apps/api/event", () => ({ listen: () => Promise.resolve(() => undefined) }));

const call: HelpView = {
  id: "h1",
  reason: "other",
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
    ask: vi.fn(() => Promise.resolve(call)),
    sayMore: vi.fn(() => Promise.resolve(call)),
    answer: vi.fn(() => Promise.resolve({ ...call, can: { ...call.can, done: false } })),
    here: vi.fn(() => Promise.resolve(here)),
    open: vi.fn(() => Promise.resolve([])),
  };
  [desk, close] = await openPage(over, help as unknown as HelpCommands);
}

const alreadyIn = { scan: () => Promise.resolve(answer({ verdict: "already_in" })) };
const answers = () => [...document.querySelectorAll<HTMLElement>(".asks .answer")];

beforeEach(() => {
  language.now = "en";
});
afterEach(() => close());

test("Tab comes to the stage, then to the search and the rail, and last to the keys", async () => {
  await open(alreadyIn, call);
  await desk.scan("AAAAAA");
  await settled();
  const rooms = stops().map((one) => one.closest("main, .search, aside, nav")?.className.split(" ")[0]);
  const inTurn = rooms.filter((room, at) => room !== rooms[at - 1]);
  expect(inTurn).toEqual(["search", "rail", "keys"]);
  desk.openForm("walk_in");
  await settled();
  const places = stops()
    .filter((one) => !one.closest(".search"))
    .map((one) => one.closest("main, aside, nav")?.tagName);
  expect(places.filter((place, at) => place !== places[at - 1])).toEqual(["MAIN", "ASIDE", "NAV"]);
});

test("a search that nobody sees takes no focus: behind a form its box is hidden", async () => {
  await open();
  await press("F3");
  expect(box().closest(".search.hidden")).not.toBeNull();
  expect(document.activeElement?.id).toBe("field-given_name");
});

test("the key sheet gives the focus back to whoever had it", async () => {
  await open(alreadyIn);
  await desk.scan("AAAAAA");
  await settled();
  answers()[1]?.focus();
  await press("F1");
  expect(document.querySelector("dialog")?.open).toBe(true);
  document.querySelector<HTMLElement>("dialog button")?.focus();
  await press("Escape");
  expect(document.activeElement).toBe(answers()[1]);
});

test("a key sheet whose page went on behind it leaves the focus with the search", async () => {
  await open(alreadyIn);
  await desk.scan("AAAAAA");
  await settled();
  await press("F1");
  desk.answer();
  (document.activeElement as HTMLElement).blur();
  document.querySelector<HTMLElement>("dialog button")?.focus();
  await settled();
  await press("Escape");
  expect(document.activeElement).toBe(box());
});

test("a scan over the key sheet closes it, and its question has the focus", async () => {
  await open(alreadyIn);
  await press("F1");
  await desk.scan("AAAAAA");
  await settled();
  expect(document.querySelector("dialog")).toBeNull();
  expect(document.activeElement).toBe(answers()[0]);
});

test("a scan over a form or a list leaves the focus in the search", async () => {
  await open({ find: () => Promise.resolve([hit()]) });
  await press("F3");
  await desk.scan("AAAAAA");
  await settled();
  expect(document.activeElement).toBe(box());
  await type("itz");
  document.querySelector<HTMLElement>("aside button")?.focus();
  await desk.scan("AAAAAA");
  await settled();
  expect(document.activeElement).toBe(box());
});

test("a call that is unfolded and folded leaves the focus with the question, and digits answer the question", async () => {
  await open(alreadyIn, call);
  await desk.scan("AAAAAA");
  await settled();
  answers()[2]?.focus();
  await press("F8");
  expect(text(document.querySelector(".help"))).toContain("Send");
  expect(document.activeElement).toBe(answers()[2]);
  await press("F8");
  expect(document.activeElement).toBe(answers()[2]);
  await press("F8");
  await digit("3");
  expect(help.answer).not.toHaveBeenCalled();
  expect(desk.shown.kind).toBe("ready");
});

test("a call that is settled with its question unanswered leads back to the question", async () => {
  await open(alreadyIn, call);
  await desk.scan("AAAAAA");
  await settled();
  await press("F8");
  document.querySelectorAll<HTMLElement>(".help .answer")[1]?.focus();
  (document.activeElement as HTMLElement).click();
  await settled();
  expect(help.answer).toHaveBeenCalledWith("e1", "h1", "done", "");
  expect(document.activeElement).toBe(answers()[0]);
});

test("a call takes the focus where nothing is asked, and gives it back to the search", async () => {
  await open({}, call);
  expect(document.activeElement).toBe(box());
  await press("F8");
  expect(document.activeElement?.closest(".help")).not.toBeNull();
  await press("Escape");
  expect(document.activeElement).toBe(box());
});
