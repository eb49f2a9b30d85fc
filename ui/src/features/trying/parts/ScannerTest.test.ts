// The scanner test as people meet it: keys come from the window, and its words say what is wrong and what to press.
import { flushSync, mount, tick, unmount } from "svelte";
import { afterEach, beforeEach, expect, test, vi } from "vitest";

const TEXT = "29HQXA8GPWZ7FNVY6EMUCJ5TDL4SBK3R";
vi.mock("../../../shared/api/trying", () => ({
  trying: { testCode: () => Promise.resolve({ text: TEXT, qr_svg: "<svg/>" }) },
}));

import { preferences } from "../../../shared/device/preferences.svelte";
import { language } from "../../../shared/i18n/language.svelte";
import { hearers } from "../../../shared/wedge/ear.svelte";
import { usual } from "../../../shared/wedge/settings";
import { arrives } from "../scanner/layouts";
import ScannerTest from "./ScannerTest.svelte";

let shown: Record<string, unknown>;
const tried = vi.fn();

async function settled(): Promise<void> {
  for (let i = 0; i < 10; i += 1) await tick();
  flushSync();
}

beforeEach(async () => {
  language.now = "en";
  preferences.scanner = usual;
  tried.mockReset();
  vi.useFakeTimers();
  shown = mount(ScannerTest, { target: document.body, props: { tried } });
  await settled();
});
afterEach(async () => {
  vi.useRealTimers();
  await unmount(shown);
});

async function scans(text: string, gapMs: number, ending: string | null = "Enter"): Promise<void> {
  let at = 1000;
  for (const key of [...text, ...(ending ? [ending] : [])]) {
    at += gapMs;
    hearers.now?.({ key, code: key, at, shortcut: false, repeat: false, inField: false });
  }
  vi.advanceTimersByTime(1000);
  await settled();
}

const text = () => document.body.textContent.replaceAll(/\s+/g, " ");
function press(words: string): void {
  const found = [...document.querySelectorAll("button")].find((b) => b.textContent.includes(words));
  if (!found) throw new Error(`no button ${words} in ${text()}`);
  found.click();
}

test("it hears in the desk's place while it is on the screen", async () => {
  expect(hearers.now).not.toBeNull();
  expect(text()).toContain("Waiting for the scanner");
  await unmount(shown);
  expect(hearers.now).toBeNull();
  shown = mount(ScannerTest, { target: document.body, props: { tried } });
});

test("a scanner that works is told so, with its pace", async () => {
  await scans(TEXT, 8);
  expect(text()).toContain("Works");
  expect(text()).toContain("32 characters in 0.2 s, gaps of 8 to 8 ms");
  expect(tried).toHaveBeenCalledWith(true);
});

test("a French scanner is named, with what to do", async () => {
  await scans(arrives(TEXT, "fr", "es") ?? "", 8);
  expect(text()).toContain("The scanner typed A where Q was expected: its keyboard layout is French.");
  expect(text()).toContain("Set the scanner to this computer's layout (Spanish)");
  expect(tried).toHaveBeenCalledWith(false);
});

test("what should be set is one press", async () => {
  await scans(TEXT, 48, "Tab");
  expect(text()).toContain("Gaps up to 48 ms were seen.");
  press("Set the longest gap to 60 ms");
  await settled();
  expect(preferences.scanner).toEqual({ ...usual, gapMs: 60 });
  expect(text()).toContain("Set. Scan once more.");
  await scans(TEXT, 48, null);
  press("Set the ending to Nothing");
  expect(preferences.scanner).toEqual({ ...usual, gapMs: 60, ending: "silence" });
});

test("a hand is no scanner, and says nothing of one", async () => {
  await scans("hello there", 150);
  expect(text()).toContain("This was typed by hand");
  expect(tried).not.toHaveBeenCalled();
});
