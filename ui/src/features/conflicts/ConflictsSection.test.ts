import { flushSync, mount, tick, unmount } from "svelte";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import type { ConflictFact } from "../../generated/ConflictFact";
import type { ConflictView } from "../../generated/ConflictView";
import type { EventView } from "../../generated/EventView";
import type { PersonView } from "../../generated/PersonView";
import type { SettleAsk } from "../../generated/SettleAsk";
import type { ConflictCommands } from "../../shared/api/conflicts";
import { language } from "../../shared/i18n/language.svelte";

const news = vi.hoisted(() => new Set<() => void>());
vi.mock("../../shared/api/events", () => ({
  onChanged: (take: () => void) => {
    news.add(take);
    return () => news.delete(take);
  },
}));

import ConflictsSection from "./ConflictsSection.svelte";

let section: Record<string, unknown> | undefined;

const event = { id: "e1", categories: [], time_zone: "Europe/Madrid" } as unknown as EventView;
const MORNING = Date.UTC(2026, 10, 24, 9, 2);

function fact(id: string, over: Partial<ConflictFact> = {}): ConflictFact {
  return { fact: id, at: MORNING, device: "", operator: "", value: "", detail: "", shown: false, ...over };
}

function conflict(
  id: string,
  kind: string,
  facts: ConflictFact[],
  over: Partial<ConflictView> = {},
): ConflictView {
  return {
    id,
    kind,
    settled: false,
    person: { id: "p1", name: "Ane Etxeberria", company: "Goierri" } as PersonView,
    device: null,
    scope: "",
    facts,
    settlement: null,
    can: { keep: true, both: kind !== "field" },
    ...over,
  };
}

const twice = conflict(
  "k1",
  "double_admission",
  [
    fact("a", { device: "Desk 3", detail: "ticket" }),
    fact("b", { device: "Gate B", at: MORNING + 120_000, detail: "badge" }),
  ],
  { scope: "Main entrance" },
);
const badges = conflict("k2", "two_badges", [
  fact("c", { value: "H7KQ", detail: "handed_over" }),
  fact("d", { value: "Q2ZM", detail: "printed" }),
]);
const field = conflict(
  "k3",
  "field",
  [fact("e", { value: "Zubiola S.L." }), fact("f", { value: "Zubiola Mekanika", shown: true })],
  { scope: "company" },
);

/** Rust with these conflicts, two a page: what was asked of it stands in `asked`. */
class Rust implements ConflictCommands {
  asked: SettleAsk[] = [];
  constructor(public all: ConflictView[]) {}
  count() {
    return Promise.resolve(this.all.length);
  }
  page(_event: string, skip: number) {
    const open = this.all.filter((one) => !one.settled).length;
    const conflicts = this.all.slice(skip, skip + 2);
    return Promise.resolve({ conflicts, open, settled: this.all.length - open, skipped: skip });
  }
  settle(_event: string, ask: SettleAsk) {
    this.asked.push(ask);
    const one = this.all.find(({ id }) => id === ask.conflict);
    this.all = this.all.filter(({ id }) => id !== ask.conflict);
    const others = one?.facts.filter((f) => ask.keep !== null && f.fact !== ask.keep) ?? [];
    const voided = one?.kind === "two_badges" ? others.map(({ value }) => value) : [];
    return Promise.resolve({ conflict: ask.conflict, voided, annulled: 0 });
  }
}

async function settled(): Promise<void> {
  for (let i = 0; i < 12; i += 1) await tick();
  flushSync();
}

const went: string[] = [];

async function show(...all: ConflictView[]): Promise<Rust> {
  const rust = new Rust(all);
  const props = {
    event,
    rust,
    openPerson: (id: string) => void went.push(id),
    openDevices: () => void went.push("devices"),
  };
  section = mount(ConflictsSection, { target: document.body, props });
  await settled();
  return rust;
}

async function key(name: string, ctrlKey = false): Promise<void> {
  const init = { key: name, ctrlKey, bubbles: true, cancelable: true };
  document.activeElement?.dispatchEvent(new KeyboardEvent("keydown", init));
  await settled();
}

async function type(text: string): Promise<void> {
  const init = { detail: text, bubbles: true, cancelable: true };
  document.activeElement?.dispatchEvent(new CustomEvent("typed", init));
  await settled();
}

const text = () => document.body.textContent.replaceAll(/\s+/g, " ");
const selected = () => document.querySelector("[aria-selected=true]")?.textContent ?? "";

beforeEach(() => {
  language.now = "en";
  went.length = 0;
});

afterEach(async () => {
  if (section) await unmount(section);
  section = undefined;
});

test("two admissions name devices, times and the person, and what is chosen says what happens before it does", async () => {
  const rust = await show(twice);
  for (const words of [
    "Let in twice",
    "Main entrance",
    "Ane Etxeberria",
    "Desk 3",
    "10:02",
    "Gate B",
    "10:04",
  ])
    expect(text()).toContain(words);
  await key("Enter", true);
  expect(rust.asked).toEqual([]);
  await type("1");
  expect(text()).toContain("This admission counts. Annulled: Gate B, 10:04.");
  await key("Enter", true);
  expect(rust.asked).toEqual([{ conflict: "k1", keep: "a", seen: ["a", "b"] }]);
  expect(text()).toContain("Everything fits together.");
});

