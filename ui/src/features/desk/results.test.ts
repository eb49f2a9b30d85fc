// What stands between a key and the results: nothing that is asked later touches them.
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import type { Hit } from "../../generated/Hit";
import { language } from "../../shared/i18n/language.svelte";
import { box, openPage, press, settled, type } from "./mounted";
import type { Desk } from "./state/desk.svelte";
import { hit } from "./testing";

vi.mock("@tauri-apps/api/event", () => ({ listen: () => Promise.resolve(() => undefined) }));

const found = [
  hit({ id: "p1" }),
  hit({ id: "p2", name: "Jana Kováčová" }),
  hit({ id: "p3", name: "Jon Agirre" }),
];
const group = { by: "order" as const, label: "K7QP4", of: 2, members: [] };
const drawn = {
  svg: "<svg xmlns='http://www.w3.org/2000/svg'/>",
  template: "a6",
  width_mm: 105,
  height_mm: 148,
  missing_glyphs: [],
  overflow: [],
  shrunk: [],
};

let desk: Desk;
let close: () => Promise<void>;

const list = () => document.querySelector("#results") as HTMLElement;
const rows = () => [...list().querySelectorAll<HTMLElement>("[role=option]")];

/** What changes in an element from here on. */
function changesOf(element: HTMLElement): () => MutationRecord[] {
  const seen: MutationRecord[] = [];
  const observer = new MutationObserver((records) => seen.push(...records));
  observer.observe(element, { attributes: true, characterData: true, childList: true, subtree: true });
  return () => {
    seen.push(...observer.takeRecords());
    return seen;
  };
}

beforeEach(async () => {
  vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
  language.now = "en";
  const find = vi.fn((_event: string, words: string) =>
    Promise.resolve(words.startsWith("zz") ? ([] as Hit[]) : words.length > 2 ? found.slice(1) : found),
  );
  [desk, close] = await openPage({
    find,
    groupOf: vi.fn(() => Promise.resolve(group)),
    previewBadge: vi.fn(() => Promise.resolve(drawn)),
  });
});
afterEach(async () => {
  await close();
  vi.useRealTimers();
});

test("each key is asked at once", async () => {
  for (const words of ["j", "ja", "jan"]) await type(words);
  expect(desk.around.commands.find).toHaveBeenCalledTimes(2);
  expect(desk.around.commands.find).toHaveBeenLastCalledWith("e1", "jan");
});

test("the group and the badge that come later change nothing in the results", async () => {
  await type("ja");
  const changes = changesOf(list());
  await vi.advanceTimersByTimeAsync(500);
  await settled();
  expect(document.querySelector("aside")?.textContent).toContain("2 of this order");
  expect(document.querySelector("aside .paper")).not.toBeNull();
  expect(changes()).toEqual([]);
});

test("the same answer once more, as after somebody else's scan, changes nothing either", async () => {
  await type("ja");
  await vi.advanceTimersByTimeAsync(500);
  const changes = changesOf(list());
  await desk.refresh();
  await settled();
  expect(changes()).toEqual([]);
});

test("whoever is found by the next key too keeps their row", async () => {
  await type("ja");
  const [, jana, jon] = rows();
  await type("jan");
  expect(rows()).toEqual([jana, jon]);
});

test("the list is the same one from the first answer to the last, and gone from sight while nobody is found", async () => {
  await type("ja");
  const first = list();
  expect(first.getAttribute("role")).toBe("listbox");
  expect(box().getAttribute("aria-controls")).toBe("results");
  await type("zz");
  expect(list()).toBe(first);
  expect(first.hidden).toBe(true);
  await type("ja");
  await press("ArrowDown");
  expect(list()).toBe(first);
  expect(first.hidden).toBe(false);
  expect(box().getAttribute("aria-activedescendant")).toBe("hit-1");
});
