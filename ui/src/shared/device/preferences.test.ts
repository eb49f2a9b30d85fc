// The zoom, and the size of letters that it begins from.
import { afterEach, expect, test, vi } from "vitest";
import { preferences } from "./preferences.svelte";

const root = document.documentElement;
const isNarrow = () => root.hasAttribute("data-narrow");

/** A window of so many points, whose letters are as large as the style says. */
function windowOf(width: number, letter_px: number): void {
  vi.stubGlobal("innerWidth", width);
  root.style.fontSize = `${letter_px}px`;
  preferences.show();
}

afterEach(() => {
  vi.unstubAllGlobals();
  root.style.fontSize = "";
  preferences.zoomBy(0);
});

test.each([
  [1366, 16, false],
  [1920, 18.7, false],
  [1366, 32, true],
  [1920, 37.4, true],
  [320, 16, true],
  [960, 16, false],
  [959, 16, true],
])("a window of %d points with letters of %d: narrow %s", (width, letter, narrow) => {
  windowOf(width, letter);
  expect(isNarrow()).toBe(narrow);
});

test("letters of no size are taken for those of the system", () => {
  vi.spyOn(window, "getComputedStyle").mockReturnValueOnce({ fontSize: "" } as CSSStyleDeclaration);
  windowOf(1366, 32);
  expect(isNarrow()).toBe(false);
});

test("the zoom goes up to twice the size and back, is kept, and looks at the room anew", () => {
  for (let i = 0; i < 9; i += 1) preferences.zoomBy(1);
  expect(root.style.getPropertyValue("--zoom")).toBe("2");
  expect(localStorage.getItem("sarrera.zoom")).toBe("2");
  windowOf(1366, 32);
  expect(isNarrow()).toBe(true);
  root.style.fontSize = "16px";
  preferences.zoomBy(0);
  expect([root.style.getPropertyValue("--zoom"), isNarrow()]).toEqual(["1", false]);
});
