import { describe, expect, test, vi } from "vitest";
import { digitOf, isWebViewKey, matches, press, type KeyAction } from "./keys";

const key = (init: KeyboardEventInit) => new KeyboardEvent("keydown", { ...init, cancelable: true });

describe("a key of the table", () => {
  test.each([
    ["F3", { key: "F3" }, true],
    ["F3", { key: "F3", ctrlKey: true }, false],
    ["Enter", { key: "Enter" }, true],
    ["Enter", { key: "Enter", ctrlKey: true }, false],
    ["Ctrl Enter", { key: "Enter", ctrlKey: true }, true],
    ["Ctrl Enter", { key: "Enter", metaKey: true }, true],
    ["Ctrl Z", { key: "z", ctrlKey: true }, true],
    ["Alt C", { key: "c", altKey: true }, true],
    ["Alt ↑", { key: "ArrowUp", altKey: true }, true],
    ["↑", { key: "ArrowUp", altKey: true }, false],
    ["Esc", { key: "Escape" }, true],
    ["Alt 1–9", { key: "¡", code: "Digit1", altKey: true }, true],
    ["Alt 1–9", { key: "0", code: "Digit0", altKey: true }, false],
    ["Ctrl −", { key: "-", ctrlKey: true }, true],
  ] as [string, KeyboardEventInit, boolean][])("%s with %o: %s", (keys, init, expected) => {
    expect(matches(key(init), keys)).toBe(expected);
  });

  test("knows its digit whatever Alt makes of it", () => {
    expect(digitOf(key({ key: "¡", code: "Digit1" }))).toBe(1);
    expect(digitOf(key({ key: "7", code: "Numpad7" }))).toBe(7);
    expect(digitOf(key({ key: "a", code: "KeyA" }))).toBeNull();
  });
});

describe("a press", () => {
  const actions = (run: () => void): KeyAction[] => [
    { id: "off", keys: "F6", label: "off", run: () => undefined, on: false },
    { id: "correct", keys: "F6", label: "correct", run },
    { id: "direct", keys: "Alt 1–9", label: "direct", run },
    { id: "down", keys: "↓", label: "down", run, repeats: true },
  ];

  test("runs the first action that is on, and is used up", () => {
    const run = vi.fn();
    const event = key({ key: "F6" });
    expect(press(event, actions(run))).toBe(true);
    expect(run).toHaveBeenCalledOnce();
    expect(event.defaultPrevented).toBe(true);
  });

  test("of a key that is held down does nothing twice, and goes nowhere else", () => {
    const run = vi.fn();
    const event = key({ key: "F6", repeat: true });
    expect(press(event, actions(run))).toBe(true);
    expect(run).not.toHaveBeenCalled();
    expect(event.defaultPrevented).toBe(true);
    press(key({ key: "ArrowDown", repeat: true }), actions(run));
    expect(run).toHaveBeenCalledOnce();
  });

  test("of a digit hands the digit over", () => {
    const run = vi.fn();
    press(key({ key: "¡", code: "Digit7", altKey: true }), actions(run));
    expect(run).toHaveBeenCalledWith(7);
  });

  test("of another key stays as it is", () => {
    const event = key({ key: "F9" });
    expect(press(event, actions(vi.fn()))).toBe(false);
    expect(event.defaultPrevented).toBe(false);
  });
});

test("F5 and Ctrl+P belong to the app, F11 and F12 do not", () => {
  expect(isWebViewKey(key({ key: "F5" }))).toBe(true);
  expect(isWebViewKey(key({ key: "p", ctrlKey: true }))).toBe(true);
  expect(isWebViewKey(key({ key: "F11" }))).toBe(false);
});
