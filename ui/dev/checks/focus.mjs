// Whatever the keyboard reaches shows that it has the focus, and nothing covers it.

/** From the first Tab on, the page moves the focus itself: the ring shows as it does for a key. */
export async function focus(page) {
  await page.evaluate(() => document.activeElement?.blur());
  await page.keyboard.press("Tab");
  return page.evaluate(async () => {
    const REACHED =
      "a[href], button, input, select, textarea, summary, [tabindex]:not([tabindex='-1']), [contenteditable=true]";
    const found = new Set();
    const stops = [...document.querySelectorAll(REACHED)].filter(
      (one) =>
        one.tabIndex >= 0 && !one.matches(":disabled") && one.checkVisibility({ visibilityProperty: true }),
    );
    const ring = (part) => {
      const { outlineStyle, outlineWidth, boxShadow } = getComputedStyle(part);
      return (outlineStyle !== "none" && parseFloat(outlineWidth) >= 2) || boxShadow !== "none";
    };
    for (const stop of stops) {
      if (!stop.isConnected) continue;
      stop.focus();
      // What closes when the focus leaves it is gone by then.
      await new Promise((drawn) => requestAnimationFrame(drawn));
      const at = document.activeElement;
      if (at !== stop) continue;
      const what = `${at.tagName.toLowerCase()}${at.id ? `#${at.id}` : `.${at.className}`}`;
      // What is hidden behind its label shows on the label.
      const own = at.matches(".vh") ? [] : [at];
      const shows = [...own, at.closest("label"), at.parentElement].find((part) => part && ring(part));
      if (!shows) {
        found.add(`focus does not show on ${what}`);
        continue;
      }
      const { left, top, width, height } = shows.getBoundingClientRect();
      const middle = document.elementFromPoint(left + width / 2, top + Math.min(height, innerHeight) / 2);
      if (!middle || !(shows.contains(middle) || middle.contains(shows)))
        found.add(
          `${what} has the focus under ${middle?.tagName.toLowerCase() ?? "nothing"}.${middle?.className ?? ""}`,
        );
    }
    return [...found];
  });
}
