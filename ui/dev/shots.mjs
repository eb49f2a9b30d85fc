// Takes pictures of the window with the invented backend: node dev/shots.mjs [name part] [--all]
// --axe: says what a machine finds wrong on each scene, and fails where there is anything.
// --check: the same in both themes, and takes no pictures.
// --all: every scene in three languages, two themes and two sizes; without it, one of each.
import { mkdirSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { chromium } from "playwright-core";
import { createServer } from "vite";
import { findings } from "./checks.mjs";
import firstRun from "./scenes/first-run.mjs";
import desk from "./scenes/desk.mjs";
import office from "./scenes/office.mjs";
import people from "./scenes/people.mjs";
import device from "./scenes/device.mjs";

const only = process.argv.slice(2).find((a) => !a.startsWith("--")) ?? "";
const out = fileURLToPath(new URL("./shots/", import.meta.url));
mkdirSync(out, { recursive: true });

const scenes = [...firstRun, ...desk, ...office, ...people, ...device];

const given = (word) => process.argv.includes(`--${word}`);
const languages = given("all") ? ["eu", "es", "en"] : null;
const themes = given("all") || given("dark") || given("check") ? ["light", "dark"] : ["light"];
const sizes = [
  { name: "", width: 1366, height: 768 },
  { name: "-large", width: 1920, height: 1080 },
].slice(0, given("all") || given("large") ? 2 : 1);
const AT_ONCE = 3;

const server = await createServer({
  configFile: "vite.dev.config.ts",
  logLevel: "error",
  server: { strictPort: false },
});
await server.listen();
const home = server.resolvedUrls?.local[0] ?? "";
const browser = await chromium.launch({ executablePath: "/usr/bin/chromium", args: ["--no-sandbox"] });

const pictures = scenes
  .filter(([name]) => name.includes(only))
  .flatMap(([name, first, query, act]) =>
    (languages ?? [first]).flatMap((language) =>
      themes.flatMap((theme) => sizes.map((size) => ({ name, language, theme, size, query, act }))),
    ),
  );
const wrong = [];

async function take({ name, language, theme, size, query, act }) {
  const { width, height } = size;
  const file = `${name}${languages ? `-${language}` : ""}${theme === "dark" ? "-dark" : ""}${size.name}`;
  const page = await browser.newPage({ viewport: { width, height }, colorScheme: theme });
  page.on("pageerror", (e) => wrong.push(`${file}: ${e.message}`));
  page.on("console", (e) => e.type() === "error" && wrong.push(`${file}: ${e.text()}`));
  await page.addInitScript((l) => localStorage.setItem("sarrera.language", l), language);
  await page.goto(`${home}${query}`);
  await page.waitForSelector("main");
  await page.evaluate(() => document.fonts.ready);
  await page.waitForTimeout(250);
  if (act) await act(page);
  await page.waitForTimeout(450);
  await page.evaluate(() => document.fonts.ready);
  if (!given("check")) await page.screenshot({ path: `${out}${file}.png` });
  if (given("axe") || given("check"))
    wrong.push(...(await findings(page)).map((finding) => `${file}: ${finding}`));
  await page.close();
}

const waiting = [...pictures];
async function work() {
  for (let next = waiting.shift(); next; next = waiting.shift()) {
    const { name } = next;
    await take(next).catch((e) => wrong.push(`${name}: ${e.message}`));
  }
}
// Vite makes the page's modules at the first visit: the others find them made.
const [first] = pictures;
if (first) await take(first);
await Promise.all(Array.from({ length: AT_ONCE }, work));
await browser.close();
await server.close();
for (const line of wrong) console.error(line);
console.log(`${pictures.length} scenes, ${wrong.length} findings`);
if (wrong.length > 0) process.exitCode = 1;
