// The stage's words: against what is behind them, and from two metres.

/** The stage's words, and their other languages, names, reasons and facts, against what is really painted behind each of
 * their letters: a field, an arch, a door. axe does not judge letters over a drawing. */
export async function stageContrast(page) {
  // Whoever has a dialog before them reads that.
  if (await page.$("dialog[open], [role=dialog]")) return [];
  const stage = await page.$(".stage:has(.arches)");
  const box = await stage?.boundingBox();
  if (!box) return [];
  // Two pictures that differ in the letters alone. What is drawn in the colour of the letters stays as it is.
  const style = await page.addStyleTag({
    content: ".stage * { -webkit-text-fill-color: transparent !important; transition: none !important; }",
  });
  const ground = await pictureOf(page, box);
  await style.evaluate((one) => one.remove());
  const whole = await pictureOf(page, box);
  return stage.evaluate(against, { box, ground, whole });
}

async function pictureOf(page, clip) {
  return (await page.screenshot({ clip, caret: "hide" })).toString("base64");
}

/** In the page: findings of a stage with its picture, and with the picture of what is behind its letters. */
async function against(stage, { box, ground, whole }) {
  /** WCAG 2.2, 1.4.3: letters of this size and more are large. */
  const LARGE_PX = 24;
  const [LEAST, LEAST_LARGE] = [4.5, 3];
  const channel = (c) => (c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4);
  const luminance = (rgb) => {
    const [r, g, b] = rgb.map((c) => channel(c / 255));
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const pixels = async (picture) => {
    const bytes = Uint8Array.from(atob(picture), (c) => c.charCodeAt(0));
    const image = await createImageBitmap(new Blob([bytes], { type: "image/png" }));
    const pen = new OffscreenCanvas(image.width, image.height).getContext("2d");
    pen.drawImage(image, 0, 0);
    return pen.getImageData(0, 0, image.width, image.height);
  };
  const [behind, seen] = [await pixels(ground), await pixels(whole)];
  const [was, is] = [behind, seen].map(({ data }) => new Uint32Array(data.buffer));
  const swatch = new OffscreenCanvas(1, 1).getContext("2d", { willReadFrequently: true });
  const ink = (part) => {
    swatch.clearRect(0, 0, 1, 1);
    swatch.fillStyle = getComputedStyle(part).color;
    swatch.fillRect(0, 0, 1, 1);
    const [r, g, b, a] = swatch.getImageData(0, 0, 1, 1).data;
    let alpha = a / 255;
    for (let one = part; one && one !== stage; one = one.parentElement)
      alpha *= Number(getComputedStyle(one).opacity);
    return { rgb: [r, g, b], alpha };
  };
  /** The colours behind the letters in a box of the window. */
  const groundsIn = (rect, into) => {
    const [left, right] = [rect.left - box.x, rect.right - box.x].map((x) =>
      Math.min(seen.width, Math.max(0, Math.round(x))),
    );
    const [top, bottom] = [rect.top - box.y, rect.bottom - box.y].map((y) =>
      Math.min(seen.height, Math.max(0, Math.round(y))),
    );
    for (let y = top; y < bottom; y += 1)
      for (let at = y * seen.width + left; at < y * seen.width + right; at += 1)
        if (was[at] !== is[at]) into.add(was[at]);
  };
  const found = [];
  if (stage.matches("[data-v]") && !stage.querySelector(".word")?.textContent.trim())
    found.push("the verdict has no word");
  const walker = document.createTreeWalker(stage, NodeFilter.SHOW_TEXT);
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    const part = node.parentElement;
    if (!node.data.trim() || part.closest("[aria-hidden=true], .vh, option, input")) continue;
    const range = document.createRange();
    range.selectNodeContents(node);
    const grounds = new Set();
    for (const rect of range.getClientRects()) groundsIn(rect, grounds);
    const { rgb, alpha } = ink(part);
    let worst = Infinity;
    for (const packed of grounds) {
      const under = [packed & 255, (packed >> 8) & 255, (packed >> 16) & 255];
      const letters = rgb.map((c, at) => c * alpha + under[at] * (1 - alpha));
      const [dark, light] = [luminance(letters), luminance(under)].sort((a, b) => a - b);
      worst = Math.min(worst, (light + 0.05) / (dark + 0.05));
    }
    if (worst < (parseFloat(getComputedStyle(part).fontSize) >= LARGE_PX ? LEAST_LARGE : LEAST))
      found.push(
        `contrast ${worst.toFixed(2)} of “${node.data.trim().slice(0, 40)}” on the stage ${stage.dataset.v ?? ""}`,
      );
  }
  return found;
}

/** From 2 m, in a window that fills a screen of 15.6 inches: capitals of the word and of the name in minutes of arc. */
export function verdictLegibility(page) {
  return page.evaluate(() => {
    const [FAR_MM, PANEL_MM] = [2000, 194.3];
    const least = { word: 25, name: 16 };
    const stage = document.querySelector(".stage[data-v]");
    if (!stage) return [];
    const pen = document.createElement("canvas").getContext("2d");
    const found = [];
    for (const [part, arcmin_min] of Object.entries(least)) {
      const line = stage.querySelector(`.${part}`);
      if (!line) continue;
      const { fontFamily, fontSize, fontWeight } = getComputedStyle(line);
      pen.font = `${fontWeight} ${fontSize} ${fontFamily}`;
      const capital_mm = (pen.measureText("H").actualBoundingBoxAscent / innerHeight) * PANEL_MM;
      const arcmin = (Math.atan(capital_mm / FAR_MM) * 180 * 60) / Math.PI;
      if (arcmin < arcmin_min)
        found.push(
          `the ${part} “${line.textContent.trim().slice(0, 40)}” has ${arcmin.toFixed(1)}′ at 2 m, less than ${arcmin_min}′`,
        );
    }
    const person = stage.querySelector(".person");
    if (person && person.scrollHeight > person.clientHeight + 1)
      found.push("the verdict's lines do not fit on the stage");
    return found;
  });
}
