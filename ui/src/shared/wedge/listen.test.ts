import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { listenForScans } from "./listen";
import { Wedge } from "./machine";

let stop: () => void;
let scans: string[];
let typed: string[];

/** A key as the window sees it, at a time of our choosing; fields take the character unless somebody prevented it. */
function press(key: string, at: number, more: KeyboardEventInit = {}): boolean {
  const target = document.activeElement ?? document.body;
  const event = new KeyboardEvent("keydown", { key, code: key, bubbles: true, cancelable: true, ...more });
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
  document.body.innerHTML = `<input type="text" value="kova" /><button>Go</button><input type="checkbox" />
    <select><option value=""></option><option>Kenya</option><option>Kuwait</option><option>Spain</option></select>`;
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

  test("is removed from a field that went away while it lasted, and who keeps what it held hears of it", () => {
    const field = input();
    let kept = field.value;
    field.addEventListener("input", () => (kept = field.value));
    field.focus();
    press("K", 1000);
    expect(kept).toBe("kovaK");
    field.remove();
    burst("7QP4M2X", 1010);
    press("Enter", 1090);
    expect(scans).toEqual(["K7QP4M2X"]);
    expect(kept).toBe("kova");
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

describe("a list of choices", () => {
  const list = () => document.querySelector("select") as HTMLSelectElement;
  /** As a web view does: a letter that comes through chooses. */
  const choosesByItself = () =>
    list().addEventListener("keydown", (event) => {
      if (!event.defaultPrevented) list().selectedIndex = 1;
    });

  test("is left as it was by a scan, and tells nobody of a change", () => {
    const told = vi.fn();
    for (const name of ["input", "change"]) list().addEventListener(name, told);
    choosesByItself();
    list().focus();
    burst("K7QP4M2X", 1000);
    press("Enter", 1090);
    expect(scans).toEqual(["K7QP4M2X"]);
    expect(list().value).toBe("");
    expect(told).not.toHaveBeenCalled();
  });

  test("is opened by Space", () => {
    const shown = vi.fn();
    list().showPicker = shown;
    list().focus();
    press(" ", performance.now());
    vi.advanceTimersByTime(100);
    expect(shown).toHaveBeenCalledOnce();
    expect(typed).toEqual([]);
  });

  test("goes to what a person's letters begin, letter by letter and from one to the next", () => {
    const changed = vi.fn();
    list().addEventListener("change", () => void changed(list().value));
    list().focus();
    const type = (key: string, afterMs: number) => {
      vi.advanceTimersByTime(afterMs);
      press(key, performance.now());
      vi.advanceTimersByTime(100);
    };
    type("k", 2000);
    type("u", 100);
    type("k", 2000);
    type("k", 100);
    type("s", 2000);
    expect(changed.mock.calls.flat()).toEqual(["Kenya", "Kuwait", "Kenya", "Kuwait", "Spain"]);
    expect(typed).toEqual([]);
  });
});

describe("typing", () => {
  test("of a secret is nobody's scan, however fast a password manager types it", () => {
    const form = document.createElement("form");
    form.dataset.secret = "";
    const field = document.createElement("input");
    form.append(field);
    document.body.append(form);
    field.focus();
    burst("correcthorse", 1000);
    vi.advanceTimersByTime(500);
    expect(scans).toEqual([]);
    expect(field.value).toBe("correcthorse");
  });

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

  test.each(["button", "input[type=checkbox]"])("Space held down on a %s presses it once", (which) => {
    const pressed = vi.fn();
    const focused = document.querySelector<HTMLElement>(which) as HTMLElement;
    focused.addEventListener("click", pressed);
    focused.focus();
    const at = performance.now();
    press(" ", at);
    vi.advanceTimersByTime(500);
    expect(press(" ", at + 500, { repeat: true })).toBe(false);
    expect(press(" ", at + 530, { repeat: true })).toBe(false);
    const up = new KeyboardEvent("keyup", { key: " ", code: " ", bubbles: true, cancelable: true });
    expect(focused.dispatchEvent(up)).toBe(false);
    expect(pressed).toHaveBeenCalledOnce();
  });

  test("of a letter held down in a field goes on", () => {
    input().focus();
    press("e", 1000);
    expect(press("e", 1500, { repeat: true })).toBe(true);
  });

  test("of quick keys ends up in the field whole", () => {
    input().focus();
    const now = performance.now();
    burst("lenk", now);
    vi.advanceTimersByTime(300);
    expect(input().value).toBe("kovalenk");
    expect(scans).toEqual([]);
  });

  test("of two rolled keys is whole within 60 ms", () => {
    input().focus();
    press("l", 1000);
    press("e", 1020);
    vi.advanceTimersByTime(60);
    expect(input().value).toBe("kovale");
  });
});

describe("a busy page", () => {
  let busyMs: number;
  /** The page's clock goes on and no timer runs. */
  const isBusyFor = (ms: number) => (busyMs += ms);

  beforeEach(() => {
    busyMs = 0;
    const now = performance.now.bind(performance);
    vi.spyOn(performance, "now").mockImplementation(() => now() + busyMs);
  });
  afterEach(() => vi.restoreAllMocks());

  test("gives a code whole whose keys waited while it was busy", () => {
    button().focus();
    burst("K7QP", 1000);
    for (let stall = 0; stall < 3; stall += 1) {
      vi.advanceTimersByTime(20);
      isBusyFor(200);
    }
    burst("4M2X", 1040);
    press("Enter", 1080);
    expect(scans).toEqual(["K7QP4M2X"]);
    expect(typed).toEqual([]);
  });

  test("that never rests gives typing back all the same", () => {
    button().focus();
    press("k", 1000);
    for (let stall = 0; stall < 4; stall += 1) {
      isBusyFor(60);
      vi.advanceTimersByTime(10);
    }
    expect(typed).toEqual(["k"]);
  });

  test("that took the beginning of a code for typing takes it back from the field", () => {
    input().focus();
    press("K", 1000);
    press("7", 1010);
    vi.advanceTimersByTime(200);
    expect(input().value).toBe("kovaK7");
    burst("QP4M2X", 1020);
    press("Enter", 1080);
    expect(scans).toEqual(["K7QP4M2X"]);
    expect(input().value).toBe("kova");
  });
});
