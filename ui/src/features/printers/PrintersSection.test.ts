import { flushSync, mount, tick, unmount } from "svelte";
import { afterEach, expect, test, vi } from "vitest";
import { badges } from "../../shared/api/commands";
import { language } from "../../shared/i18n/language.svelte";
import PrintersSection from "./PrintersSection.svelte";

afterEach(() => vi.restoreAllMocks());

async function settled(): Promise<void> {
  for (let i = 0; i < 8; i += 1) await tick();
  flushSync();
}

const chosen = () => document.querySelector<HTMLInputElement>("input:checked")?.closest("label")?.textContent;

test("the paper in the printer is told here, and the format that is printed is the one that is marked", async () => {
  language.now = "en";
  let printed = "a6";
  vi.spyOn(badges, "printers").mockResolvedValue([
    { id: "cups:label", name: "Label printer", state: "ready", chosen: true, stands_in: false },
  ]);
  vi.spyOn(badges, "templates").mockImplementation(() =>
    Promise.resolve(
      ["a6", "label-62x100"].map((name) => ({
        name,
        chosen: name === printed,
        width_mm: 62,
        height_mm: 100,
      })),
    ),
  );
  const choose = vi.spyOn(badges, "chooseTemplate").mockImplementation((name) => {
    printed = name;
    return Promise.resolve();
  });
  const section = mount(PrintersSection, { target: document.body });
  await settled();
  expect(chosen()).toContain("A6 portrait");
  document.querySelector<HTMLInputElement>("input[value='label-62x100']")?.click();
  await settled();
  expect(choose).toHaveBeenCalledExactlyOnceWith("label-62x100");
  expect(chosen()).toContain("Label, 62 × 100 mm");
  await unmount(section);
});

test("the formats are there where nobody can tell of printers, and why is said", async () => {
  language.now = "en";
  vi.spyOn(badges, "printers").mockRejectedValue({ code: "print_system", params: {}, message: "No answer." });
  vi.spyOn(badges, "templates").mockResolvedValue([
    { name: "label-54x86", chosen: true, width_mm: 54, height_mm: 86 },
  ]);
  const section = mount(PrintersSection, { target: document.body });
  await settled();
  expect(document.querySelector<HTMLInputElement>("input:checked")?.value).toBe("label-54x86");
  expect(document.querySelector("[role=alert]")).not.toBeNull();
  await unmount(section);
});
