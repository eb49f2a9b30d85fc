import { flushSync, mount, tick, unmount } from "svelte";
import { expect, test, vi } from "vitest";
import type { EventView } from "../../generated/EventView";
import { badges } from "../../shared/api/commands";
import { language } from "../../shared/i18n/language.svelte";
import BadgesSection from "./BadgesSection.svelte";

async function settled(): Promise<void> {
  for (let i = 0; i < 8; i += 1) await tick();
  flushSync();
}

test("whoever lost their page while the file was made is named", async () => {
  language.now = "en";
  vi.spyOn(badges, "pdf").mockResolvedValue({
    pages: 38,
    missing_glyphs: [],
    overflow: [],
    overtaken: ["Ane Uria", "Jon Agirre"],
    path: "/fair/badges.pdf",
  });
  const event = { id: "e1", label: "boi-2023" } as EventView;
  const section = mount(BadgesSection, { target: document.body, props: { event } });
  await settled();
  document.querySelector("form")?.requestSubmit();
  await settled();
  expect(document.body.textContent).toContain("38 pages saved: /fair/badges.pdf");
  expect(document.body.textContent).toContain("No page for Ane Uria, Jon Agirre: since the file was begun");
  await unmount(section);
});
