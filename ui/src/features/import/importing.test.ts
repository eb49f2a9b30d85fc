import { beforeEach, describe, expect, test, vi } from "vitest";
import type { ImportChoices } from "../../generated/ImportChoices";
import type { ImportPreview } from "../../generated/ImportPreview";
import type { ImportReport } from "../../generated/ImportReport";
import type { imports } from "../../shared/api/commands";
import { language } from "../../shared/i18n/language.svelte";
import { Importing, Imports, rejectedPath } from "./importing.svelte";
import equalChosen from "./recorded/equal-chosen.json";
import equal from "./recorded/equal.json";
import openChosen from "./recorded/open-chosen.json";
import open from "./recorded/open.json";
import report from "./recorded/report.json";
import western from "./recorded/western.json";
import workbookPress from "./recorded/workbook-press.json";
import workbook from "./recorded/workbook.json";
import { notesToTell, problemWords } from "./words";

// What Rust sends, recorded by its own tests.
type Ask = (path: string, choices: ImportChoices) => Promise<ImportPreview>;
const answers: Record<string, (choices: ImportChoices) => ImportPreview> = {
  "/lists/open": ({ columns }) => (columns.length === 0 ? open : openChosen),
  "/lists/equal": ({ columns }) => (columns.length === 0 ? equal : equalChosen),
  "/lists/workbook": ({ sheet }) => (sheet === "Press" ? workbookPress : workbook),
  "/lists/western": () => western,
};

function commands(over: Partial<typeof imports> = {}) {
  return {
    chooseFile: vi.fn(() => Promise.resolve<string | null>("/lists/open")),
    preview: vi.fn<Ask>((path, choices) => Promise.resolve(answers[path]?.(choices) ?? open)),
    run: vi.fn(() => Promise.resolve<ImportReport>(report)),
    cancel: vi.fn(() => Promise.resolve()),
    saveRejected: vi.fn((_event: string, target: string) => Promise.resolve(target)),
    runs: vi.fn(() => Promise.resolve([])),
    ...over,
  };
}

function column(importing: Importing, at: number) {
  const found = importing.preview?.columns[at];
  if (!found) throw new Error(`no column ${at}`);
  return found;
}

beforeEach(() => {
  language.now = "en";
});

