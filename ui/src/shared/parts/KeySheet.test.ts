import { flushSync, mount, unmount } from "svelte";
import { expect, test, vi } from "vitest";
import KeySheet from "./KeySheet.svelte";

test("the sheet is a modal dialog: Esc closes it, and the focus goes back where it was", () => {
  const field = document.createElement("input");
  document.body.append(field);
  field.focus();
  const close = vi.fn();
  const sheet = mount(KeySheet, { target: document.body, props: { here: [], anywhere: [], close } });
  flushSync();
  const dialog = document.querySelector("dialog");
  expect(dialog?.open).toBe(true);
  dialog?.dispatchEvent(new Event("cancel"));
  expect(close).toHaveBeenCalledOnce();
  void unmount(sheet);
  flushSync();
  expect(document.querySelector("dialog")).toBeNull();
  expect(document.activeElement).toBe(field);
});

test("whoever took the focus while the sheet was open keeps it", () => {
  const before = document.createElement("input");
  const after = document.createElement("input");
  document.body.append(before, after);
  before.focus();
  const sheet = mount(KeySheet, {
    target: document.body,
    props: { here: [], anywhere: [], close: () => undefined },
  });
  flushSync();
  after.focus();
  void unmount(sheet);
  flushSync();
  expect(document.activeElement).toBe(after);
});
