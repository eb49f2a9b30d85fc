import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { listenForScans } from "./listen";
import { Wedge } from "./machine";

let stop: () => void;
let scans: string[];
let typed: string[];

/** A key as the window sees it, at a time of our choosing; fields take the character unless somebody prevented it. */
function press(key: string, at: number): boolean {
  const target = document.activeElement ?? document.body;
  const event = new KeyboardEvent("keydown", { key, code: key, bubbles: true, cancelable: true });
  Object.defineProperty(event, "timeStamp", { value: at });
  const goes = target.dispatchEvent(event);
  if (goes && key.length === 1 && target instanceof HTMLInputElement) {
    target.value += key;
    target.dispatchEvent(new Event("input", { bubbles: true }));
  }
  return goes;
}

function burst(text: string, from: number): void {
  [...text].forEach((c, i) => press(c, from + i * 10));
}

beforeEach(() => {
  vi.useFakeTimers();
  scans = [];
  typed = [];
  document.body.innerHTML = `<input type="text" value="kova" /><button>Go</button>`;
  stop = listenForScans(new Wedge(), { scanned: (c) => scans.push(c), typed: (t) => typed.push(t) });
});

afterEach(() => {
  stop();
  vi.useRealTimers();
});

const input = () => document.querySelector("input") as HTMLInputElement;
const button = () => document.querySelector("button") as HTMLButtonElement;

describe("a burst", () => {
  test("is removed from the field that had the focus", () => {
    input().focus();
    burst("K7QP4M2X", 1000);
    press("Enter", 1090);
    expect(scans).toEqual(["K7QP4M2X"]);
    expect(input().value).toBe("kova");
  });

  test("never presses the button that has the focus", () => {
    const pressed = vi.fn();
    button().addEventListener("click", pressed);
    button().focus();
    const now = performance.now();
    burst("AB CD EF", now);
    expect(press("Enter", now + 85)).toBe(false);
    vi.advanceTimersByTime(300);
    expect(scans).toEqual(["AB CD EF"]);
    expect(pressed).not.toHaveBeenCalled();
  });

  test("that ends with CR and LF presses no answer that its verdict has put under the focus", () => {
    input().focus();
    burst("K7QP4M2X", 1000);
    press("Enter", 1090);
    button().focus();
    expect(press("Enter", 1095)).toBe(false);
    expect(press("Enter", 1600)).toBe(true);
  });

  test("puts one character at most where the focus is, while it lasts", () => {
    input().focus();
    burst("K7QP4", 1000);
    expect(input().value).toBe("kovaK");
  });

  test("without an ending key is taken after the silence", () => {
    button().focus();
    const now = performance.now();
    burst("K7QP4M2X", now);
    expect(scans).toEqual([]);
    vi.advanceTimersByTime(300);
    expect(scans).toEqual(["K7QP4M2X"]);
  });
});

describe("typing", () => {
  test("with an input method is left alone, its Enter too", () => {
    input().focus();
    const event = new KeyboardEvent("keydown", {
      key: "Enter",
      bubbles: true,
      cancelable: true,
      isComposing: true,
    });
    burst("koval", 1000);
    expect(input().dispatchEvent(event)).toBe(true);
  });

  test("on a button is handed on as text", () => {
    button().focus();
    press("k", performance.now());
    vi.advanceTimersByTime(200);
    expect(typed).toEqual(["k"]);
  });

  test("Space on a button still presses it", () => {
    const pressed = vi.fn();
    button().addEventListener("click", pressed);
    button().focus();
    press(" ", performance.now());
    vi.advanceTimersByTime(200);
    expect(pressed).toHaveBeenCalledOnce();
  });

  test("of quick keys ends up in the field whole", () => {
    input().focus();
    const now = performance.now();
    burst("lenk", now);
    vi.advanceTimersByTime(200);
    expect(input().value).toBe("kovalenk");
    expect(scans).toEqual([]);
  });
});
