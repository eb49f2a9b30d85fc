import { flushSync, mount, tick, unmount } from "svelte";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { operators as commands } from "../../shared/api/operators";
import { initials } from "../../shared/i18n/initials";
import { language } from "../../shared/i18n/language.svelte";
import OperatorPill from "./OperatorPill.svelte";
import { Operators } from "./operators.svelte";
import OperatorsSection from "./OperatorsSection.svelte";

const all = [
  { id: "o1", name: "Ane Zubizarreta", active: true },
  { id: "o2", name: "Nerea Aldama", active: true },
  { id: "o3", name: "Peru Agirre", active: false },
];
let operators: Operators;
let page: Record<string, unknown> | undefined;

async function settled(): Promise<void> {
  for (let i = 0; i < 12; i += 1) await tick();
  flushSync();
}

async function press(key: string): Promise<void> {
  document.activeElement?.dispatchEvent(
    new KeyboardEvent("keydown", { key, bubbles: true, cancelable: true }),
  );
  await settled();
}

async function open(here: string | null = null): Promise<void> {
  vi.spyOn(commands, "of").mockResolvedValue({ all, here });
  operators = new Operators();
  await operators.look("e1");
}

const pill = () => document.querySelector<HTMLButtonElement>("#operator");
const names = () => [...document.querySelectorAll("#operator-list button")].map((b) => b.textContent.trim());

beforeEach(() => {
  language.now = "en";
});

afterEach(async () => {
  if (page) await unmount(page);
  vi.restoreAllMocks();
});

test("initials are the first and the last word's", () => {
  expect(initials("Nerea Aldama")).toBe("NA");
  expect(initials("Jon Etxeberria Lasa")).toBe("JL");
  expect(initials("ane")).toBe("A");
  expect(initials("山田 太郎")).toBe("山太");
});

test("somebody is chosen by keys alone, and whoever retired is not offered", async () => {
  await open();
  page = mount(OperatorPill, { target: document.body, props: { operators, edit: () => undefined } });
  await settled();
  expect(pill()?.textContent).toContain("Nobody chosen");
  operators.choosing = true;
  await settled();
  expect(names()).toEqual(["AZAne Zubizarreta", "NANerea Aldama", "Nobody", "List of operators"]);
  const choose = vi.spyOn(commands, "choose").mockResolvedValue({ all, here: "o1" });
  await press("ArrowDown");
  await press("ArrowDown");
  expect(document.activeElement?.textContent).toContain("Ane Zubizarreta");
  (document.activeElement as HTMLButtonElement).click();
  await settled();
  expect(choose).toHaveBeenCalledWith("e1", "o1");
  expect(pill()?.textContent).toContain("Ane Zubizarreta");
  expect(operators.choosing).toBe(false);
  expect(document.activeElement).toBe(pill());
});

test("Esc closes the list and changes nothing", async () => {
  await open("o2");
  page = mount(OperatorPill, { target: document.body, props: { operators, edit: () => undefined } });
  operators.choosing = true;
  await settled();
  expect(document.activeElement?.textContent).toContain("Nerea Aldama");
  await press("Escape");
  expect(operators.choosing).toBe(false);
  expect(pill()?.textContent).toContain("Nerea Aldama");
});

test("whoever was writing goes on writing once the list is closed", async () => {
  await open("o2");
  page = mount(OperatorPill, { target: document.body, props: { operators, edit: () => undefined } });
  const field = document.createElement("input");
  document.body.append(field);
  field.focus();
  operators.choosing = true;
  await settled();
  await press("Escape");
  expect(document.activeElement).toBe(field);
  field.remove();
});

test("a name that is taken is told beside the field, and what was typed stays", async () => {
  await open();
  page = mount(OperatorsSection, { target: document.body, props: { operators } });
  await settled();
  const failure = { code: "name_taken", params: { name: "Ane", field: "name" }, message: "Taken." };
  const save = vi.spyOn(commands, "save").mockRejectedValueOnce(failure);
  const field = document.querySelector<HTMLInputElement>("#operator-name") as HTMLInputElement;
  field.value = "Ane";
  field.dispatchEvent(new Event("input", { bubbles: true }));
  document.querySelector("form")?.requestSubmit();
  await settled();
  expect(save).toHaveBeenCalledWith("e1", { id: null, name: "Ane", active: true });
  expect(document.querySelector("#problem-")?.textContent).toContain("“Ane” is there already.");
  expect(field.value).toBe("Ane");
  expect(field.getAttribute("aria-invalid")).toBe("true");
});

test("an operator's name is marked as what its letters are, wherever it stands", async () => {
  const olena = { id: "o9", name: "Олена Бондар", active: true };
  vi.spyOn(commands, "of").mockResolvedValue({ all: [olena], here: "o9" });
  operators = new Operators();
  await operators.look("e1");
  operators.choosing = true;
  page = mount(OperatorPill, { target: document.body, props: { operators, edit: () => undefined } });
  await settled();
  const marked = () =>
    [...document.body.querySelectorAll("[lang]")].map((one) => [one.textContent, one.getAttribute("lang")]);
  expect(marked()).toEqual(Array(2).fill(["Олена Бондар", "und-Cyrl"]));
  await unmount(page);
  page = mount(OperatorsSection, { target: document.body, props: { operators } });
  await settled();
  expect(marked()).toEqual([["Олена Бондар", "und-Cyrl"]]);
});
