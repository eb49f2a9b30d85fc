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

  test("that a busy machine hands over late and in pieces is one scan", () => {
    input().focus();
    vi.advanceTimersByTime(1200);
    const since = performance.now() - 200;
    burst("K7QP4M2X", since);
    vi.advanceTimersByTime(300);
    burst("ABCDEFGH", since + 80);
    press("Enter", since + 160);
    expect(scans).toEqual(["K7QP4M2XABCDEFGH"]);
    expect(input().value).toBe("kova");
  });

  test("never presses the button that has the focus", () => {
    const pressed = vi.fn();
    button().addEventListener("click", pressed);
    button().focus();
    burst("AB CD EF", 1000);
    expect(press("Enter", 1085)).toBe(false);
    expect(scans).toEqual(["AB CD EF"]);
    expect(pressed).not.toHaveBeenCalled();
  });

  test("without an ending key is taken after the silence", () => {
    button().focus();
    const now = performance.now();
    burst("K7QP4M2X", now);
    expect(scans).toEqual([]);
    vi.advanceTimersByTime(200);
    expect(scans).toEqual([]);
    vi.advanceTimersByTime(200);
    expect(scans).toEqual(["K7QP4M2X"]);
  });
});

describe("typing", () => {
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
