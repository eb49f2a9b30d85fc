import { flushSync, mount, tick, unmount } from "svelte";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import type { BatchList } from "../../generated/BatchList";
import type { BatchMade } from "../../generated/BatchMade";
import type { EventView } from "../../generated/EventView";
import { batch } from "../../shared/api/batch";
import { printers } from "../../shared/device/printers.svelte";
import { language } from "../../shared/i18n/language.svelte";
import BadgesSection from "./BadgesSection.svelte";

vi.mock("@tauri-apps/api/event", () => ({ listen: () => Promise.resolve(() => undefined) }));

const categories = [
  { id: "visitor", words: { eu: "Bisitaria", es: "Visitante", en: "Visitor" }, pattern: "empty" },
  { id: "press", words: { eu: "Prentsa", es: "Prensa", en: "Press" }, pattern: "dots" },
];
const person = (id: string, name: string) => ({
  id,
  name,
  company: "Zubiola",
  category: "visitor",
  printed: false,
  boxed: null,
});
const list: BatchList = {
  people: [person("a", "Ane Agirre"), person("k", "Maite Kortabarria"), person("z", "Jon Zubia")],
  boxes: [],
};
const made: BatchMade = {
  pages: 3,
  missing_glyphs: [],
  overflow: [],
  overtaken: [],
  boxes: [],
  cancelled: false,
  path: "/fair/badges.pdf",
};

let section: Record<string, unknown> | undefined;
let shown = 0;

/** Each test has an event of its own: a batch stays as somebody left it. */
async function open(): Promise<void> {
  shown += 1;
  const event = {
    id: `e${shown}`,
    label: "boi",
    days: ["2026-11-24", "2026-11-25"],
    categories,
  } as unknown as EventView;
  section = mount(BadgesSection, { target: document.body, props: { event } });
  await settled();
}

async function settled(): Promise<void> {
  await vi.advanceTimersByTimeAsync(500);
  for (let i = 0; i < 8; i += 1) await tick();
  flushSync();
}

const text = () => document.body.textContent.replaceAll(/\s+/g, " ");
const boxes = () => [...document.querySelectorAll<HTMLInputElement>("tbody input")];

async function press(key: string, more: KeyboardEventInit = {}): Promise<void> {
  const from = document.activeElement ?? document.body;
  from.dispatchEvent(new KeyboardEvent("keydown", { key, bubbles: true, cancelable: true, ...more }));
  await settled();
}

beforeEach(() => {
  vi.useFakeTimers();
  language.now = "en";
  printers.templates = [{ name: "a6", chosen: true, width_mm: 105, height_mm: 148 }];
  vi.spyOn(batch, "people").mockResolvedValue(list);
  vi.spyOn(batch, "look").mockResolvedValue([]);
  vi.spyOn(batch, "page").mockRejectedValue(new Error("no drawing here"));
  vi.spyOn(batch, "make").mockResolvedValue(made);
});

afterEach(async () => {
  if (section) await unmount(section);
  section = undefined;
  vi.useRealTimers();
  vi.restoreAllMocks();
});

test("one press makes the file of everybody who has no badge yet", async () => {
  await open();
  await press("Enter", { ctrlKey: true });
  const [, ask, target] = vi.mocked(batch.make).mock.calls[0] ?? [];
  expect(ask).toMatchObject({ unprinted: true, only: null, template: "a6", order: "name" });
  expect(target).toBe("sarrera-boi-a6.pdf");
  expect(text()).toContain("3 pages saved: /fair/badges.pdf");
});

test("the arrows move in the list, and whoever is ticked away has no page", async () => {
  await open();
  boxes()[0]?.focus();
  await press("ArrowDown");
  expect(document.activeElement).toBe(boxes()[1]);
  boxes()[1]?.click();
  await settled();
  expect(text()).toContain("2 of 3 ticked");
  await press("Enter", { ctrlKey: true });
  expect(vi.mocked(batch.make).mock.calls[0]?.[1].only).toEqual(["a", "z"]);
});

test("the list is one stop of Tab, so that nobody walks past hundreds to save the file", async () => {
  await open();
  const stops = () => boxes().map((box) => box.tabIndex);
  expect(stops()).toEqual([0, -1, -1]);
  boxes()[0]?.focus();
  await press("ArrowDown");
  expect(stops()).toEqual([-1, 0, -1]);
});

