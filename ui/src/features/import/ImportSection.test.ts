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

test("a list that was stopped or only tried out does not say that every row was imported", async () => {
  const clean: ImportReport = { ...report, rejected: [] };
  for (const [said, every] of [
    [{ ...clean, cancelled: false, dry_run: false }, true],
    [{ ...clean, cancelled: true, dry_run: false }, false],
    [{ ...clean, cancelled: false, dry_run: true }, false],
  ] as const) {
    const importing = new Importing(
      "event-1",
      rust(workbook, () => Promise.resolve(said)),
    );
    await show(importing);
    await importing.look("/lists/workbook");
    await importing.run(false);
    await settled();
    expect(text().includes("Every row was imported.")).toBe(every);
    await leave();
  }
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
  expect(text()).toMatch(/\/lists\/coaches\.xlsx.*The workbook is damaged/);
});
