import { flushSync, mount, tick, unmount } from "svelte";
import { expect, test, vi } from "vitest";
import type { EventView } from "../../generated/EventView";
import { badges } from "../../shared/api/commands";
import { printers } from "../../shared/device/printers.svelte";
import BadgesSection from "./BadgesSection.svelte";

const event = { id: "e1", label: "boi" } as EventView;

test("badges can be made once a format is known, and that asks no printer", async () => {
  const pdf = vi.spyOn(badges, "pdf");
  vi.spyOn(badges, "printers").mockRejectedValue({ code: "print_system", params: {}, message: "No answer." });
  vi.spyOn(badges, "templates").mockResolvedValue([{ name: "a6", chosen: true }]);
  const section = mount(BadgesSection, { target: document.body, props: { event } });
  const button = () => document.querySelector<HTMLButtonElement>("form .primary");
  expect(button()?.disabled).toBe(true);
  await expect(printers.look()).rejects.toMatchObject({ code: "print_system" });
  await tick();
  flushSync();
  pdf.mockReturnValue(new Promise(() => undefined));
  expect(button()?.disabled).toBe(false);
  button()?.click();
  expect(pdf).toHaveBeenCalledWith("e1", "a6", "sarrera-boi-a6.pdf");
  await unmount(section);
});