test("whose badge is made needs no look any more", async () => {
  vi.mocked(batch.look).mockResolvedValue([
    { id: "k", name: "Maite Kortabarria", missing_glyphs: ["𒀀"], overflow: [] },
  ]);
  await open();
  expect(text()).toContain("1 of 3 need");
  // A letter that no font has: no page for her.
  expect(text()).toContain("Make the file: 2 badges");
  vi.mocked(batch.people).mockResolvedValue({ people: [], boxes: [] });
  await press("Enter", { ctrlKey: true });
  expect(text()).toContain("Nobody fits this choice.");
  expect(text()).not.toContain("Maite Kortabarria");
});

test("what needs a look is said with its names before anything is made", async () => {
  vi.mocked(batch.look).mockResolvedValue([
    { id: "k", name: "Maite Kortabarria", missing_glyphs: ["𒀀"], overflow: [] },
  ]);
  await open();
  expect(text()).toContain("1 of 3 needs a look");
  expect(text()).toContain("left out, no letter for 𒀀");
  expect(batch.make).not.toHaveBeenCalled();
});

test("a look that is overtaken by a newer one says nothing", async () => {
  let first: (troubles: null) => void = () => undefined;
  vi.mocked(batch.look).mockReturnValueOnce(new Promise((resolve) => (first = resolve)));
  await open();
  document.querySelector<HTMLInputElement>("fieldset input")?.click();
  await settled();
  first(null);
  await settled();
  expect(text()).toContain("All of them fit, and no letter is missing.");
});

const busy = { code: "database_busy", params: {}, message: "Busy." };

test("badges that could not be looked at are said to be, until they are", async () => {
  vi.mocked(batch.look).mockRejectedValueOnce(busy);
  await open();
  const status = () => document.querySelector(".look [role=status]")?.textContent ?? "";
  expect(text()).toContain("The badges could not be looked at:");
  expect(status()).not.toContain("Looking at each badge");
  boxes()[1]?.click();
  await settled();
  expect(text()).toContain("The badges could not be looked at:");
  [...document.querySelectorAll("button")].find((one) => one.textContent.includes("Try again"))?.click();
  await settled();
  expect(text()).not.toContain("could not be looked at");
  expect(status()).toContain("All of them fit");
});

test("why there is no file stands there after the list was asked for again", async () => {
  vi.mocked(batch.make).mockRejectedValue(busy);
  await open();
  await press("Enter", { ctrlKey: true });
  await settled();
  expect(document.querySelector("[role=alert]")).not.toBeNull();
});

test("how far the file is stands there until it is done, and it can be stopped", async () => {
  let done: (report: BatchMade) => void = () => undefined;
  vi.mocked(batch.make).mockReturnValue(new Promise((resolve) => (done = resolve)));
  const cancel = vi.spyOn(batch, "cancel").mockResolvedValue(undefined);
  await open();
  await press("Enter", { ctrlKey: true });
  expect(text()).toContain("0 of 3");
  [...document.querySelectorAll("button")].find((one) => one.textContent.includes("Stop"))?.click();
  expect(cancel).toHaveBeenCalled();
  done({ ...made, pages: 0, cancelled: true });
  await settled();
  expect(text()).toContain("There is no file, and no badge counts as made.");
});

test("why a file was not written stays there until something else is asked for", async () => {
  vi.spyOn(batch, "make").mockRejectedValueOnce({ code: "disk_full", params: {}, message: "Full." });
  await open();
  await press("Enter", { ctrlKey: true });
  await settled();
  expect(document.querySelector("[role=alert]")?.textContent).toContain("The disk is full");
  boxes()[0]?.click();
  await settled();
  expect(text()).toContain("The disk is full");
  document.querySelector<HTMLInputElement>("input[value=letters]")?.click();
  await settled();
  expect(document.querySelector("[role=alert]")).toBeNull();
});

test("boxes are asked for by letters, and the file says what lies in each", async () => {
  vi.mocked(batch.make).mockResolvedValue({ ...made, boxes: [{ label: "A–M", badges: 2 }] });
  await open();
  document.querySelector<HTMLInputElement>("input[name=batch-cut][value=letters]")?.click();
  await settled();
  expect(document.querySelector<HTMLInputElement>("#batch-letters")?.value).toBe("A–F, G–L, M–R, S–Z");
  await press("Enter", { ctrlKey: true });
  expect(vi.mocked(batch.make).mock.calls[0]?.[1]).toMatchObject({ cut: "letters" });
  expect(text()).toContain("Box A–M: 2");
});

