// The first run with the trials in it, as the window composes them.
import { createRawSnippet, flushSync, mount, tick, unmount } from "svelte";
import { afterEach, expect, test, vi } from "vitest";
import FirstRun from "../features/first-run/FirstRun.svelte";
import TryingSection from "../features/trying/TryingSection.svelte";
import { language } from "../shared/i18n/language.svelte";

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

/** The first run where the trials are, and what it was left by. */
function atTheTrials() {
  language.now = "es";
  const done = vi.fn();
  const leave = vi.fn();
  const trying = createRawSnippet<[(up: boolean) => void]>((summed) => ({
    render: () => "<div></div>",
    setup: (target) => {
      shown.push(mount(TryingSection, { target, props: { event: "e1", done, summed: summed() } }));
    },
  }));
  const props = {
    asksPassphrase: false,
    hasPassphrase: false,
    left: [],
    recoveryKeyUnseen: false,
    chooseLanguage: () => undefined,
    look: () => Promise.resolve(),
    done: () => Promise.resolve(),
    leave,
    trying,
  };
  shown.push(mount(FirstRun, { target: document.body, props }));
  flushSync();
  return { done, leave };
}

async function key(name: string, more: KeyboardEventInit = {}, on: Element = document.body): Promise<void> {
  on.dispatchEvent(new KeyboardEvent("keydown", { key: name, bubbles: true, cancelable: true, ...more }));
  for (let i = 0; i < 8; i += 1) await tick();
  flushSync();
}

const step = () => document.querySelector("[aria-current=step]")?.textContent;

test("Ctrl+Enter goes from the trials to the summary and on to the desk; the Enter of a choice does not", async () => {
  const { done, leave } = atTheTrials();
  const choice = document.querySelector("input[type=radio]");
  if (choice) await key("Enter", {}, choice);
  await key("Enter");
  expect(step()).toContain("Probar lector");
  expect(document.querySelector("#to-summary kbd")?.textContent).toContain("Ctrl Enter");
  await key("Enter", { ctrlKey: true });
  expect(step()).toContain("Listo");
  await key("Enter", { ctrlKey: true, repeat: true });
  await key("Enter");
  expect(done).not.toHaveBeenCalled();
  await key("Enter", { ctrlKey: true });
  expect(done).toHaveBeenCalledOnce();
  expect(leave).not.toHaveBeenCalled();
});

test("Esc leads from the trials to the desk, and says so on its button", async () => {
  const { leave } = atTheTrials();
  expect(document.querySelector(".top kbd")?.textContent).toBe("Esc");
  await key("Escape");
  expect(leave).toHaveBeenCalledOnce();
});

test("the list of steps goes on to the last where the trials are summed up, and back with them", async () => {
  atTheTrials();
  expect(step()).toContain("Probar lector");
  await press("#to-summary");
  expect(step()).toContain("Listo");
  await press(".end .quiet");
  expect(step()).toContain("Probar lector");
});
