// What a form shows while it is typed: the badge as it would print, and who of the company is registered.
import { flushSync, mount, tick, unmount } from "svelte";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import type { BadgePreview } from "../../generated/BadgePreview";
import type { Checked } from "../../generated/Checked";
import { Form } from "../../shared/form/form.svelte";
import CompanyField from "../../shared/form/CompanyField.svelte";
import FormField from "../../shared/form/FormField.svelte";
import Paper from "../../shared/parts/Paper.svelte";
import { language } from "../../shared/i18n/language.svelte";
import { event, rust, somebody } from "./testing";

let shown: Record<string, unknown> | undefined;

beforeEach(() => {
  language.now = "en";
});
afterEach(() => {
  if (shown) void unmount(shown);
  shown = undefined;
  vi.useRealTimers();
});

const drawn = (svg: string, over: Partial<BadgePreview> = {}): BadgePreview => ({
  svg,
  template: "a6",
  width_mm: 105,
  height_mm: 148,
  missing_glyphs: [],
  overflow: [],
  shrunk: [],
  ...over,
});
const checked = (over: Partial<Checked> = {}): Checked => ({
  problems: {},
  suggestions: {},
  likely: [],
  open: [],
  company_people: 0,
  ...over,
});
const walkIn = (commands: Parameters<typeof rust>[0]) =>
  new Form("walk_in", null, "visitor", rust(commands), event.id);
const text = () => document.body.textContent.replaceAll(/\s+/g, " ");

async function settled(): Promise<void> {
  for (let i = 0; i < 8; i += 1) await tick();
  flushSync();
}

test("the badge of a walk-in follows what is typed, once the keys rest", async () => {
  vi.useFakeTimers();
  const previewForm = vi.fn((_e: string, form: { given_name: string | null }) =>
    Promise.resolve(drawn(form.given_name ?? "")),
  );
  const form = walkIn({ previewForm });
  for (const name of ["A", "An", "Ane"]) form.set("given_name", name);
  expect(previewForm).not.toHaveBeenCalled();
  await vi.advanceTimersByTimeAsync(150);
  expect(previewForm).toHaveBeenCalledOnce();
  expect(form.preview?.svg).toBe("Ane");
  expect(form.name).toBe("Ane");
});

test("an older drawing that comes late takes nothing from a newer one", async () => {
  const answers: ((preview: BadgePreview) => void)[] = [];
  const form = walkIn({ previewForm: () => new Promise((answer) => answers.push(answer)) });
  await form.check();
  await form.check();
  answers[1]?.(drawn("new"));
  await settled();
  answers[0]?.(drawn("old"));
  await settled();
  expect(form.preview?.svg).toBe("new");
});

test("no form waits for its drawing, and one that cannot be drawn shows no badge that is not true", async () => {
  let fails = false;
  const previewForm = () => (fails ? Promise.reject(new Error("no")) : Promise.resolve(drawn("Ane")));
  const form = walkIn({ previewForm });
  await form.check();
  await settled();
  expect(form.preview?.svg).toBe("Ane");
  fails = true;
  await form.check();
  await settled();
  expect(form.preview).toBeNull();
  const never = walkIn({
    previewForm: () => new Promise<BadgePreview>(() => undefined),
    checkForm: () => Promise.resolve(checked({ problems: { given_name: "missing" } })),
  });
  await never.check();
  expect(never.checked.problems.given_name).toBe("missing");
});

test("a correction asks for the badge of that person with what was changed only", async () => {
  const previewForm = vi.fn(() => Promise.resolve(drawn("fixed")));
  const form = new Form("correct", somebody({ id: "p7" }), "visitor", rust({ previewForm }), event.id);
  form.set("family_name", "Aguirre");
  await form.check();
  const [, asked, of] = previewForm.mock.calls[0] as unknown as [string, Record<string, unknown>, string];
  expect([asked.family_name, asked.given_name, of]).toEqual(["Aguirre", null, "p7"]);
  form.leave();
});

test("what is smaller on the badge, does not fit or lacks letters is said beside it", async () => {
  const preview = drawn("<svg/>", {
    shrunk: [{ text: "Kovalenko-Tymoshchuk", percent: 12 }],
    overflow: ["Etxeberria"],
    missing_glyphs: ["𒀀"],
  });
  shown = mount(Paper, { target: document.body, props: { preview, name: "Ane" } });
  await settled();
  const said = document.querySelector("[role=status]")?.textContent ?? "";
  for (const part of ["Kovalenko-Tymoshchuk: 12% smaller", "Etxeberria", "𒀀"]) expect(said).toContain(part);
});

test("how many of the company are registered stands under it, and of no company that is still being typed", async () => {
  const counts: Record<string, number> = { Lviv: 1, "Lviv Hydraulics": 2_000 };
  const checkForm = (_e: string, form: { company: string | null }) =>
    Promise.resolve(checked({ company_people: counts[form.company ?? ""] ?? 0 }));
  const form = walkIn({ checkForm });
  shown = mount(CompanyField, { target: document.body, props: { form } });
  form.set("company", "Lviv");
  await form.check();
  await settled();
  expect(text()).toContain("1 other person of this company is registered.");
  form.set("company", "Lviv H");
  await settled();
  expect(text()).not.toContain("registered");
  form.set("company", "Lviv Hydraulics");
  await form.check();
  await settled();
  expect(text()).toContain("2,000 other people of this company are registered.");
  form.leave();
});

test("a character that a scan takes back is gone from the draft too, where the form was closed meanwhile", () => {
  const form = walkIn({ checkForm: () => Promise.resolve(checked()) });
  for (const [Field, name] of [
    [FormField, "given_name"],
    [CompanyField, "company"],
  ] as const) {
    form.set(name, "Ane");
    const mounted = mount(Field, { target: document.body, props: { form, name } });
    flushSync();
    const field = document.querySelector("input") as HTMLInputElement;
    const typed = (value: string) => {
      field.value = value;
      field.dispatchEvent(new Event("input", { bubbles: true }));
    };
    typed("Anek");
    expect(form.texts[name]).toBe("Anek");
    void unmount(mounted);
    expect(field.isConnected).toBe(false);
    typed("Ane");
    expect(form.texts[name]).toBe("Ane");
  }
  form.leave();
});
