import { flushSync, mount, tick, unmount } from "svelte";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { language } from "../../shared/i18n/language.svelte";
import ExportSection from "./ExportSection.svelte";
import ListSection from "./ListSection.svelte";
import { People } from "./state/people.svelte";
import { event, line, profileOf, rust } from "./testing";

vi.mock("@tauri-apps/api/event", () => ({ listen: () => Promise.resolve(() => undefined) }));

let shown: Record<string, unknown> | undefined;
const forms = {
  checkForm: () =>
    Promise.resolve({ problems: {}, suggestions: {}, likely: [], open: [], company_people: 0 }),
  companies: () => Promise.resolve([]),
  previewForm: () => Promise.reject(new Error("no drawing here")),
};

async function settled(): Promise<void> {
  for (let i = 0; i < 12; i += 1) await tick();
  flushSync();
}

async function list(count: number) {
  const { stands, commands } = rust(count);
  const people = new People(event.id, commands);
  shown = mount(ListSection, { target: document.body, props: { people, event, commands, forms } });
  await settled();
  return { stands, commands, people };
}

const text = () => document.body.textContent.replaceAll(/\s+/g, " ");
const rows = () => [...document.querySelectorAll<HTMLElement>(".body [role=row]")];
const chosen = () => document.querySelector("[aria-selected=true]")?.textContent.trim() ?? "";

async function press(key: string, on: Element | null = document.activeElement, more = {}): Promise<void> {
  on?.dispatchEvent(new KeyboardEvent("keydown", { key, bubbles: true, cancelable: true, ...more }));
  await settled();
}

beforeEach(() => {
  language.now = "en";
});

afterEach(async () => {
  if (shown) await unmount(shown);
  shown = undefined;
});

test("a short list is all there, and says how many people it has", async () => {
  await list(42);
  expect(rows()).toHaveLength(42);
  expect(text()).toContain("42 people");
  expect(document.querySelector("[role=grid]")?.getAttribute("aria-rowcount")).toBe("43");
  expect(rows()[0]?.getAttribute("aria-rowindex")).toBe("2");
});

test("of a long list only what is seen is drawn, and each line knows its place", async () => {
  const { commands } = await list(100_000);
  expect(rows().length).toBeLessThan(60);
  await press("End", document.querySelector("[role=grid]"));
  expect(chosen()).toContain("Person 99999");
  expect(rows().at(-1)?.getAttribute("aria-rowindex")).toBe("100001");
  expect(commands.page.mock.calls.some(([, , from]) => from === 99_900)).toBe(true);
  await press("Home", document.querySelector("[role=grid]"));
  expect(chosen()).toContain("Person 0");
});

test("arrows move from the filter's field, Enter opens the person, Esc comes back to the same line", async () => {
  const { commands } = await list(500);
  const field = document.querySelector("#people-text");
  expect(document.activeElement).toBe(field);
  await press("ArrowDown");
  await press("ArrowDown");
  await press("PageDown");
  const at = chosen();
  expect(at).not.toContain("Person 0");
  await press("Enter");
  expect(commands.profile).toHaveBeenCalled();
  expect(text()).toContain("Ane Zabala");
  await press("Escape", document.querySelector("#person-page"));
  expect(chosen()).toBe(at);
  expect(document.activeElement?.id).toBe("people-grid");
});

test("typing anywhere in the list filters, a slash only leads to the field, Esc empties it", async () => {
  const { people } = await list(500);
  document.querySelector<HTMLElement>("[role=grid]")?.focus();
  window.dispatchEvent(new CustomEvent("typed", { detail: "/" }));
  await settled();
  expect(document.activeElement?.id).toBe("people-text");
  expect(people.query.text).toBe("");
  window.dispatchEvent(new CustomEvent("typed", { detail: "person 49" }));
  await settled();
  expect(text()).toContain("11 of 500");
  await press("Escape", document.querySelector("#people-text"));
  expect(text()).toContain("500 people");
});

test("nobody who fits is said in words, with a way back", async () => {
  const { people } = await list(500);
  await people.filter({ text: "zzz" });
  await settled();
  expect(text()).toContain("Nobody fits");
  [...document.querySelectorAll("button")].find((b) => b.textContent.includes("Clear the filters"))?.click();
  await settled();
  expect(text()).toContain("500 people");
});

