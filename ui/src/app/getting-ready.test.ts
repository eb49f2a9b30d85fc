import { flushSync, mount, unmount } from "svelte";
import { expect, test } from "vitest";
import { language, languages } from "../shared/i18n/language.svelte";
import GettingReady from "./GettingReady.svelte";

test("how far the device is ready is said in words and as a bar, in each language", async () => {
  const said = new Set<string>();
  for (const each of languages) {
    language.now = each;
    const shown = mount(GettingReady, {
      target: document.body,
      props: { progress: { done: 500, of: 2000 } },
    });
    flushSync();
    const bar = document.querySelector("[role=progressbar]");
    expect(bar?.getAttribute("aria-valuenow")).toBe("25");
    expect(document.querySelector("[role=status]")?.textContent).toContain("500");
    said.add(bar?.getAttribute("aria-label") ?? "");
    await unmount(shown);
  }
  expect(said.size).toBe(languages.length);
});
