// What a machine can see of a scene: axe-core's findings, where the keyboard goes, and contrast on the verdict's field.
import { createRequire } from "node:module";

const require = createRequire(import.meta.url);
const TABS_MAX = 60;
/** WCAG 2.2, 1.4.3: letters of this size and more are large. */
const LARGE_PX = 24;

/** Findings of a scene, one line each. */
export async function findings(page) {
  return [...(await axeFindings(page)), ...(await contrastFindings(page)), ...(await focusFindings(page))];
}

async function axeFindings(page) {
  await page.addScriptTag({ path: require.resolve("axe-core/axe.min.js") });
  const { violations } = await page.evaluate(() => globalThis.axe.run());
  return violations.map((v) => `${v.id}: ${v.nodes.map((n) => `${n.target}`).join(" | ")}`);
}

/** The verdict's words against its field: axe does not judge letters over a drawing. */
function contrastFindings(page) {
  return page.evaluate((large) => {
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
      const least = parseFloat(fontSize) >= large ? 3 : 4.5;
      if (ratio < least) found.push(`contrast ${ratio.toFixed(2)} of .${part.className} on the verdict`);
    }
    return found;
  }, LARGE_PX);
}

/** Whatever Tab reaches shows that it has the focus, and is not out of sight. */
async function focusFindings(page) {
  const found = new Set();
  await page.evaluate(() => document.activeElement?.blur());
  for (let tabs = 0; tabs < TABS_MAX; tabs += 1) {
    await page.keyboard.press("Tab");
    const seen = await page.evaluate(() => {
      const at = document.activeElement;
      if (!at || at === document.body) return null;
      if (globalThis.firstFocused === at) return null;
      globalThis.firstFocused ??= at;
      const shown = [at, at.closest("label"), at.parentElement].some((part) => {
        if (!part) return false;
        const { outlineStyle, outlineWidth, boxShadow } = getComputedStyle(part);
        return (outlineStyle !== "none" && parseFloat(outlineWidth) >= 2) || boxShadow !== "none";
      });
      const what = `${at.tagName.toLowerCase()}${at.id ? `#${at.id}` : `.${at.className}`}`;
      return { what, shown };
    });
    if (seen === null) break;
    if (!seen.shown) found.add(`focus does not show on ${seen.what}`);
  }
  return [...found];
}
