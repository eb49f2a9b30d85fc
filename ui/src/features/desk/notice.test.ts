import { flushSync, mount, tick, unmount } from "svelte";
import { expect, test, vi } from "vitest";
import type { EventView } from "../../generated/EventView";
import { language } from "../../shared/i18n/language.svelte";
import DeskPage from "./DeskPage.svelte";
import { Desk } from "./state/desk.svelte";
import { event, NOW, rust } from "./testing";

vi.mock("@tauri-apps/api/event", () => ({ listen: () => Promise.resolve(() => undefined) }));

/** What the walk-in form of an event says of the privacy notice. */
async function noticeOf(of: EventView): Promise<string> {
  const around = { commands: rust(), event: of, checkpoint: "c1", sound: () => undefined, now: () => NOW };
  const desk = new Desk({ ...around, focusSearch: () => undefined });
  const props = {
    desk,
    event: of,
    windowKeys: [],
    otherPrinter: () => undefined,
    scannerTest: () => undefined,
    field: undefined,
  };
  const page = mount(DeskPage, { target: document.body, props });
  desk.openForm("walk_in");
  for (let i = 0; i < 12; i += 1) await tick();
  flushSync();
  const said = document.querySelector("#person-form")?.textContent.replaceAll(/\s+/g, " ") ?? "";
  desk.stop();
  await unmount(page);
  return said;
}

test("the walk-in form shows the event's own notice in the window's language, else where the visitor finds one", async () => {
  language.now = "es";
  expect(await noticeOf(event)).toContain("(hoja del mostrador o código QR)");
  const texts = {
    eu: "Datuak azokarako.",
    es: "Datos solo para la feria.",
    en: "Details for the fair only.",
  };
  const said = await noticeOf({ ...event, privacy_notice: texts });
  expect(said).toContain("Datos solo para la feria.");
  expect(said).not.toContain("hoja del mostrador");
});
