import { flushSync, mount, tick, unmount } from "svelte";
import { beforeEach, expect, test, vi } from "vitest";
import type { EventView } from "../../generated/EventView";
import { badges } from "../../shared/api/commands";
import { printers } from "../../shared/device/printers.svelte";
import { language } from "../../shared/i18n/language.svelte";
import BadgesSection from "./BadgesSection.svelte";

const event = { id: "e1", label: "boi" } as EventView;

async function settled(): Promise<void> {
  for (let i = 0; i < 8; i += 1) await tick();
  flushSync();
}

const show = () => mount(BadgesSection, { target: document.body, props: { event } });

beforeEach(() => {
  language.now = "en";
  printers.templates = [];
});

test("badges can be made once a format is known, and that asks no printer", async () => {
  const pdf = vi.spyOn(badges, "pdf").mockReturnValue(new Promise(() => undefined));
  vi.spyOn(badges, "printers").mockRejectedValue({ code: "print_system", params: {}, message: "No answer." });
  vi.spyOn(badges, "templates").mockResolvedValue([{ name: "a6", chosen: true }]);
  const section = show();
  const button = () => document.querySelector<HTMLButtonElement>("form .primary");
  expect(button()?.disabled).toBe(true);
  await expect(printers.look()).rejects.toMatchObject({ code: "print_system" });
  await settled();
  expect(button()?.disabled).toBe(false);
  button()?.click();
  expect(pdf).toHaveBeenCalledWith("e1", "a6", "sarrera-boi-a6.pdf");
  await unmount(section);
});

test("whoever lost their page while the file was made is named", async () => {
  printers.templates = [{ name: "a6", chosen: true }];
  vi.spyOn(badges, "pdf").mockResolvedValue({
    pages: 38,
    missing_glyphs: [],
    overflow: [],
    overtaken: ["Ane Uria", "Jon Agirre"],
    path: "/fair/badges.pdf",
  });
  const section = show();
  await settled();
  document.querySelector("form")?.requestSubmit();
  await settled();
  expect(document.body.textContent).toContain("38 pages saved: /fair/badges.pdf");
  expect(document.body.textContent).toContain("No page for Ane Uria, Jon Agirre: since the file was begun");
  await unmount(section);
});