describe("an import", () => {
  test("of a file without a known name can be run when Rust says that the chosen column is enough", async () => {
    const rust = commands();
    const importing = new Importing("event-1", rust);
    await importing.choose();
    expect(importing.stage).toBe("mapping");
    expect(importing.ready).toBe(false);
    expect(importing.preview?.problems.map(problemWords)).toEqual([
      "Missing: Full name, First name or Last name. Choose the column that has it.",
    ]);
    await importing.chooseField(column(importing, 0), "full_name");
    expect(importing.ready).toBe(true);
    await importing.run(false);
    const sent = { sheet: null, encoding: null, columns: [{ header: "Who", nth: 1, field: "full_name" }] };
    expect(rust.run).toHaveBeenCalledWith("event-1", "/lists/open", sent, false);
    expect(importing.stage).toBe("done");
  });

  test("of a list with two equal headers asks which one, and sends that one only", async () => {
    const rust = commands();
    const importing = new Importing("event-1", rust);
    await importing.look("/lists/equal");
    expect(importing.preview?.problems.map(problemWords)).toEqual([
      "Two columns claim the same field: Email, Email. Choose one.",
    ]);
    await importing.chooseField(column(importing, 2), null);
    const columns = [{ header: "Email", nth: 2, field: null }];
    expect(rust.preview).toHaveBeenLastCalledWith("/lists/equal", { sheet: null, encoding: null, columns });
    expect(importing.ready).toBe(true);
  });

  test("that nobody touched sends no column: what Rust read stays Rust's", async () => {
    const rust = commands();
    const importing = new Importing("event-1", rust);
    await importing.look("/lists/workbook");
    await importing.run(true);
    const nothing = { sheet: null, encoding: null, columns: [] };
    expect(rust.run).toHaveBeenCalledWith("event-1", "/lists/workbook", nothing, true);
  });

  test("of a workbook reads the sheet that somebody chooses, and says which ones it leaves", async () => {
    const rust = commands();
    const importing = new Importing("event-1", rust);
    await importing.look("/lists/workbook");
    expect(importing.preview?.sheets).toEqual(["Visitors", "Press"]);
    expect(notesToTell(importing.preview?.notes ?? [])).toEqual([
      "Only the sheet “Visitors” was read. The others: Press.",
    ]);
    await importing.chooseSheet("Press");
    expect(importing.preview?.sheet).toBe("Press");
    await importing.run(false);
    const sent = { sheet: "Press", encoding: null, columns: [] };
    expect(rust.run).toHaveBeenCalledWith("event-1", "/lists/workbook", sent, false);
  });

  test("in an encoding that was assumed shows words to check", async () => {
    const importing = new Importing("event-1", commands());
    await importing.look("/lists/western");
    const [note] = notesToTell(importing.preview?.notes ?? []);
    expect(note).toContain("windows-1252");
    expect(note).toContain("Muñoz");
  });

  test("whose encoding is not clear asks for it and reads again", async () => {
    const preview = vi.fn<Ask>((_, { encoding }) =>
      encoding === "windows-1251"
        ? Promise.resolve(western)
        : Promise.reject(
            Object.assign(new Error("Unclear."), {
              code: "encoding_unclear",
              params: { name: "windows-1252", sample: "Êîâàëåíêî" },
            }),
          ),
    );
    const importing = new Importing("event-1", commands({ preview }));
    await importing.look("/lists/cyrillic.csv");
    expect([importing.stage, importing.asksEncoding]).toEqual(["choose", true]);
    await importing.chooseEncoding("windows-1251");
    expect([importing.stage, importing.asksEncoding, importing.failed]).toEqual(["mapping", false, ""]);
  });

  test("of a file that cannot be read says why and asks for another", async () => {
    const preview = () => Promise.reject({ code: "file_empty", params: {}, message: "Empty." });
    const importing = new Importing("event-1", commands({ preview }));
    await importing.look("/lists/guests.csv");
    expect(importing.stage).toBe("choose");
    expect(importing.failed).toBe("The file is empty.");
  });

  test("that fails while it runs goes back to the columns with nothing lost", async () => {
    const run = () => Promise.reject({ code: "disk_full", params: {}, message: "Full." });
    const importing = new Importing("event-1", commands({ run }));
    await importing.look("/lists/open");
    await importing.chooseField(column(importing, 0), "full_name");
    await importing.run(false);
    expect(importing.stage).toBe("mapping");
    expect(column(importing, 0).field).toBe("full_name");
    expect(importing.failed).not.toBe("");
  });

  test("hands its rejected rows back beside the file, with reasons in the window's language", async () => {
    language.now = "es";
    const rust = commands();
    const importing = new Importing("event-1", rust);
    await importing.look("/lists/guests.csv");
    await importing.run(false);
    await importing.saveRejected();
    expect(importing.saved).toBe("/lists/guests.rejected.csv");
    expect(rust.saveRejected).toHaveBeenCalledWith("event-1", "/lists/guests.rejected.csv", {
      row: "Fila en el archivo original",
      reason: "Por qué no se ha importado",
      reasons: ["No hay nombre."],
    });
  });
});

test("an older answer never overtakes a newer question", async () => {
  const waiting: ((preview: ImportPreview) => void)[] = [];
  const preview = vi.fn<Ask>(() => new Promise((resolve) => waiting.push(resolve)));
  const importing = new Importing("event-1", commands({ preview }));
  const looked = importing.look("/lists/open");
  waiting[0]?.(open);
  await looked;
  const first = importing.chooseField(column(importing, 0), "company");
  const second = importing.chooseField(column(importing, 0), "full_name");
  waiting[2]?.(openChosen);
  await second;
  waiting[1]?.(open);
  await first;
  expect(importing.ready).toBe(true);
});

