import { flushSync, mount, tick, unmount } from "svelte";
import { afterEach, beforeEach, expect, test } from "vitest";
import type { DuplicateGroup } from "../../generated/DuplicateGroup";
import type { EventView } from "../../generated/EventView";
import type { PersonView } from "../../generated/PersonView";
import type { DuplicateCommands } from "../../shared/api/duplicates";
import { language } from "../../shared/i18n/language.svelte";
import DuplicatesSection from "./DuplicatesSection.svelte";

let section: Record<string, unknown> | undefined;

const event = { id: "event-1", categories: [] } as unknown as EventView;
const person = (id: string, name: string) => ({ id, name, company: "", email: `${id}@e.org` }) as PersonView;
const group = (why: string, ...people: PersonView[]): DuplicateGroup => ({ why, people });

/** Rust with these groups: what was asked of it stands in `asked`. */
class Rust implements DuplicateCommands {
  asked: string[] = [];
  constructor(private groups: DuplicateGroup[]) {}
  page(_event: string, skip: number) {
    const groups = this.groups.slice(skip, skip + 2);
    return Promise.resolve({ groups, total: this.groups.length, skipped: skip });
  }
  preview(_event: string, attendees: string[]) {
    const fields = [{ field: "name", values: attendees, stays: attendees[0] ?? "", differs: true }];
    return Promise.resolve({ fields, badge: "NEW1", voids: ["OLD1"], blocked: false });
  }
  merge(_event: string, attendees: string[]) {
    this.asked.push(`merge ${attendees.join()}`);
    this.groups = this.groups.filter((g) => !g.people.some((p) => attendees.includes(p.id)));
    return Promise.resolve({ merge: "m1", person: person("a", "Ane"), voided: ["OLD1"] });
  }
  undo(_event: string, merge: string) {
    this.asked.push(`undo ${merge}`);
    return Promise.resolve([]);
  }
  setNotSame(_event: string, attendees: string[], notSame: boolean) {
    this.asked.push(`${notSame ? "apart" : "together"} ${attendees.join()}`);
    if (notSame) this.groups = this.groups.filter((g) => !g.people.some((p) => attendees.includes(p.id)));
    return Promise.resolve();
  }
}

async function settled(): Promise<void> {
  for (let i = 0; i < 12; i += 1) await tick();
  flushSync();
}

async function show(...groups: DuplicateGroup[]): Promise<Rust> {
  const rust = new Rust(groups);
  section = mount(DuplicatesSection, { target: document.body, props: { event, rust } });
  await settled();
  return rust;
}

async function key(name: string, ctrlKey = false): Promise<void> {
  const init = { key: name, ctrlKey, bubbles: true, cancelable: true };
  document.activeElement?.dispatchEvent(new KeyboardEvent("keydown", init));
  await settled();
}

async function type(letter: string): Promise<void> {
  const init = { detail: letter, bubbles: true, cancelable: true };
  document.activeElement?.dispatchEvent(new CustomEvent("typed", init));
  await settled();
}

const text = () => document.body.textContent.replaceAll(/\s+/g, " ");
const selected = () => document.querySelector("[aria-selected=true]")?.textContent ?? "";

const ane = group("same_mail", person("a", "Ane"), person("b", "Ana"));
const jon = group("same_name_and_company", person("c", "Jon"), person("d", "Jon"), person("e", "Ion"));
const kim = group("sounds_alike", person("f", "Kim"), person("g", "Quim"));

beforeEach(() => {
  language.now = "en";
});

afterEach(async () => {
  if (section) await unmount(section);
  section = undefined;
});

test("a whole list is worked through by the keys alone, and what stays is shown before", async () => {
  const rust = await show(ane, jon, kim);
  expect(selected()).toContain("Same e-mail");
  expect(text()).toContain("1 of 3");
  expect(text()).toContain("Badge OLD1 becomes void. Badge NEW1 stays.");
  await key("Enter");
  expect(text()).toContain("Ane is one person now. Badge OLD1 is void: ask for it back.");
  expect(selected()).toContain("Jon");
  await type("s");
  expect(selected()).toContain("Kim");
  await key("Enter");
  expect(rust.asked).toEqual(["merge a,b", "apart c,d,e", "merge f,g"]);
  expect(text()).toContain("Nobody here looks registered twice.");
});

