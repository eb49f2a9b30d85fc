// The desk's page in a test, as somebody stands before it with a keyboard.
import { flushSync, mount, tick, unmount } from "svelte";
import type { DeskCommands } from "../../shared/api/commands";
import type { HelpCommands } from "../../shared/api/help";
import DeskPage from "./DeskPage.svelte";
import { Desk } from "./state/desk.svelte";
import { event, NOW, rust } from "./testing";

export const box = () => document.querySelector<HTMLInputElement>(".search input") as HTMLInputElement;
export const text = (element: Element | null) => element?.textContent.replaceAll(/\s+/g, " ").trim() ?? "";

export async function settled(): Promise<void> {
  for (let i = 0; i < 14; i += 1) await tick();
  flushSync();
}

/** Opens the page; the second answer closes it. */
export async function openPage(
  over: Partial<DeskCommands> = {},
  help?: HelpCommands,
): Promise<[Desk, () => Promise<void>]> {
  const around = {
    commands: rust(over),
    event,
    checkpoint: "c1",
    sound: () => undefined,
    now: () => NOW,
    focusSearch: () => box().focus(),
  };
  const desk = new Desk(help ? { ...around, help } : around);
  const props = {
    desk,
    event,
    windowKeys: [],
    otherPrinter: () => undefined,
    scannerTest: () => undefined,
    field: undefined,
  };
  const page = mount(DeskPage, { target: document.body, props });
  await settled();
  const close = async () => {
    desk.stop();
    await unmount(page);
    document.body.innerHTML = "";
  };
  return [desk, close];
}

export async function type(words: string): Promise<void> {
  box().value = words;
  box().dispatchEvent(new Event("input", { bubbles: true }));
  await settled();
}

export async function press(key: string, more: KeyboardEventInit = {}): Promise<void> {
  const from = document.activeElement ?? document.body;
  from.dispatchEvent(new KeyboardEvent("keydown", { key, bubbles: true, cancelable: true, ...more }));
  await settled();
}

/** A digit or a letter where nothing takes text: whatever has the focus may answer to it. */
export async function digit(detail: string): Promise<void> {
  const from = document.activeElement ?? document.body;
  from.dispatchEvent(new CustomEvent("typed", { detail, bubbles: true, cancelable: true }));
  await settled();
}

/** What Tab stops at, in its order. */
export function stops(): HTMLElement[] {
  const all = document.querySelectorAll<HTMLElement>("a[href], button, input, select, textarea, [tabindex]");
  return [...all].filter((one) => one.tabIndex >= 0 && !one.hasAttribute("disabled"));
}