describe("of two files that are looked at one after the other", () => {
  const tick = () => new Promise((done) => setTimeout(done, 0));

  interface Waits {
    tell: (preview: ImportPreview) => void;
    fail: (thrown: unknown) => void;
  }

  function two() {
    const asked: Waits[] = [];
    const preview = vi.fn<Ask>(() => new Promise((tell, fail) => asked.push({ tell, fail })));
    const importing = new Importing("event-1", commands({ preview }));
    const looks = [importing.look("/lists/open"), importing.look("/lists/western")];
    const [first, second] = asked;
    if (!first || !second) throw new Error("two files were not asked for");
    return { importing, first, second, all: () => Promise.all(looks) };
  }

  test("the page looks until the second is there", async () => {
    const { importing, first, second, all } = two();
    first.tell(open);
    await tick();
    expect([importing.stage, importing.preview]).toEqual(["looking", null]);
    second.tell(western);
    await all();
    expect([importing.stage, importing.preview]).toEqual(["mapping", western]);
  });

  test("the first that fails late takes nothing from the second", async () => {
    const { importing, first, second, all } = two();
    second.tell(western);
    await tick();
    first.fail({ code: "encoding_unclear", params: {}, message: "Unclear." });
    await all();
    expect([importing.stage, importing.asksEncoding, importing.failed]).toEqual(["mapping", false, ""]);
  });
});

test("a report keeps its rejected rows until they are saved or somebody leaves it", async () => {
  const run = () => Promise.resolve<ImportReport>({ ...report, dry_run: false });
  const importing = new Importing("event-1", commands({ run }));
  await importing.look("/lists/open");
  await importing.run(false);
  await importing.look("/lists/western");
  expect([importing.stage, importing.path]).toEqual(["done", "/lists/open"]);
  expect(importing.failed).toContain("not saved yet");
  await importing.saveRejected();
  await importing.look("/lists/western");
  expect([importing.stage, importing.path, importing.failed]).toEqual(["mapping", "/lists/western", ""]);
});

test("a file dropped on an import that runs is refused with words, which go when it is done", async () => {
  let end: (done: ImportReport) => void = () => undefined;
  const run = () => new Promise<ImportReport>((resolve) => (end = resolve));
  const importing = new Importing("event-1", commands({ run }));
  await importing.look("/lists/open");
  const running = importing.run(false);
  await importing.look("/lists/western");
  expect([importing.stage, importing.path]).toEqual(["running", "/lists/open"]);
  expect(importing.failed).toBe("An import is running. Drop the file again when it is done.");
  end({ ...report, rejected: [] });
  await running;
  expect([importing.stage, importing.failed]).toEqual(["done", ""]);
});

describe("a file dropped on columns that somebody chose", () => {
  async function chosen(rust = commands()): Promise<Importing> {
    const importing = new Importing("event-1", rust);
    await importing.look("/lists/open");
    await importing.chooseField(column(importing, 0), "full_name");
    return importing;
  }

  test("waits, and Rust is not asked before they are given up", async () => {
    const rust = commands();
    const importing = await chosen(rust);
    await importing.look("/lists/western");
    expect([importing.path, importing.waiting]).toEqual(["/lists/open", "/lists/western"]);
    expect(column(importing, 0).field).toBe("full_name");
    expect(rust.preview).not.toHaveBeenCalledWith("/lists/western", expect.anything());
    await importing.goOn();
    expect([importing.path, importing.preview, importing.waiting]).toEqual(["/lists/western", western, ""]);
  });

  test("goes when they are kept", async () => {
    const importing = await chosen();
    await importing.look("/lists/western");
    importing.stay();
    expect([importing.stage, importing.path, importing.waiting]).toEqual(["mapping", "/lists/open", ""]);
  });

  test("waits after a trial of them too", async () => {
    const importing = await chosen();
    await importing.run(true);
    await importing.look("/lists/western");
    expect([importing.path, importing.waiting]).toEqual(["/lists/open", "/lists/western"]);
  });
});

test("an import is still there when somebody comes back to its event", () => {
  const all = new Imports();
  expect(all.of("event-1")).toBe(all.of("event-1"));
  expect(all.of("event-2")).not.toBe(all.of("event-1"));
});

test.each([
  ["/a/list.xlsx", "/a/list.rejected.csv"],
  ["/a.b/list", "/a.b/list.rejected.csv"],
  ["C:\\lists\\guests.csv", "C:\\lists\\guests.rejected.csv"],
])("rejected rows of %s go to %s", (path, target) => {
  expect(rejectedPath(path)).toBe(target);
});
