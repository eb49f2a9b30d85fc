// What does not fit: text cut off by its box or leaving it, text on text, controls out of reach, and scrolling sideways.

/** Findings, one line each, of the page as it stands. */
export function fit(page) {
  return page.evaluate(() => {
    const SLACK_PX = 2;
    /** The box of a line is higher than its letters. */
    const SLACK_OF_LINE = 0.3;
    const INK_INSET = 0.22;
    /** The key bar's labels fall away from the right, the app's name leaves the top bar to the event's, and a row of a
     * long list opens to a page of its own. */
    const PASSED_OVER =
      "svg, .vh, option, script, style, nav.keys, header.top .brand, [role=grid] [role=row]";
    const found = new Set();
    /** Each part is asked once: the page stands still. */
    const remembered = (ask) => {
      const known = new Map();
      return (part) => known.get(part) ?? known.set(part, ask(part)).get(part);
    };
    const style = remembered((part) => {
      const { overflowX, overflowY, position, backgroundColor, borderLeftWidth, borderRightWidth } =
        getComputedStyle(part);
      return { overflowX, overflowY, position, backgroundColor, borderLeftWidth, borderRightWidth };
    });
    const boxOf = remembered((part) => part.getBoundingClientRect());
    const seen = (part) => part.checkVisibility({ visibilityProperty: true, opacityProperty: true });
    const named = (part) => {
      const name = part.id
        ? `#${part.id}`
        : [...part.classList].filter((c) => !c.startsWith("svelte-")).map((c) => `.${c}`);
      return `${part.tagName.toLowerCase()}${[name].flat().join("")}`;
    };
    const short = (text) => `“${text.trim().replaceAll(/\s+/g, " ").slice(0, 40)}”`;
    const paints = remembered((part) => {
      const { backgroundColor, borderLeftWidth, borderRightWidth } = style(part);
      return (
        !/^rgba\(.*, 0\)$/.test(backgroundColor) ||
        parseFloat(borderLeftWidth) + parseFloat(borderRightWidth) > 1
      );
    });
    /** What of a box its ancestors let through: null where one scrolls, for that can be reached. */
    const limits = remembered((part) => {
      let [left, right, top, bottom] = [0, innerWidth, 0, innerHeight];
      let [across, down] = [true, true];
      for (let box = part; box && box !== document.documentElement; box = box.parentElement) {
        const { overflowX, overflowY, position } = style(box);
        const rect = boxOf(box);
        if (across && ["hidden", "clip"].includes(overflowX))
          [left, right] = [Math.max(left, rect.left), Math.min(right, rect.right)];
        if (down && ["hidden", "clip"].includes(overflowY))
          [top, bottom] = [Math.max(top, rect.top), Math.min(bottom, rect.bottom)];
        across &&= !["auto", "scroll"].includes(overflowX);
        down &&= !["auto", "scroll"].includes(overflowY);
        if (position === "fixed") break;
      }
      return {
        left: across ? left : -Infinity,
        right: across ? right : Infinity,
        top: down ? top : -Infinity,
        bottom: down ? bottom : Infinity,
      };
    });
    /** Where letters are in the box of their line, and only what is let through. */
    const ink = ({ left, right, top, bottom, height }, clip) => ({
      left: Math.max(left, clip.left),
      right: Math.min(right, clip.right),
      top: top + height * INK_INSET,
      bottom: bottom - height * INK_INSET,
    });
    const inSight = (part, rect) => {
      for (let box = part; box && box !== document.documentElement; box = box.parentElement) {
        if (style(box).overflowY === "visible") continue;
        const { top, bottom, left, right } = boxOf(box);
        if (rect.bottom > bottom + 1 || rect.top < top - 1 || rect.left > right || rect.right < left)
          return false;
      }
      return true;
    };
    /** What lies above the page with a ground of its own hides what is below it, and may. */
    const layer = remembered((part) => {
      let painted = false;
      for (let box = part; box && box !== document.body; box = box.parentElement) {
        painted ||= paints(box);
        if (painted && ["absolute", "fixed", "sticky"].includes(style(box).position)) return box;
      }
      return document.body;
    });

    const lines = [];
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    for (let node = walker.nextNode(); node; node = walker.nextNode()) {
      const part = node.parentElement;
      if (!node.data.trim() || !part || part.closest(PASSED_OVER) || !seen(part)) continue;
      const range = document.createRange();
      range.selectNodeContents(node);
      const clip = limits(part);
      const painted = (() => {
        for (let box = part; box && box !== document.body; box = box.parentElement) {
          if (style(box).overflowX !== "visible") return null;
          if (paints(box)) return box;
        }
        return null;
      })();
      for (const rect of range.getClientRects()) {
        if (rect.width < 1) continue;
        const tall = rect.height * SLACK_OF_LINE;
        if (
          rect.left < clip.left - SLACK_PX ||
          rect.right > clip.right + SLACK_PX ||
          rect.top < clip.top - tall ||
          rect.bottom > clip.bottom + tall
        )
          found.add(`${named(part)} ${short(node.data)} is cut off`);
        const box = painted?.getBoundingClientRect();
        if (box && (rect.left < box.left - SLACK_PX || rect.right > box.right + SLACK_PX))
          found.add(`${named(part)} ${short(node.data)} leaves ${named(painted)}`);
        if (inSight(part, rect))
          lines.push({ part, rect: ink(rect, clip), text: node.data, layer: layer(part) });
      }
    }
    lines.sort((one, other) => one.rect.top - other.rect.top);
    for (const [at, one] of lines.entries())
      for (
        let next = at + 1;
        next < lines.length && lines[next].rect.top < one.rect.bottom - SLACK_PX;
        next += 1
      ) {
        const other = lines[next];
        if (one.layer !== other.layer || one.part === other.part) continue;
        const across = Math.min(one.rect.right, other.rect.right) - Math.max(one.rect.left, other.rect.left);
        const down = Math.min(one.rect.bottom, other.rect.bottom) - other.rect.top;
        if (across > SLACK_PX && down > SLACK_PX)
          found.add(
            `${named(one.part)} ${short(one.text)} lies on ${named(other.part)} ${short(other.text)}`,
          );
      }
    for (const control of document.querySelectorAll("button, input, select, textarea, a[href], summary")) {
      if (!seen(control) || control.closest(".vh") || control.classList.contains("vh")) continue;
      const rect = control.getBoundingClientRect();
      const clip = limits(control.parentElement);
      const [x, y] = [(rect.left + rect.right) / 2, (rect.top + rect.bottom) / 2];
      if (rect.width > 1 && (x < clip.left || x > clip.right || y < clip.top || y > clip.bottom))
        found.add(`${named(control)} ${short(control.textContent)} is out of reach`);
    }
    for (const key of document.querySelectorAll("nav.keys kbd")) {
      const [{ left, right, top, bottom }, clip] = [boxOf(key), limits(key)];
      if (left < clip.left - 1 || right > clip.right + 1 || top < clip.top - 1 || bottom > clip.bottom + 1)
        found.add(
          `the key bar has no room for the key ${key.textContent} of ${short(key.parentElement.textContent)}`,
        );
    }
    for (const box of [document.documentElement, ...document.body.querySelectorAll("*")]) {
      const scrolls = box === document.documentElement || ["auto", "scroll"].includes(style(box).overflowX);
      if (!scrolls || box.scrollWidth <= box.clientWidth + 1 || box.matches("input, textarea, select"))
        continue;
      // A table and a drawing have two dimensions, and may be moved in both.
      const wide = "table, [role=grid], svg[role=img]";
      if (box === document.documentElement || !(box.matches(wide) || box.querySelector(wide)))
        found.add(`${named(box)} scrolls sideways by ${box.scrollWidth - box.clientWidth} px`);
    }
    return [...found];
  });
}
