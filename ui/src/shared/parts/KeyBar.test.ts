// Labels of the key bar give way to keys; the room is the test's, for its page has no layout.
import { flushSync, mount, unmount } from "svelte";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import type { KeyAction } from "../keys/keys";
import KeyBar from "./KeyBar.svelte";

/** A label, and with its gap. */
const [WORD_PX, LABEL_PX] = [60, 68];
const KEY_PX = 40;

let looks: () => void = () => undefined;
let room = 0;
let bar: Record<string, unknown> | undefined;

class Observer {
  constructor(look: () => void) {
    looks = look;
  }
  observe = () => undefined;
  disconnect = () => undefined;
}

const seen = () => [...document.querySelectorAll(".says:not(.vh)")].map((one) => one.textContent);

function open(...labels: string[]): void {
  const run = vi.fn();
  const actions = labels.map((label, at): KeyAction => ({ id: label, keys: `F${at + 2}`, label, run }));
  const help = { id: "help", keys: "F1", label: "Keys", run };
  bar = mount(KeyBar, { target: document.body, props: { actions, help } });
  flushSync();
}

beforeEach(() => {
  vi.stubGlobal("ResizeObserver", Observer);
  vi.spyOn(HTMLElement.prototype, "offsetWidth", "get").mockReturnValue(WORD_PX);
  vi.spyOn(HTMLElement.prototype, "clientWidth", "get").mockImplementation(() => room);
  vi.spyOn(HTMLElement.prototype, "scrollWidth", "get").mockImplementation(function (this: HTMLElement) {
    return (
      this.querySelectorAll("kbd").length * KEY_PX + this.querySelectorAll(".says:not(.vh)").length * LABEL_PX
    );
  });
});

afterEach(() => {
  if (bar) void unmount(bar);
  vi.unstubAllGlobals();
  vi.restoreAllMocks();
});

test("labels fall away from the right while there is no room, and come back with it; keys always stand", () => {
  open("Search", "Walk-in", "Reprint");
  room = 4 * KEY_PX + 4 * LABEL_PX;
  looks();
  expect(seen()).toEqual(["Search", "Walk-in", "Reprint", "Keys"]);
  room -= 1;
  looks();
  expect(seen()).toEqual(["Search", "Walk-in", "Keys"]);
  // The way to all keys keeps its label longest.
  room = 4 * KEY_PX + LABEL_PX;
  looks();
  expect(seen()).toEqual(["Keys"]);
  expect(document.querySelectorAll("kbd")).toHaveLength(4);
  room = 1000;
  looks();
  expect(seen()).toHaveLength(4);
});

test("a label that gave way still names its key", () => {
  open("Search", "Walk-in");
  room = 0;
  looks();
  expect(seen()).toEqual([]);
  const buttons = [...document.querySelectorAll("button")].map((one) => one.textContent);
  expect(buttons[0]).toContain("Search");
  expect(buttons[1]).toContain("Walk-in");
});
