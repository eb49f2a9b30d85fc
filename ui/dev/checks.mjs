// What a machine can see of a scene: each state of the window that a person may look at, and what is wrong in it.
import { axe, contrast, everything } from "./checks/axe.mjs";
import { fit } from "./checks/fit.mjs";
import { rings, walk } from "./checks/focus.mjs";
import { forcedColours, reducedMotion, SPACING } from "./checks/moods.mjs";
import { stageContrast, verdictLegibility } from "./checks/verdict.mjs";
import { still } from "./stage.mjs";

export const usual = { width: 1366, height: 768 };
export const large = { width: 1920, height: 1080 };
/** WCAG 2.2, 1.4.10: a window of 1280 px at 400 %. */
const reflow = { width: 320, height: 640 };
const ZOOM_STEPS = 5;
/** The page has nothing to ask for by then: it is only drawn otherwise. */
const DRAWN_AFTER_MS_MAX = 250;

/** Findings of a scene, one line each. It is at the usual size in the light theme, and is left behind as it may be. */
export async function findings(page, languages) {
  const found = [];
  const note = (where, lines) => found.push(...lines.map((line) => (where ? `${where}: ${line}` : line)));
  note("", await axe(page, everything));
  note("", await stageContrast(page));
  note("", await is(page, "theme", "light"));
  await inDark(page, note);
  await inMoods(page, note);
  const seen = [];
  for (let more = languages; more > 0; more -= 1) {
    const language = await page.evaluate(() => document.documentElement.lang);
    if (seen.includes(language)) note("", [`Alt+L leads to ${language} again`]);
    seen.push(language);
    note(language, await fit(page));
    note(language, await verdictLegibility(page));
    await onLarge(page, note, language);
    await zoomed(page, note, language);
    if (more > 1) await page.keyboard.press("Alt+l");
    await still(page, DRAWN_AFTER_MS_MAX);
  }
  note("", await walk(page));
  await page.emulateMedia({ colorScheme: "dark" });
  await still(page, DRAWN_AFTER_MS_MAX);
  note("dark", await rings(page));
  return found;
}

/** A finding where the page did not become what it was made. */
async function is(page, what, wanted) {
  const now = await page.evaluate((name) => {
    const { dataset, style } = document.documentElement;
    return name === "theme" ? dataset.theme : style.getPropertyValue("--zoom");
  }, what);
  return now === wanted ? [] : [`the ${what} is ${now}, not ${wanted}`];
}

async function inDark(page, note) {
  await page.emulateMedia({ colorScheme: "dark" });
  await still(page, DRAWN_AFTER_MS_MAX);
  note("dark", await is(page, "theme", "dark"));
  note("dark", await axe(page, contrast));
  note("dark", await stageContrast(page));
  await page.emulateMedia({ colorScheme: "light" });
}

async function inMoods(page, note) {
  for (const colorScheme of ["light", "dark"]) {
    await page.emulateMedia({ forcedColors: "active", colorScheme });
    await still(page, DRAWN_AFTER_MS_MAX);
    note(`forced colours, ${colorScheme}`, await forcedColours(page));
  }
  await page.emulateMedia({ forcedColors: "none", colorScheme: "light", reducedMotion: "reduce" });
  note("reduced motion", await reducedMotion(page));
  await page.emulateMedia({ reducedMotion: "no-preference" });
  const style = await page.addStyleTag({ content: SPACING });
  await still(page);
  note("text spacing", await fit(page));
  await style.evaluate((one) => one.remove());
}

/** A window that fills a screen of 1920 by 1080. */
async function onLarge(page, note, language) {
  await page.setViewportSize(large);
  await still(page, DRAWN_AFTER_MS_MAX);
  note(`${language}, large`, await fit(page));
  note(`${language}, large`, await verdictLegibility(page));
  await page.setViewportSize(usual);
}

/** The app's own zoom at 200 %; in the office also a window as narrow as a telephone. */
async function zoomed(page, note, language) {
  for (let step = 0; step < ZOOM_STEPS; step += 1) await page.keyboard.press("Control+=");
  await still(page, DRAWN_AFTER_MS_MAX);
  note(`${language}, zoom 200 %`, await is(page, "zoom", "2"));
  note(`${language}, zoom 200 %`, await fit(page));
  await page.keyboard.press("Control+0");
  note(`${language}, zoom 100 %`, await is(page, "zoom", "1"));
  if (await page.$(".office")) {
    await page.setViewportSize(reflow);
    await still(page, DRAWN_AFTER_MS_MAX);
    note(`${language}, 320 px`, await fit(page));
    await page.setViewportSize(usual);
  }
  await still(page, DRAWN_AFTER_MS_MAX);
}
