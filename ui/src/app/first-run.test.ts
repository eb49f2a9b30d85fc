// The first run with the trials in it, as the window composes them.
import { createRawSnippet, flushSync, mount, tick, unmount } from "svelte";
import { afterEach, expect, test, vi } from "vitest";
import FirstRun from "../features/first-run/FirstRun.svelte";
import TryingSection from "../features/trying/TryingSection.svelte";
import { language } from "../shared/i18n/language.svelte";

vi.mock("@tauri-apps/api/core", () => ({ invoke: () => Promise.reject(new Error("no Rust here")) }));
vi.mock("@tauri-apps/api/event", () => ({ listen: () => Promise.resolve(() => undefined) }));

const shown: Record<string, unknown>[] = [];
afterEach(() => {
  for (const one of shown.splice(0)) void unmount(one);
});

async function press(css: string): Promise<void> {
  document.querySelector<HTMLElement>(css)?.click();
  for (let i = 0; i < 8; i += 1) await tick();
  flushSync();
}

test("the list of steps goes on to the last where the trials are summed up, and back with them", async () => {
  language.now = "es";
  const trying = createRawSnippet<[(up: boolean) => void]>((summed) => ({
    render: () => "<div></div>",
    setup: (target) => {
      const props = { event: "e1", done: () => undefined, summed: summed() };
      shown.push(mount(TryingSection, { target, props }));
    },
  }));
  const props = {
    asksPassphrase: false,
    recoveryKeyUnseen: false,
    chooseLanguage: () => undefined,
    look: () => Promise.resolve(),
    done: () => Promise.resolve(),
    trying,
  };
  shown.push(mount(FirstRun, { target: document.body, props }));
  const step = () => document.querySelector("[aria-current=step]")?.textContent;
  flushSync();
  expect(step()).toContain("Probar lector");
  await press("#to-summary");
  expect(step()).toContain("Listo");
  await press(".end .quiet");
  expect(step()).toContain("Probar lector");
});