test("the size of a box can be typed anew, and what is no size makes no file", async () => {
  await open();
  document.querySelector<HTMLInputElement>("input[name=batch-cut][value=size]")?.click();
  await settled();
  const field = document.querySelector<HTMLInputElement>("#batch-size");
  const type = async (typed: string) => {
    if (field) field.value = typed;
    field?.dispatchEvent(new Event("input", { bubbles: true }));
    await settled();
    return field?.value;
  };
  const makes = () => document.querySelector<HTMLButtonElement>(".end .primary")?.disabled === false;
  expect(field?.value).toBe("100");
  for (const typed of ["", "0", "5000", "1e2"]) {
    expect(await type(typed)).toBe(typed);
    expect(text()).toContain("Type a number from 1 to 1,000.");
    expect(makes()).toBe(false);
  }
  await press("Enter", { ctrlKey: true });
  expect(batch.make).not.toHaveBeenCalled();
  expect(await type("50")).toBe("50");
  expect(text()).not.toContain("Type a number");
  await press("Enter", { ctrlKey: true });
  expect(vi.mocked(batch.make).mock.calls[0]?.[1]).toMatchObject({ cut: "size", box_size: 50 });
});

test("whoever lost their page while the file was made is named", async () => {
  vi.mocked(batch.make).mockResolvedValue({ ...made, overtaken: ["Ane Uria", "Jon Agirre"] });
  await open();
  await press("p", { ctrlKey: true });
  expect(text()).toContain("No page for Ane Uria, Jon Agirre: since the file was begun");
});

test("whoever another filter brings in gets a box too, and a page, though somebody was ticked away before", async () => {
  const everybody = [...list.people, person("n", "Nora Arana")];
  vi.mocked(batch.people).mockImplementation((_event, ask) => {
    const people = ask.unprinted ? list.people : everybody;
    const isChosen = (id: string) => ask.only === null || ask.only.includes(id);
    return Promise.resolve({
      people: people.map((one) => ({ ...one, boxed: isChosen(one.id) ? "A–Z" : null })),
      boxes: [{ label: "A–Z", badges: people.filter((one) => isChosen(one.id)).length }],
    });
  });
  await open();
  document.querySelector<HTMLInputElement>("input[name=batch-cut][value=letters]")?.click();
  boxes()[1]?.click();
  await settled();
  const labels = [...document.querySelectorAll("label")];
  labels.find((one) => one.textContent.includes("without a badge"))?.click();
  await settled();
  const last = [...document.querySelectorAll("tbody tr")].at(-1);
  expect(last?.textContent).toContain("Nora Arana");
  expect(last?.textContent).toContain("A–Z");
  await press("Enter", { ctrlKey: true });
  expect(vi.mocked(batch.make).mock.calls[0]?.[1].only).toEqual(["a", "z", "n"]);
});

test("a file that is asked for right after a change is of whoever the change leaves", async () => {
  await open();
  vi.mocked(batch.people).mockResolvedValue({ people: list.people.slice(0, 1), boxes: [] });
  boxes()[2]?.click();
  const from = document.activeElement ?? document.body;
  from.dispatchEvent(new KeyboardEvent("keydown", { key: "Enter", ctrlKey: true, bubbles: true }));
  await settled();
  expect(vi.mocked(batch.make).mock.calls[0]?.[1].only).toEqual(["a"]);
});

test("a name in other letters is marked, so that it is not read as if it were Spanish", async () => {
  const olena = person("o", "Олена Коваленко");
  vi.mocked(batch.people).mockResolvedValue({ people: [olena], boxes: [] });
  vi.mocked(batch.look).mockResolvedValue([
    { id: "o", name: olena.name, missing_glyphs: ["𒀀"], overflow: [] },
  ]);
  await open();
  const marked = [...document.body.querySelectorAll("[lang]")].map((one) => [
    one.textContent,
    one.getAttribute("lang"),
  ]);
  expect(marked).toEqual(Array(3).fill(["Олена Коваленко", "und-Cyrl"]));
});
