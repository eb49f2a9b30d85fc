// What a person may ask of the system: colours of their own, nothing that moves, letters further apart.

/** Forced colours: a verdict's field keeps its border, and signs and patterns their shapes. */
export function forcedColours(page) {
  return page.evaluate(() => {
    const BORDER_PX = 3;
    const found = [];
    const stage = document.querySelector(".stage[data-v]");
    if (stage) {
      const { borderTopWidth, borderTopStyle } = getComputedStyle(stage);
      if (parseFloat(borderTopWidth) < BORDER_PX || borderTopStyle !== "solid")
        found.push("the verdict's field has no border");
    }
    const pen = document.createElement("canvas").getContext("2d");
    const same = (one, other) => {
      const colours = [one, other].map((c) => Object.assign(pen, { fillStyle: c }).fillStyle);
      return colours[0] === colours[1];
    };
    const ground = (part) => {
      for (let box = part; box; box = box.parentElement) {
        const { backgroundColor } = getComputedStyle(box);
        if (!/^rgba\(.*, 0\)$/.test(backgroundColor)) return backgroundColor;
      }
      return "white";
    };
    for (const sign of document.querySelectorAll(".sign, .pat, .sign-in-door")) {
      if (!sign.checkVisibility()) continue;
      const { color } = getComputedStyle(sign);
      if (sign.classList.contains("sign-in-door")) continue;
      if (same(color, ground(sign.parentElement)))
        found.push(`${sign.getAttribute("class")} has the colour of its ground`);
    }
    for (const field of document.querySelectorAll("input:not(.vh), select, textarea, button.primary")) {
      const { borderTopWidth, borderTopStyle, appearance } = getComputedStyle(field);
      const bare = parseFloat(borderTopWidth) < 1 || borderTopStyle === "none";
      if (
        field.checkVisibility({ opacityProperty: true }) &&
        bare &&
        appearance === "none" &&
        !field.closest("label, .search")
      )
        found.push(`${field.tagName.toLowerCase()}#${field.id} has no border`);
    }
    return [...new Set(found)];
  });
}

/** Reduced motion: nothing runs, and nothing would. */
export function reducedMotion(page) {
  return page.evaluate(() => {
    const running = document.getAnimations().filter((one) => one.playState === "running");
    const found = new Set(running.map((one) => `an animation runs on ${one.effect?.target?.className}`));
    for (const part of document.body.querySelectorAll("*"))
      for (const of of [null, "::before", "::after"]) {
        const { transitionDuration, animationName, content } = getComputedStyle(part, of);
        if (of && content === "none") continue;
        if (transitionDuration.split(", ").some((d) => parseFloat(d) > 0) || animationName !== "none")
          found.add(`${part.tagName.toLowerCase()}.${part.getAttribute("class")}${of ?? ""} would move`);
      }
    return [...found];
  });
}

/** WCAG 2.2, 1.4.12: a person's own distances between lines, paragraphs, words and letters. */
export const SPACING = `
  * { line-height: 1.5 !important; letter-spacing: 0.12em !important; word-spacing: 0.16em !important; }
  p { margin-bottom: 2em !important; }
`;
