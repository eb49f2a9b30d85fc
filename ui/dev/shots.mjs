// Takes pictures of the window with the invented backend: node dev/shots.mjs [name part] [--all]
// --axe: says what a machine finds wrong on each scene, and fails where there is anything.
// --check: the same without pictures: each scene once, in its language, both themes and every way to look at it.
// --results=FILE: how many scenes had no findings, and how many findings there are, as JSON.
// --dark, --large: each picture in the dark too, and of a large window too.
// --all: every scene in three languages, two themes and two sizes; without it, one of each.
// --look=eu,dark or --look=es,large: every picture in this language, this theme and this size alone.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { availableParallelism, tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { chromium } from "playwright-core";
import { build, preview } from "vite";
import { findings, large, usual } from "./checks.mjs";
import { missing, stateOf } from "./checks/covered.mjs";
import { open, still, tab } from "./stage.mjs";
import firstRun from "./scenes/first-run.mjs";
import desk from "./scenes/desk.mjs";
import office from "./scenes/office.mjs";
import doubts from "./scenes/doubts.mjs";
import people from "./scenes/people.mjs";
import device from "./scenes/device.mjs";
import devices from "./scenes/devices.mjs";
import stick from "./scenes/stick.mjs";
import sync from "./scenes/sync.mjs";
import verdicts from "./scenes/verdicts.mjs";
import troubles from "./scenes/troubles.mjs";

const given = (word) => process.argv.includes(`--${word}`);
const only = process.argv.slice(2).find((a) => !a.startsWith("--")) ?? "";
const all = given("all");
const checks = given("axe") || given("check");
const LANGUAGES = ["eu", "es", "en"];
const value = (word) => process.argv.find((a) => a.startsWith(`--${word}=`))?.slice(word.length + 3);
const look = value("look")?.split(",");
const themes = ["light", "dark"].filter((theme) =>
  look ? look.includes("dark") === (theme === "dark") : theme === "light" || all || given("dark"),
);
const sizes = [
  ["", usual],
  ["-large", large],
].filter(([suffix]) =>
  look ? look.includes("large") === (suffix !== "") : suffix === "" || all || given("large"),
);
/** While one scene waits for a person's typing, the others are drawn. */
const AT_ONCE = availableParallelism() + 2;

const out = fileURLToPath(new URL("./shots/", import.meta.url));
const wrong = [];
/** What each scene shows. */
const seen = [];
const tally = { passed: 0, findings: 0, pictures: 0 };

/** Takes the pictures of a scene in a language, and returns what is wrong there. */
async function take(page, home, scene, language) {
  const file = nameOf(scene, language);
  await open(page, home, scene, language);
  if (checks) seen.push(await stateOf(page));
  if (!given("check")) await photograph(page, file);
  if (!checks) return [];
  // A picture of every language is a scene of its own; a mere check passes through all of them.
  const found = await findings(page, all ? 1 : LANGUAGES.length);
  // A busy machine may have drawn only now what a scene shows.
  seen.push(await stateOf(page));
  return found;
}

async function photograph(page, file) {
  for (const [suffix, size] of sizes)
    for (const theme of themes) {
      await page.setViewportSize(size);
      await page.emulateMedia({ colorScheme: theme });
      await still(page);
      await page.screenshot({ path: `${out}${file}${theme === "dark" ? "-dark" : ""}${suffix}.png` });
      tally.pictures += 1;
    }
  await page.setViewportSize(usual);
  await page.emulateMedia({ colorScheme: "light" });
  await still(page);
}

const scenes = [
  ...firstRun,
  ...desk,
  ...office,
  ...doubts,
  ...people,
  ...device,
  ...devices,
  ...stick,
  ...sync,
  ...verdicts,
  ...troubles,
]
  .filter(([name]) => name.includes(only))
  .map(([name, language, query, act]) => ({ name, language, query, act }));
const nameOf = (scene, language) => `${scene.name}${all ? `-${language}` : ""}`;
const waiting = scenes.flatMap((scene) =>
  (all ? LANGUAGES : [look?.find((one) => LANGUAGES.includes(one)) ?? scene.language]).map((language) => ({
    scene,
    language,
  })),
);

async function work(browser, home) {
  for (let next = waiting.shift(); next; next = waiting.shift()) {
    const page = await tab(browser, usual);
    const found = [];
    page.on("pageerror", (e) => found.push(e.message));
    page.on("console", (e) => e.type() === "error" && found.push(e.text()));
    found.push(...(await take(page, home, next.scene, next.language).catch((e) => [e.message])));
    await page.close();
    wrong.push(...found.map((finding) => `${nameOf(next.scene, next.language)}: ${finding}`));
    tally[found.length > 0 ? "findings" : "passed"] += Math.max(1, found.length);
  }
}

mkdirSync(out, { recursive: true });
const outDir = mkdtempSync(join(tmpdir(), "sarrera-shots-"));
const config = { configFile: "vite.dev.config.ts", logLevel: "error", build: { outDir, minify: false } };
await build(config);
const server = await preview(config);
const home = server.resolvedUrls?.local[0] ?? "";
const browser = await chromium.launch({ executablePath: "/usr/bin/chromium", args: ["--no-sandbox"] });
await Promise.all(Array.from({ length: AT_ONCE }, () => work(browser, home)));
await browser.close();
await server.close();
rmSync(outDir, { recursive: true });

if (checks && only === "") {
  const unseen = missing(seen);
  wrong.push(...unseen);
  tally.findings += unseen.length;
}
for (const line of wrong) console.error(line);
console.log(`${scenes.length} scenes, ${tally.pictures} pictures, ${tally.findings} findings`);
const results = value("results");
if (results) writeFileSync(results, JSON.stringify(tally));
if (wrong.length > 0) process.exitCode = 1;
