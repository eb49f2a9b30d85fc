import { flushSync, mount, tick, unmount } from "svelte";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import type { EventSetup } from "../../generated/EventSetup";
import type { EventView } from "../../generated/EventView";
import { setup } from "../../shared/api/setup";
import { language } from "../../shared/i18n/language.svelte";
import SetupSection from "./SetupSection.svelte";

const event = { id: "e1", days: ["2026-11-24", "2026-11-25"] } as EventView;
const view: EventSetup = {
  event: {
    name: "A fair",
    venue: "BEC",
    time_zone: "Europe/Madrid",
    starts: "2026-11-24",
    ends: "2026-11-25",
  },
  privacy_notice: { eu: "", es: "", en: "" },
  categories: [
    { id: "press", words: { eu: "Prentsa", es: "Prensa", en: "Press" }, pattern: "dots" },
    { id: "visitor", words: { eu: "Bisitaria", es: "Visitante", en: "Visitor" }, pattern: "empty" },
  ],
  patterns: ["empty", "dots"],
  checkpoints: [
    {
      label: "main",
      name: "Main entrance",
      re_entry: "never",
      once_per: "day",
      capacity: null,
      open: [],
      only: ["press"],
      prints: true,
    },
  ],
};
let page: Record<string, unknown> | undefined;

async function settled(): Promise<void> {
  for (let i = 0; i < 14; i += 1) await tick();
  flushSync();
}

async function type(id: string, words: string): Promise<void> {
  const field = document.getElementById(id) as HTMLInputElement;
  field.value = words;
  field.dispatchEvent(new Event("input", { bubbles: true }));
  await settled();
}

async function click(css: string): Promise<void> {
  document.querySelector<HTMLElement>(css)?.click();
  await settled();
}

async function submit(css: string): Promise<void> {
  document.querySelector<HTMLElement>(css)?.closest("form")?.requestSubmit();
  await settled();
}

const text = () => document.body.textContent.replaceAll(/\s+/g, " ");
const refused = (code: string, params: Record<string, string>) => ({ code, params, message: code });

beforeEach(async () => {
  language.now = "en";
  vi.spyOn(setup, "of").mockResolvedValue(view);
  page = mount(SetupSection, { target: document.body, props: { event } });
  await settled();
});

afterEach(async () => {
  if (page) await unmount(page);
  vi.restoreAllMocks();
});

test("what is wrong with the event stands at its field, which has the focus", async () => {
  vi.spyOn(setup, "saveEvent").mockRejectedValue(refused("field_missing", { field: "name" }));
  await type("setup-name", " ");
  await submit("#setup-name");
  expect(document.getElementById("setup-name-hint")?.textContent).toBe("Fill in the marked field.");
  expect(document.activeElement?.id).toBe("setup-name");
});

test("what was saved is said", async () => {
  const save = vi.spyOn(setup, "saveEvent").mockResolvedValue(event);
  await type("setup-venue", "Barakaldo");
  await submit("#setup-venue");
  expect(save).toHaveBeenCalledWith("e1", { ...view.event, venue: "Barakaldo" });
  expect(text()).toContain("Saved");
});

test("a category is added with its pattern, and the focus goes back to the button", async () => {
  await click("#category-add");
  expect(document.activeElement?.id).toBe("category-eu");
  await type("category-eu", "Epaimahaia");
  await type("category-es", "Jurado");
  await type("category-en", "Jury");
  await click("input[name=pattern][value=dots]");
  const save = vi.spyOn(setup, "saveCategory").mockResolvedValue(view.categories[0] as never);
  await submit("#category-eu");
  expect(save).toHaveBeenCalledWith("e1", {
    id: null,
    label: "",
    words: { eu: "Epaimahaia", es: "Jurado", en: "Jury" },
    pattern: "dots",
  });
  expect(document.activeElement?.id).toBe("category-add");
});

test("a short name that is taken is told at its field, and Esc leaves the form and not the office", async () => {
  await click("#category-add");
  vi.spyOn(setup, "saveCategory").mockRejectedValue(
    refused("label_taken", { label: "press", field: "label" }),
  );
  await submit("#category-eu");
  expect(document.getElementById("category-label-hint")?.textContent).toContain("“press” is taken");
  const heard = vi.fn();
  window.addEventListener("keydown", heard);
  const esc = new KeyboardEvent("keydown", { key: "Escape", bubbles: true, cancelable: true });
  document.getElementById("category-eu")?.dispatchEvent(esc);
  await settled();
  window.removeEventListener("keydown", heard);
  expect(heard).not.toHaveBeenCalled();
  expect(document.getElementById("category-eu")).toBeNull();
});