test("an undo takes back the last thing, whichever it was", async () => {
  const rust = await show(ane, kim);
  await key("Enter");
  await key("z", true);
  await type("S");
  await key("z", true);
  await key("z", true);
  expect(rust.asked).toEqual(["merge a,b", "undo m1", "apart f,g", "together f,g"]);
});

test("who is somebody else is left out, and two are needed", async () => {
  const rust = await show(jon);
  const boxes = () => [...document.querySelectorAll<HTMLInputElement>("input[type=checkbox]")];
  boxes()[2]?.click();
  await settled();
  document.querySelector<HTMLElement>("[role=listbox]")?.focus();
  await key("Enter");
  expect(rust.asked).toEqual(["merge c,d"]);
});

test("one alone cannot be merged, and the page says so", async () => {
  const rust = await show(jon);
  for (const box of document.querySelectorAll<HTMLInputElement>("input[type=checkbox]")) {
    if (box.parentElement?.textContent.includes("1.")) continue;
    box.click();
    await settled();
  }
  expect(text()).toContain("Choose at least two.");
  document.querySelector<HTMLElement>("[role=listbox]")?.focus();
  await key("Enter");
  expect(rust.asked).toEqual([]);
});

test("the arrows walk from page to page and back, group by group", async () => {
  const all = ["Ane", "Jon", "Kim", "Leo", "Mia"];
  await show(...all.map((name) => group("same_mail", person(`${name}1`, name), person(`${name}2`, name))));
  const walked = async (arrow: string) => {
    await key(arrow);
    return selected().slice(0, 3);
  };
  for (const name of all.slice(1)) expect(await walked("ArrowDown")).toBe(name);
  expect(text()).toContain("5 of 5");
  for (const name of all.slice(0, -1).reverse()) expect(await walked("ArrowUp")).toBe(name);
  expect(text()).toContain("1 of 5");
});

test("where the page before cannot be had, nothing moves", async () => {
  const rust = await show(ane, jon, kim);
  await key("ArrowDown");
  await key("ArrowDown");
  expect(selected()).toContain("Kim");
  rust.page = () => Promise.reject(new Error("no database"));
  await key("ArrowUp");
  expect(selected()).toContain("Kim");
  expect(document.querySelector("[role=alert]")).not.toBeNull();
});

test("letters typed elsewhere on the page tell nobody apart", async () => {
  const rust = await show(ane);
  document.querySelector<HTMLElement>(".row .btn")?.focus();
  await type("s");
  expect(rust.asked).toEqual([]);
});

/** The part opened from a tab of the office, which has the focus; the tabs are there first. */
function fromTab(selected: boolean): HTMLElement {
  const tab = document.createElement("button");
  tab.setAttribute("role", "tab");
  tab.setAttribute("aria-selected", `${selected}`);
  document.body.append(tab);
  tab.focus();
  return tab;
}

test("whoever presses the tab can work through the list at once", async () => {
  const tab = fromTab(true);
  const rust = await show(ane, jon);
  await key("Enter");
  expect(rust.asked).toEqual(["merge a,b"]);
  tab.remove();
});

test("whoever walks along the tabs with the arrows keeps the focus there", async () => {
  const tab = fromTab(false);
  const rust = await show(ane, jon);
  await key("Enter");
  expect(document.activeElement).toBe(tab);
  expect(rust.asked).toEqual([]);
  tab.remove();
});

test("names are marked as what their letters are, in the list and side by side", async () => {
  const tanaka = { ...person("田中 美咲", "田中 美咲"), country: "JP", language: "en" };
  await show(group("same_mail", tanaka, { ...person("Misaki", "Misaki"), country: "JP", language: "en" }));
  const marked = [...document.body.querySelectorAll("[lang]")].map((one) => [
    one.textContent,
    one.getAttribute("lang"),
  ]);
  expect(marked).toEqual(Array(3).fill(["田中 美咲", "ja"]));
});
