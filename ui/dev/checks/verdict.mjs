// The verdict's words: against their field, and from two metres.

/** The verdict's words against its field: axe does not judge letters over a drawing. */
export function verdictContrast(page) {
  return page.evaluate(() => {
    /** WCAG 2.2, 1.4.3: letters of this size and more are large. */
    const LARGE_PX = 24;
    const channel = (c) => (c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4);
    const canvas = Object.assign(document.createElement("canvas"), { width: 1, height: 1 });
    const pen = canvas.getContext("2d", { willReadFrequently: true });
    const luminance = (colour) => {
      pen.fillStyle = colour;
      pen.fillRect(0, 0, 1, 1);
      const [r, g, b] = [...pen.getImageData(0, 0, 1, 1).data].map((c) => channel(c / 255));
      return 0.2126 * r + 0.7152 * g + 0.0722 * b;
    };
    const stage = document.querySelector(".stage[data-v]");
    if (!stage) return [];
    const field = luminance(getComputedStyle(stage).backgroundColor);
    const found = [];
    for (const part of stage.querySelectorAll(".word, .name, .company, .reason, .next, .others")) {
      const { color, fontSize } = getComputedStyle(part);
      const [dark, light] = [luminance(color), field].sort((a, b) => a - b);
      const ratio = (light + 0.05) / (dark + 0.05);
      const least = parseFloat(fontSize) >= LARGE_PX ? 3 : 4.5;
      if (ratio < least) found.push(`contrast ${ratio.toFixed(2)} of .${part.className} on the verdict`);
    }
    return found;
  });
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
