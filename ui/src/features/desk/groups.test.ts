// Groups and badges in boxes at the desk, by the keyboard.
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import type { GroupReport } from "../../generated/GroupReport";
import type { GroupView } from "../../generated/GroupView";
import type { MemberDone } from "../../generated/MemberDone";
import type { MemberView } from "../../generated/MemberView";
import type { DeskCommands } from "../../shared/api/commands";
import { language } from "../../shared/i18n/language.svelte";
import { openPage, settled as drawn, text } from "./mounted";
import type { Desk } from "./state/desk.svelte";
import { answer, NOW, printing, somebody } from "./testing";

let heard: (progress: { done: number; of: number }) => void = () => undefined;
vi.mock("@tauri-apps/api/event", () => ({
  listen: (name: string, take: (event: { payload: { done: number; of: number } }) => void) => {
    if (name === "group-progress") heard = (payload) => take({ payload });
    return Promise.resolve(() => undefined);
  },
}));

let desk: Desk;
let close: () => Promise<void>;
let commands: DeskCommands;

function member(id: string, over: Partial<MemberView> = {}): MemberView {
  return {
    id,
    name: `Ane ${id}`,
    latin: null,
    company: "Zubiola",
    category: "visitor",
    state: "not_arrived",
    verdict: "admitted",
    reasons: [],
    waits_in: null,
    enters: true,
    collects: true,
    ...over,
  };
}

const unpaid = { verdict: "unpaid", reasons: [{ code: "unpaid", params: {} }] };
const order: GroupView = {
  by: "order",
  label: "K7QP4",
  of: 4,
  members: [
    member("p1", { state: "inside", verdict: "already_in", enters: false }),
    member("p2"),
    member("p3"),
    member("p4", { state: "stopped", enters: false, collects: false, ...unpaid }),
  ],
};

function done(id: string, over: Partial<MemberDone> = {}): MemberDone {
  return {
    id,
    name: `Ane ${id}`,
    result: "in",
    scan: `s-${id}`,
    verdict: "admitted",
    reasons: [],
    boxed: null,
    prints: true,
    ...over,
  };
}

const reportOf = (all: MemberDone[], over: Partial<GroupReport> = {}): GroupReport => ({
  done: all,
  of: all.length,
  cancelled: false,
  failed: null,
  ...over,
});

async function open(over: Partial<DeskCommands> = {}): Promise<void> {
  [desk, close] = await openPage({ groupOf: vi.fn(() => Promise.resolve(order)), ...over });
  commands = desk.around.commands;
  await settled();
}

/** Makes the window so many pixels high. */
function high(px: number): void {
  vi.stubGlobal("innerHeight", px);
  window.dispatchEvent(new Event("resize"));
}

async function settled(): Promise<void> {
  await vi.advanceTimersByTimeAsync(150);
  await drawn();
}

async function press(key: string, more: KeyboardEventInit = {}): Promise<void> {
  const from = document.activeElement ?? document.body;
  from.dispatchEvent(new KeyboardEvent("keydown", { key, bubbles: true, cancelable: true, ...more }));
  await settled();
}

const ctrl = { ctrlKey: true };
const stage = () => document.querySelector("main");
const rail = () => document.querySelector(".rail");
const ticks = () => [...document.querySelectorAll<HTMLInputElement>("main input[type=checkbox]")];

async function openGroup(): Promise<void> {
  await desk.scan("AAAAAA");
  await settled();
  await press("g", ctrl);
}

beforeEach(() => {
  vi.useFakeTimers();
  high(1080);
  language.now = "en";
});

afterEach(async () => {
  await close();
  vi.useRealTimers();
});

test("a scan says whom the person came with, and where each of them stands", async () => {
  await open();
  await desk.scan("AAAAAA");
  await settled();
  expect(text(rail())).toContain("4 of this order");
  expect(text(rail())).toContain("Not arrived");
  expect(text(rail())).toContain("Unpaid");
  expect(text(document.querySelector(".keys"))).toContain("The group");
});

test("those who have not arrived are ticked; Space, the arrows and Ctrl+A change that", async () => {
  await open();
  await openGroup();
  expect(ticks().map((one) => one.checked)).toEqual([false, true, true, false]);
  expect(document.activeElement).toBe(ticks()[1]);
  await press("ArrowDown");
  expect(document.activeElement).toBe(ticks()[2]);
  (document.activeElement as HTMLElement).click();
  await settled();
  expect(ticks().map((one) => one.checked)).toEqual([false, true, false, false]);
  await press("a", ctrl);
  expect(ticks().every((one) => one.checked)).toBe(true);
  expect(text(stage())).toContain("4 of 4 ticked");
});

