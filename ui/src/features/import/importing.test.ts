import { describe, expect, test, vi } from "vitest";
import type { ImportPreview } from "../../generated/ImportPreview";
import type { ImportReport } from "../../generated/ImportReport";
import type { imports } from "../../shared/api/commands";
import { language } from "../../shared/i18n/language.svelte";
import { Importing, rejectedPath } from "./importing.svelte";

const preview: ImportPreview = {
  path: "/lists/guests.csv",
  family: "plain",
  encoding: "UTF-8",
  delimiter: ";",
  sheets: [],
  rows: 3,
  columns: [
    { header: "Who", field: null, example: "Itziar" },
    { header: "Firm", field: "company", example: "Zubiola" },
  ],
  first_rows: [],
  missing: [["full_name", "given_name", "family_name"]],
};

const report: ImportReport = {
  read: 3,
  added: 2,
  updated: 0,
  unchanged: 0,
  check_ins: 0,
  rejected: [{ row: 3, code: "name_missing", params: {}, message: "There is no name.", field: null }],
  repaired: [],
  kept: [],
  cancelled: false,
  dry_run: false,
};

function commands(over: Partial<typeof imports> = {}): typeof imports {
  return {
    chooseFile: vi.fn(() => Promise.resolve<string | null>("/lists/guests.csv")),
    preview: vi.fn(() => Promise.resolve(preview)),
    run: vi.fn(() => Promise.resolve(report)),
    cancel: vi.fn(() => Promise.resolve()),
    saveRejected: vi.fn((_e: string, _p: string, target: string) => Promise.resolve(target)),
    ...over,
  };
}

describe("an import", () => {
  test("goes from the file to its report, with the mapping that a person changed", async () => {
    const rust = commands();
    const importing = new Importing(() => "event-1", rust);
    await importing.choose();
    expect(importing.stage).toBe("mapping");
    expect(importing.missing).toEqual([["full_name", "given_name", "family_name"]]);
    importing.fields[0] = "full_name";
    expect(importing.missing).toEqual([]);
    await importing.run(false);
    expect(rust.run).toHaveBeenCalledWith(
      "event-1",
      "/lists/guests.csv",
      null,
      [
        ["Who", "full_name"],
        ["Firm", "company"],
      ],
      false,
    );
    expect(importing.stage).toBe("done");
    expect(importing.report?.added).toBe(2);
  });

  test("that nobody touched sends no mapping: what Rust read stays Rust's", async () => {
    const importing = new Importing(() => "event-1", commands());
    await importing.look("/lists/guests.csv");
    expect(importing.mapping).toBeNull();
  });

  test("of a file that cannot be read says why and asks for another", async () => {
    language.now = "en";
    const preview = () => Promise.reject({ code: "file_empty", params: {}, message: "Empty." });
    const importing = new Importing(() => "event-1", commands({ preview }));
    await importing.look("/lists/guests.csv");
    expect(importing.stage).toBe("choose");
    expect(importing.failed).toBe("The file is empty.");
  });

  test("that fails while it runs goes back to the columns with nothing lost", async () => {
    const run = () => Promise.reject({ code: "disk_full", params: {}, message: "Full." });
    const importing = new Importing(() => "event-1", commands({ run }));
    await importing.look("/lists/guests.csv");
    importing.fields[0] = "full_name";
    await importing.run(false);
    expect(importing.stage).toBe("mapping");
    expect(importing.fields[0]).toBe("full_name");
    expect(importing.failed).not.toBe("");
  });

  test("hands its rejected rows back beside the file", async () => {
    const importing = new Importing(() => "event-1", commands());
    await importing.look("/lists/guests.csv");
    await importing.run(false);
    await importing.saveRejected();
    expect(importing.saved).toBe("/lists/guests.rejected.csv");
  });
});

test.each([
  ["/a/list.xlsx", "/a/list.rejected.csv"],
  ["/a.b/list", "/a.b/list.rejected.csv"],
  ["C:\\lists\\guests.csv", "C:\\lists\\guests.rejected.csv"],
])("rejected rows of %s go to %s", (path, target) => {
  expect(rejectedPath(path)).toBe(target);
});