test("a checkpoint is changed as it is typed, and a capacity is a number", async () => {
  expect(text()).toContain("Press · Coming in again: No · always open");
  await click("#checkpoint-main");
  const save = vi.spyOn(setup, "saveCheckpoint").mockImplementation((_e, form) => Promise.resolve(form));
  await type("checkpoint-capacity", "many");
  await submit("#checkpoint-name");
  expect(save).not.toHaveBeenCalled();
  expect(document.activeElement?.id).toBe("checkpoint-capacity");
  await type("checkpoint-capacity", "240");
  await click("#opening-add");
  await submit("#checkpoint-name");
  expect(save).toHaveBeenCalledWith("e1", {
    ...view.checkpoints[0],
    capacity: 240,
    open: [{ day: "2026-11-24", from: "09:00", until: "18:00" }],
  });
});

test("a notice lacks no language", async () => {
  vi.spyOn(setup, "saveNotice").mockRejectedValue(refused("field_missing", { field: "es" }));
  await type("notice-eu", "Datuak");
  await submit("#notice-eu");
  expect(document.activeElement?.id).toBe("notice-es");
});

/** A scan leads to the desk; then somebody comes back. */
async function awayAndBack(): Promise<void> {
  if (page) await unmount(page);
  page = mount(SetupSection, { target: document.body, props: { event } });
  await settled();
}

const value = (id: string) => (document.getElementById(id) as HTMLInputElement | null)?.value;

test("what was typed of the event, of a category and of an entrance stands there after a scan", async () => {
  await type("setup-venue", "Barakaldo");
  await type("notice-eu", "Datuak");
  await click("#category-press");
  await type("category-eu", "Kazetaria");
  await click("#checkpoint-add");
  await type("checkpoint-name", "North");
  await type("checkpoint-capacity", "240");
  await click("#opening-add");
  await awayAndBack();
  expect(value("setup-venue")).toBe("Barakaldo");
  expect(value("notice-eu")).toBe("Datuak");
  expect(value("category-eu")).toBe("Kazetaria");
  expect([value("checkpoint-name"), value("checkpoint-capacity")]).toEqual(["North", "240"]);
  expect(document.querySelectorAll("form.editor select")).toHaveLength(1);
});

test("a form that nobody wrote in shows what stands by now", async () => {
  await click("#category-press");
  const elsewhere = { ...view.categories[0], words: { eu: "Kazetariak", es: "Prensa", en: "Press" } };
  vi.mocked(setup.of).mockResolvedValue({
    ...view,
    event: { ...view.event, venue: "Irun" },
    categories: [elsewhere as never],
  });
  await awayAndBack();
  expect(value("setup-venue")).toBe("Irun");
  expect(value("category-eu")).toBe("Kazetariak");
});

test("what was saved or left is no draft any more", async () => {
  vi.spyOn(setup, "saveEvent").mockResolvedValue(event);
  await type("setup-venue", "Barakaldo");
  await submit("#setup-venue");
  await click("#category-press");
  await type("category-eu", "Kazetaria");
  document
    .getElementById("category-eu")
    ?.dispatchEvent(new KeyboardEvent("keydown", { key: "Escape", bubbles: true, cancelable: true }));
  await awayAndBack();
  expect(value("setup-venue")).toBe("BEC");
  await click("#category-press");
  expect(value("category-eu")).toBe("Prentsa");
});

test("a day that somebody has half written stands there when they come back, and the other day as it was", async () => {
  await type("setup-starts", "25/1");
  await awayAndBack();
  expect([value("setup-starts"), value("setup-ends")]).toEqual(["25/1", "25/11/2026"]);
  await type("setup-starts", "23/11/2026");
  await awayAndBack();
  expect(value("setup-starts")).toBe("23/11/2026");
  expect(text()).toContain("Monday, 23 November 2026");
});

test("the event's days stand in their fields as people write them", () => {
  const starts = document.querySelector<HTMLInputElement>("#setup-starts");
  expect(starts?.value).toBe("24/11/2026");
  expect(text()).toContain("Tuesday, 24 November 2026");
});