test("Ctrl+Enter lets in whoever is ticked, and says how many are in and who is not, and why", async () => {
  const admitGroup = vi.fn(() =>
    Promise.resolve(reportOf([done("p2"), done("p4", { result: "stopped", ...unpaid, prints: false })])),
  );
  await open({ admitGroup });
  await openGroup();
  await press("Enter", ctrl);
  expect(admitGroup).toHaveBeenCalledWith("e1", "c1", ["p2", "p3"], "admit", "with_badge");
  expect(text(stage()?.querySelector("h1") ?? null)).toBe("1 in");
  expect(text(stage())).toContain("1 stopped");
  expect(text(stage())).toContain("Ane p4");
  expect(text(stage())).toContain("Unpaid");
  await press("Enter");
  await press("Escape");
  expect(desk.shown.kind).toBe("ready");
});

test("badges alone are given out to whoever still wants one", async () => {
  const admitGroup = vi.fn(() =>
    Promise.resolve(reportOf([done("p1", { result: "collected", scan: null })])),
  );
  await open({ admitGroup });
  await openGroup();
  document.querySelector<HTMLInputElement>("input[name=group-mode][value=badges]")?.click();
  await settled();
  expect(text(rail())).toContain("Nobody is let in.");
  await press("Enter", ctrl);
  expect(admitGroup).toHaveBeenCalledWith("e1", "c1", ["p1", "p2", "p3"], "badges_only", "with_badge");
  expect(text(stage()?.querySelector("h1") ?? null)).toBe("1 badge");
});

test("a scan is answered while the group goes on, which says how far it is and then what became of it", async () => {
  let end: (report: GroupReport) => void = () => undefined;
  const admitGroup = vi.fn(() => new Promise<GroupReport>((resolve) => (end = resolve)));
  await open({ admitGroup });
  await openGroup();
  await press("Enter", ctrl);
  heard({ done: 1, of: 2 });
  await settled();
  expect(text(rail())).toContain("The group: 1 of 2");
  await desk.scan("BBBBBB");
  await settled();
  expect(stage()?.dataset.v).toBe("admit");
  expect(text(rail())).toContain("The group: 1 of 2");
  end(reportOf([done("p2"), done("p3")]));
  await settled();
  expect(text(stage()?.querySelector(".name") ?? null)).toBe("Itziar Mendizabal");
  expect(text(rail())).toContain("2 in");
});

test("a scan is answered while a group goes on that waited for a printer", async () => {
  const admitGroup = vi
    .fn(() => new Promise<GroupReport>(() => undefined))
    .mockRejectedValueOnce({ code: "no_printer", params: {}, message: "No printer." });
  await open({ admitGroup });
  await openGroup();
  document.querySelector<HTMLInputElement>("input[name=group-mode][value=badges]")?.click();
  await settled();
  await press("Enter", ctrl);
  expect(desk.question).toBe("printer");
  void desk.printThere();
  await settled();
  expect(admitGroup).toHaveBeenCalledTimes(2);
  await desk.scan("BBBBBB");
  await settled();
  expect(commands.scan).toHaveBeenLastCalledWith("e1", "c1", "BBBBBB");
  expect(stage()?.dataset.v).toBe("admit");
});

test("a group under way can be stopped by the button that has the focus", async () => {
  const cancelGroup = vi.fn(() => Promise.resolve());
  await open({ admitGroup: vi.fn(() => new Promise<GroupReport>(() => undefined)), cancelGroup });
  await openGroup();
  await press("Enter", ctrl);
  const focused = document.activeElement as HTMLElement;
  expect(text(focused)).toBe("Stop");
  focused.click();
  expect(cancelGroup).toHaveBeenCalled();
});

test("a stop says that it is on its way, and why it failed", async () => {
  const cancelGroup = vi
    .fn(() => Promise.resolve())
    .mockRejectedValueOnce({ code: "disk_full", params: {}, message: "No." });
  await open({ admitGroup: vi.fn(() => new Promise<GroupReport>(() => undefined)), cancelGroup });
  await openGroup();
  await press("Enter", ctrl);
  const stop = document.activeElement as HTMLElement;
  stop.click();
  await settled();
  expect(desk.said?.bad).toBe(true);
  expect(text(rail())).not.toContain("Stopping");
  stop.click();
  await settled();
  expect(text(rail())).toContain("Stopping after this person.");
});

test("what became of a group stays in sight until somebody looked, before the next person's group", async () => {
  let end: (report: GroupReport) => void = () => undefined;
  await open({ admitGroup: vi.fn(() => new Promise<GroupReport>((resolve) => (end = resolve))) });
  await openGroup();
  await press("Enter", ctrl);
  await desk.scan("BBBBBB");
  await settled();
  end(reportOf([done("p2"), done("p3", { result: "stopped", ...unpaid })]));
  await settled();
  await desk.scan("CCCCCC");
  await settled();
  expect(text(rail())).toContain("1 in, 1 stopped");
  await press("g", ctrl);
  expect(text(stage()?.querySelector("h1") ?? null)).toBe("1 in");
  await desk.scan("DDDDDD");
  await settled();
  expect(text(rail())).not.toContain("1 stopped");
});

