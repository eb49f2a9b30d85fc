import { flushSync, mount, tick, unmount } from "svelte";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import type { ImportReport } from "../../generated/ImportReport";
import type { imports } from "../../shared/api/commands";
import { language } from "../../shared/i18n/language.svelte";
import ImportSection from "./ImportSection.svelte";
import { Importing } from "./importing.svelte";
import open from "./recorded/open.json";
import report from "./recorded/report.json";
import workbook from "./recorded/workbook.json";

vi.mock("@tauri-apps/api/event", () => ({ listen: () => Promise.resolve(() => undefined) }));

let section: Record<string, unknown> | undefined;

async function settled(): Promise<void> {
  for (let i = 0; i < 5; i += 1) await tick();
  flushSync();
}

async function show(importing: Importing): Promise<void> {
  section = mount(ImportSection, {
    target: document.body,
    props: { importing, timeZone: "Europe/Madrid" },
  });
  await settled();
}

async function leave(): Promise<void> {
  if (section) await unmount(section);
  section = undefined;
}

const text = () => document.body.textContent.replaceAll(/\s+/g, " ");
const runButton = () => document.querySelector<HTMLButtonElement>(".end .btn.primary");

function rust(preview: typeof open | typeof workbook, run: () => Promise<ImportReport>): typeof imports {
  return {
    chooseFile: () => Promise.resolve(null),
    preview: () => Promise.resolve(preview),
    run,
    cancel: () => Promise.resolve(),
    saveRejected: (_event, target) => Promise.resolve(target),
    runs: () => Promise.resolve([]),
  };
}

beforeEach(() => {
  language.now = "en";
});

afterEach(leave);

test("an import that ends while people are at the desk shows its report when they come back", async () => {
  let end: (report: ImportReport) => void = () => undefined;
  const running = () => new Promise<ImportReport>((resolve) => (end = resolve));
  const importing = new Importing("event-1", rust(workbook, running));
  await show(importing);
  await importing.look("/lists/workbook");
  await settled();
  runButton()?.click();
  await settled();
  expect(text()).toContain("Importing");
  await leave();
  end(report);
  await settled();
  await show(importing);
  expect(text()).toContain("There is no name.");
  expect(text()).toContain("Only the sheet “Press” was read. The others: Visitors.");
});

test("the button to import is there to press only when Rust has no objection", async () => {
  const importing = new Importing(
    "event-1",
    rust(open, () => Promise.resolve(report)),
  );
  await show(importing);
  await importing.look("/lists/open");
  await settled();
  expect(runButton()?.disabled).toBe(true);
  expect(text()).toContain("Missing: Full name, First name or Last name.");
});

/** The report of a file in which nothing is wrong, after all of it or, stopped, after a part. */
async function reported(over: Partial<ImportReport>): Promise<void> {
  const clean = { ...report, rejected: [], notes: [], ...over };
  const importing = new Importing(
    "event-1",
    rust(workbook, () => Promise.resolve(clean)),
  );
  await show(importing);
  await importing.look("/lists/workbook");
  await importing.run(clean.dry_run);
  await settled();
}

const fixed: ImportReport["repaired"] = [
  { row: 2, field: "company", value: "A  B", code: "line_break", message: "A line break." },
];

test("a trial never says that somebody was imported", async () => {
  await reported({ dry_run: true, repaired: fixed });
  expect(text()).toContain("Every row can be imported.");
  expect(text()).toContain("To be added 1");
  expect(text()).toContain("These can be imported, with this repair.");
  expect(text()).not.toMatch(/was imported|were imported/);
  await leave();
  await reported({ dry_run: true, rejected: report.rejected });
  expect(text()).toContain("These rows cannot be imported.");
  expect(text()).not.toContain("were not imported");
});

test("an import says that every row was imported only when it reached the end", async () => {
  await reported({ dry_run: false });
  expect(text()).toContain("Every row was imported.");
  await leave();
  await reported({ dry_run: false, cancelled: true });
  expect(text()).toContain("Stopped. What was imported until then is kept.");
  expect(text()).not.toContain("Every row");
});

test("a trial that was stopped kept nothing, and the import offered is of the whole file", async () => {
  await reported({ dry_run: true, cancelled: true, read: 1 });
  expect(text()).toContain("Trial stopped: nothing was changed");
  expect(text()).not.toContain("Every row");
  expect(text()).not.toContain("kept");
  expect(runButton()?.textContent).toContain(`Import ${workbook.rows} rows`);
});

test("a trial that runs is not called an import", async () => {
  const importing = new Importing(
    "event-1",
    rust(workbook, () => new Promise(() => undefined)),
  );
  await show(importing);
  await importing.look("/lists/workbook");
  void importing.run(true);
  await settled();
  expect(text()).toContain("Trying out, without changing anything:");
  expect(text()).not.toContain("Importing");
});

test("a file dropped on chosen columns is asked for by its name, and Enter keeps the columns", async () => {
  const importing = new Importing(
    "event-1",
    rust(open, () => Promise.resolve(report)),
  );
  await show(importing);
  await importing.look("/lists/open");
  await settled();
  const field = document.querySelector<HTMLSelectElement>("td select");
  field?.focus();
  if (field) field.value = "full_name";
  field?.dispatchEvent(new Event("change", { bubbles: true }));
  await settled();
  await importing.look("/lists/guests.csv");
  await settled();
  expect(document.querySelector("p[role=status]")?.textContent).toContain("look at guests.csv instead");
  expect(document.activeElement?.textContent).toBe("Keep these columns");
  (document.activeElement as HTMLElement).click();
  await settled();
  expect(text()).not.toContain("guests.csv");
  expect(document.activeElement).toBe(field);
});

test("names of a file are marked as what their letters are, in the report too", async () => {
  await reported({ repaired: fixed.map((one) => ({ ...one, value: "Олена" })) });
  const marked = [...document.body.querySelectorAll("[lang]")].map((one) => [
    one.textContent,
    one.getAttribute("lang"),
  ]);
  expect(marked).toEqual([["Олена", "und-Cyrl"]]);
});

test("a file that cannot be read is named with what is wrong with it", async () => {
  const commands = {
    ...rust(open, () => Promise.resolve(report)),
    preview: vi.fn().mockRejectedValue({ code: "workbook_broken", params: {}, message: "Broken." }),
  };
  const importing = new Importing("event-1", commands);
  await show(importing);
  await importing.look("/lists/coaches.xlsx");
  await settled();
  expect(text()).toMatch(/\/lists\/coaches\.xlsx.*The file is damaged/);
});