test("a name's column sorts up and then down, and says which way", async () => {
  const { commands } = await list(500);
  const company = document.querySelector<HTMLButtonElement>("#sort-company");
  company?.click();
  await settled();
  expect(company?.parentElement?.getAttribute("aria-sort")).toBe("ascending");
  company?.click();
  await settled();
  expect(company?.parentElement?.getAttribute("aria-sort")).toBe("descending");
  expect(commands.page.mock.calls.at(-1)?.[1]).toMatchObject({ order: "company", way: "down" });
});

test("when people change, the chosen one stays chosen, wherever they stand now", async () => {
  const { stands, people } = await list(500);
  people.choose(7);
  stands.people.unshift(line(1000), line(1001));
  stands.list = 2;
  await people.refresh();
  await settled();
  expect(people.chosen).toBe(9);
  expect(people.line(9)?.id).toBe("p7");
  expect(people.moved.by).toBe(2);
});

test("a page of another list than the one on the screen is not mixed into it", async () => {
  const { stands, people } = await list(500);
  stands.people.splice(0, 1);
  stands.list = 2;
  people.want(300, 310);
  await settled();
  expect(people.found).toBe(499);
  expect(people.line(0)?.id).toBe("p1");
});

test("whoever holds several registrations shows the days and the status of each", async () => {
  const { commands } = await list(3);
  const one = { registration: "r1", shown: true, category: "visitor", status: "valid", online: false };
  commands.profile.mockResolvedValueOnce({
    ...profileOf("p0"),
    registrations: [
      { ...one, days: ["2026-11-24"] },
      { ...one, registration: "r2", shown: false, category: "speaker", status: "canceled", days: [] },
    ],
  });
  await press("Enter");
  const lines = [...document.querySelectorAll(".registrations li")].map((li) =>
    li.textContent.replaceAll(/\s+/g, " ").trim(),
  );
  expect(lines[0]).toContain("Visitor Tuesday 24 · the one shown everywhere Valid");
  expect(lines[1]).toContain("Speaker Every day Cancelled");
});

test("the cursor is in the filter where a person's page closes by itself", async () => {
  const { people } = await list(3);
  await press("Enter");
  people.open = null;
  await settled();
  expect(document.activeElement?.id).toBe("people-text");
});

test("an edit sends only what was changed, prints nothing, and is seen at once", async () => {
  const { commands } = await list(3);
  await press("Enter");
  await press("F6", document.querySelector("#person-page"));
  const company = document.querySelector<HTMLInputElement>("#field-company");
  if (company) company.value = "Sarrera S. Coop.";
  company?.dispatchEvent(new Event("input", { bubbles: true }));
  await press("Enter", company, { ctrlKey: true });
  const [, , edit, badge] = commands.edit.mock.calls[0] ?? [];
  expect(badge).toBe("keep");
  expect(edit?.form.company).toBe("Sarrera S. Coop.");
  expect(edit?.form.given_name).toBeNull();
  expect([edit?.status, edit?.blocked, edit?.note]).toEqual([null, null, null]);
  expect(text()).toContain("Saved.");
  expect(text()).toContain("Sarrera S. Coop.");
});

test("both values of a contested field are shown, and one is chosen", async () => {
  const { commands } = await list(3);
  const values = ["Zubiola", "Zubi Lanak"].map((value, n) => ({
    value,
    shown: n === 0,
    at: 0,
    device: `Desk ${n}`,
  }));
  commands.profile.mockResolvedValueOnce({ ...profileOf("p0"), contested: [{ field: "company", values }] });
  await press("Enter");
  expect(text()).toContain("Zubi Lanak");
  [...document.querySelectorAll("button")].filter((b) => b.textContent.includes("This one"))[1]?.click();
  await settled();
  expect(commands.chooseValue).toHaveBeenCalledWith("e1", "p0", "company", "Zubi Lanak");
  expect(text()).not.toContain("Zubi Lanak");
});