test("the next group is let in, whatever was done with the one before", async () => {
  const admitGroup = vi.fn(() => Promise.resolve(reportOf([done("p2")])));
  await open({ admitGroup });
  await openGroup();
  document.querySelector<HTMLInputElement>("input[name=group-mode][value=badges]")?.click();
  await settled();
  await openGroup();
  await press("Enter", ctrl);
  expect(admitGroup).toHaveBeenCalledWith("e1", "c1", ["p2", "p3"], "admit", "with_badge");
});

test("whoever a group leaves outside is told as the stage would tell it", async () => {
  const reasons = [{ code: "category_elsewhere", params: {} }];
  const stopped = done("p2", { result: "stopped", verdict: "other_event", reasons });
  await open({ admitGroup: vi.fn(() => Promise.resolve(reportOf([stopped]))) });
  await openGroup();
  await press("Enter", ctrl);
  expect(text(stage())).toContain("Other session");
  expect(text(stage())).not.toContain("Other event");
});

test("a company that is too large for a list is searched", async () => {
  const large: GroupView = { by: "company", label: "Grande SA", of: 412, members: [] };
  await open({ groupOf: vi.fn(() => Promise.resolve(large)) });
  await desk.scan("AAAAAA");
  await settled();
  expect(text(rail())).toContain("412 of this company");
  await press("g", ctrl);
  expect(desk.search.text).toBe("Grande SA");
});

test("a badge in a box is said large, and where it is not there F5 prints another", async () => {
  const badge = { number: "K7QP", issued: NOW, waits_in: null, print: null };
  const boxed = answer({ boxed: { label: "K–M", replaceable: true }, person: somebody({ badge }) });
  const reprint = vi.fn(() => Promise.resolve(printing({ job: "j9" })));
  await open({
    scan: vi.fn(() => Promise.resolve(boxed)),
    reprint,
    groupOf: vi.fn(() => Promise.resolve(null)),
  });
  await desk.scan("AAAAAA");
  await settled();
  expect(text(rail()?.querySelector(".label") ?? null)).toBe("K–M");
  await press("F5");
  expect(reprint).toHaveBeenCalledWith("e1", "p1", "lost");
  expect(text(rail())).not.toContain("K–M");
});

test("an undo says into which box the badge goes back", async () => {
  const undoScan = vi.fn((_e: string, scan: string) =>
    Promise.resolve({ scan, voided: [], paper_back: false, box_back: "K–M" }),
  );
  await open({ undoScan });
  await desk.scan("AAAAAA");
  await settled();
  await press("z", ctrl);
  expect(text(rail())).toContain("Put the badge back in box K–M.");
});

test("F5 prints another for whoever's badge is not in its box, not the one that failed before", async () => {
  const badge = { number: "K7QP", issued: NOW, waits_in: null, print: null };
  const boxed = answer({ boxed: { label: "K–M", replaceable: true }, person: somebody({ badge }) });
  const reprint = vi.fn(() => Promise.resolve(printing({ job: "j9" })));
  const retryPrint = vi.fn(() => Promise.resolve(printing({ job: "j1" })));
  await open({
    scan: vi.fn(() => Promise.resolve(boxed)),
    reprint,
    retryPrint,
    groupOf: vi.fn(() => Promise.resolve(null)),
  });
  desk.printChanged(printing({ job: "j1", state: "failed", attendee: "p7", name: "Somebody before" }));
  await desk.scan("AAAAAA");
  await settled();
  await press("F5");
  expect(retryPrint).not.toHaveBeenCalled();
  expect(reprint).toHaveBeenCalledWith("e1", "p1", "lost");
});

test("the group of the person before is nobody's whom the next scan shows", async () => {
  await open();
  await desk.scan("AAAAAA");
  await settled();
  await press("g", ctrl);
  expect(desk.shown.kind).toBe("group");
  commands.groupOf = vi.fn(() => Promise.resolve(null));
  await desk.scan("BBBBBB");
  await settled();
  expect(text(document.querySelector(".keys"))).not.toContain("The group");
  await press("g", ctrl);
  expect(desk.shown.kind).toBe("verdict");
});

test("in a low window the group folds to its names and its key, and the latest scan stays", async () => {
  const recent = { ...answer(), name: "Olena", company: "", attendee: null };
  const recents = ["r1", "r2", "r3"].map((scan) => ({ ...recent, scan }));
  await open({ recent: vi.fn(() => Promise.resolve(recents)) });
  await desk.scan("AAAAAA");
  await settled();
  const offer = () => document.querySelector("#group-offer")?.closest("section") as HTMLElement;
  high(1080);
  await settled();
  expect(offer().querySelectorAll("li").length).toBeGreaterThan(1);
  high(768);
  await settled();
  expect(offer().querySelectorAll("li")).toHaveLength(0);
  expect(text(offer())).toContain("Ane p2, Ane p3 and 1 more");
  expect(text(offer())).toContain("Ctrl G");
  expect(document.querySelectorAll(".beside li")).toHaveLength(2);
});