test("a whole list is worked through by the keys alone, over the end of a page", async () => {
  const rust = await show(twice, badges, field);
  await type("3");
  expect(text()).toContain("Both admissions stay.");
  await key("Enter", true);
  expect(selected()).toContain("Two live badges");
  await type("2");
  await key("Enter", true);
  expect(text()).toContain("Badge H7KQ is void: ask for it back.");
  await type("2");
  await key("Enter", true);
  expect(rust.asked.map(({ keep }) => keep)).toEqual([null, "d", "f"]);
});

test("the arrows walk from page to page and leave a choice behind", async () => {
  await show(twice, badges, field);
  await type("1");
  await key("ArrowDown");
  expect(selected()).toContain("Two live badges");
  expect(document.querySelector("input:checked")).toBeNull();
  await key("ArrowDown");
  expect(selected()).toContain("Two values");
  await key("ArrowUp");
  expect(selected()).toContain("Two live badges");
});

test("two values of a field cannot both be right", async () => {
  const rust = await show(field);
  expect(text()).toContain("shown for now");
  await type("3");
  await key("Enter", true);
  expect(rust.asked).toEqual([]);
});

test("of a copied device it is said what to do, and it is only looked into", async () => {
  const copied = conflict("k4", "copied_device", [fact("g"), fact("h")], {
    person: null,
    device: { id: "d4", name: "Kiosk B" },
    can: { keep: false, both: true },
  });
  const rust = await show(copied);
  expect(text()).toContain("revoke the device");
  [...document.querySelectorAll("button")].find((b) => b.textContent.includes("Open the devices"))?.click();
  expect(went).toEqual(["devices"]);
  document.querySelector<HTMLElement>("[role=listbox]")?.focus();
  await type("1");
  await key("Enter", true);
  expect(rust.asked).toEqual([{ conflict: "k4", keep: null, seen: ["g", "h"] }]);
});

test("what was settled says who did it, and asks nothing", async () => {
  const settlement = { decision: "both_right", at: MORNING, device: "Office", operator: "Nerea" };
  await show({ ...twice, settled: true, settlement, can: { keep: false, both: false } });
  expect(text()).toContain("Nerea, Office");
  expect(document.querySelector("input")).toBeNull();
});

test("news keep the conflict under the eyes, and a choice that was begun", async () => {
  const rust = await show(twice, badges);
  await key("ArrowDown");
  await type("1");
  rust.all = [badges, twice];
  for (const take of news) take();
  await settled();
  expect(selected()).toContain("Two live badges");
  expect(document.querySelector<HTMLInputElement>("input:checked")?.value).toBe("c");
});

test("a refusal is said, and nothing moves", async () => {
  const rust = await show(twice, badges);
  rust.settle = () => Promise.reject({ code: "conflict_gone", params: {}, message: "Gone." });
  await type("1");
  await key("Enter", true);
  expect(document.querySelector("[role=alert]")?.textContent).toContain("settled meanwhile");
  expect(selected()).toContain("Let in twice");
});

test("what was done names whom it was about, and is over when the next decision begins", async () => {
  await show(badges, { ...badges, id: "k9", person: { id: "p2", name: "Jon Agirre" } as PersonView });
  await type("2");
  await key("Enter", true);
  expect(text()).toContain("Settled: Ane Etxeberria. Badge H7KQ is void");
  await type("1");
  expect(text()).not.toContain("H7KQ is void");
});

test("three facts are not both", async () => {
  const facts = [...twice.facts, fact("z", { device: "Gate C" })];
  await show({ ...twice, facts });
  await type("4");
  expect(text()).toContain("All admissions stay.");
});

test("a page that was worked off leads back to what is still open, and not to an all-clear", async () => {
  const rust = await show(twice, badges, field);
  await key("ArrowDown");
  await key("ArrowDown");
  expect(selected()).toContain("Two values");
  rust.all = [twice, badges];
  for (const take of news) take();
  await settled();
  expect(text()).not.toContain("Everything fits together");
  expect(selected()).not.toBe("");
});

test("a refusal stays under the eyes while others write, and a look hinders nobody", async () => {
  const rust = await show(twice, badges);
  const settle = rust.settle.bind(rust);
  rust.settle = () => Promise.reject({ code: "conflict_gone", params: {}, message: "Gone." });
  await type("1");
  await key("Enter", true);
  for (const take of news) take();
  await settled();
  expect(document.querySelector("[role=alert]")?.textContent).toContain("settled meanwhile");
  rust.settle = settle;
  const page = rust.page.bind(rust);
  let answer = () => undefined as unknown;
  rust.page = (event, skip) => new Promise((done) => (answer = () => done(page(event, skip))));
  for (const take of news) take();
  rust.page = page;
  await key("Enter", true);
  answer();
  await settled();
  expect(rust.asked).toHaveLength(1);
  expect(selected()).toContain("Two live badges");
});