test("what happened is said in words, with what was changed from what to what", async () => {
  const { commands } = await list(3);
  commands.profile.mockResolvedValueOnce({
    ...profileOf("p0"),
    history: [
      {
        at: Date.UTC(2026, 10, 24, 9),
        device: "Desk 2",
        operator: null,
        code: "changed",
        params: {},
        changes: [
          { field: "company", from: ["Zubiola"], to: "Sarrera" },
          { field: "note", from: [], to: null },
        ],
        erased: true,
        quarantined: false,
      },
      {
        at: Date.UTC(2026, 10, 24, 8),
        device: "Desk 2",
        operator: null,
        code: "stopped",
        params: { checkpoint: "Main entrance", verdict: "unpaid" },
        changes: [],
        erased: false,
        quarantined: false,
      },
    ],
  });
  await press("Enter");
  expect(text()).toContain("Company or organisation: from Zubiola to Sarrera");
  expect(text()).toContain("Note: erased");
  expect(text()).toContain("Scanned at Main entrance: Unpaid");
});

test("an export takes the list's filter, says its path and count, and a failure in words", async () => {
  const { commands } = rust(500);
  const people = new People(event.id, commands);
  await people.filter({ text: "person 49" });
  shown = mount(ExportSection, { target: document.body, props: { people, event, commands } });
  await settled();
  expect(text()).toContain("Of the list's filter: 11");
  document.querySelector<HTMLButtonElement>("#export-run")?.click();
  await settled();
  expect(commands.export.mock.calls[0]?.[1]).toMatchObject({ text: "person 49" });
  expect(text()).toContain("2 rows saved: sarrera-boi-attendees.xlsx");
  commands.export.mockRejectedValueOnce({ code: "folder_missing", params: { folder: "/no" }, message: "" });
  document.querySelector<HTMLButtonElement>("#export-run")?.click();
  await settled();
  expect(text()).toContain("There is no folder /no");
});

test("a person's form that a scan takes from the screen stands as it was left, and what is saved is what was typed", async () => {
  const { commands, people } = await list(3);
  const open = async () => {
    shown = mount(ListSection, { target: document.body, props: { people, event, commands, forms } });
    await settled();
  };
  const away = async () => {
    if (shown) await unmount(shown);
    await open();
  };
  const field = (id: string) => document.querySelector<HTMLInputElement>(`#${id}`);
  people.open = "p1";
  await settled();
  await press("F6", document.querySelector("#person-page"));
  const job = field("field-job_title") as HTMLInputElement;
  job.value = "Forewoman";
  job.dispatchEvent(new Event("input", { bubbles: true }));
  field("edit-blocked")?.click();
  await away();
  expect(field("field-job_title")?.value).toBe("Forewoman");
  expect(field("edit-blocked")?.checked).toBe(true);
  document.querySelector<HTMLElement>("#edit-save")?.click();
  await settled();
  const sent = commands.edit.mock.calls[0]?.[2];
  expect(sent).toMatchObject({ form: { job_title: "Forewoman", company: null }, blocked: true, note: null });
  await away();
  expect(document.querySelector("#edit-person")).toBeNull();
});

test("a person's form that somebody left by Esc is not a draft", async () => {
  const { people } = await list(3);
  people.open = "p1";
  await settled();
  await press("F6", document.querySelector("#person-page"));
  const job = () => document.querySelector<HTMLInputElement>("#field-job_title") as HTMLInputElement;
  const before = job().value;
  job().value = "Forewoman";
  job().dispatchEvent(new Event("input", { bubbles: true }));
  await press("Escape", job());
  await press("F6", document.querySelector("#person-page"));
  expect(job().value).toBe(before);
});

test("an export that is half set up stays so", async () => {
  const { commands } = rust(3);
  const people = new People(event.id, commands);
  const open = async () => {
    shown = mount(ExportSection, { target: document.body, props: { people, event, commands } });
    await settled();
  };
  await open();
  document.querySelector<HTMLInputElement>("input[name=export-format][value=csv]")?.click();
  if (shown) await unmount(shown);
  await open();
  expect(document.querySelector<HTMLInputElement>("input[name=export-format][value=csv]")?.checked).toBe(
    true,
  );
});
