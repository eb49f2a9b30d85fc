// Takes pictures of the window with the invented backend: node dev/shots.mjs [name part] [--all]
// --axe: says what a machine finds wrong on each scene, and fails where there is anything.
// --check: the same in both themes, and takes no pictures.
// --all: every scene in three languages, two themes and two sizes; without it, one of each.
import { mkdirSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { chromium } from "playwright-core";
import { createServer } from "vite";
import { findings } from "./checks.mjs";

const only = process.argv.slice(2).find((a) => !a.startsWith("--")) ?? "";
const out = fileURLToPath(new URL("./shots/", import.meta.url));
mkdirSync(out, { recursive: true });

/** Types as a scanner does: fast, and with Enter at the end. */
async function scan(page, code) {
  await page.evaluate((text) => {
    for (const key of [...text, "Enter"]) {
      const init = { key, code: key, bubbles: true, cancelable: true };
      (document.activeElement ?? document.body).dispatchEvent(new KeyboardEvent("keydown", init));
      (document.activeElement ?? document.body).dispatchEvent(new KeyboardEvent("keyup", init));
    }
  }, code);
  await page.waitForTimeout(500);
}

/** A section of the office. */
const office = (section) => async (page) => {
  await page.click("#go-office");
  await page.click(`#go-${section}`);
};

/** What the scanner test shows; a scanner that types it as it would on another keyboard. */
const TEST_CODE = "29HQXA8GPWZ7FNVY6EMUCJ5TDL4SBK3R".repeat(5).slice(0, 149);
const french = [...TEST_CODE].map((c) => {
  const at = "AQZWM23456789".indexOf(c);
  return at < 0 ? c : 'QAWZÑ"·$%&/()'[at];
});

/** A part of the section for this device. */
async function device(page, part) {
  await page.click("#go-office");
  await page.click("#go-device");
  await page.click(`#tab-${part}`);
}

/** The first run up to the trials of the device. */
async function trials(page) {
  await page.click("#door-demo");
  await page.waitForSelector(".sheet img");
  await page.click(".end input");
  await page.click(".end .primary");
  await page.waitForSelector(".code img");
}

const verdict = (code) => (page) => scan(page, code);

async function openPeople(page) {
  await page.click("#go-office");
  await page.click("#go-people");
}

async function openPerson(page) {
  await openPeople(page);
  await page.waitForSelector("#person-0");
  await page.keyboard.press("Enter");
  await page.waitForSelector("#history-title");
}

/** name, language, query, what is done first */
const scenes = [
  ["first-run", "en", "?state=fresh", null],
  ["first-run-new", "es", "?state=fresh", (p) => p.click("#door-new")],
  ["first-run-passphrase", "eu", "?state=fresh&nokeychain", (p) => p.click("#door-demo")],
  [
    "first-run-recovery",
    "en",
    "?state=fresh",
    async (p) => {
      await p.click("#door-demo");
      await p.waitForSelector(".sheet img");
    },
  ],
  [
    "locked",
    "es",
    "?state=locked",
    async (p) => {
      await p.fill("#open-passphrase", "close sesame");
      await p.keyboard.press("Enter");
    },
  ],
  ["locked-key", "eu", "?state=locked", (p) => p.click("#use-recovery-key")],
  ["locked-torn", "en", "?state=locked&closed=key_file_damaged", null],
  ["locked-newer", "es", "?state=locked&closed=newer_database", null],
  [
    "first-run-taken",
    "eu",
    "?state=fresh&taken",
    async (p) => {
      await p.click("#door-demo");
      await p.waitForSelector(".sheet img");
    },
  ],
  [
    "first-run-missing",
    "en",
    "?state=fresh",
    (p) => p.click("#door-new").then(() => p.click("form .primary")),
  ],
  ["desk-unsaved", "es", "?unsaved", null],
  ["desk-clock", "es", "?clock", verdict("PERSON1")],
  ["desk-ready", "eu", "", null],
  ["desk-empty", "eu", "?empty&printer=none", null],
  ["desk-search", "eu", "", (p) => p.keyboard.type("kova", { delay: 60 })],
  ["desk-search-none", "es", "", (p) => p.keyboard.type("zzzyx", { delay: 60 })],
  ["verdict-admit", "es", "", verdict("PERSON1")],
  ["verdict-admit-long", "eu", "", verdict("PERSON16")],
  ["verdict-admit-script", "en", "", verdict("PERSON8")],
  [
    "verdict-already",
    "es",
    "?nodouble",
    async (p) => {
      await scan(p, "PERSON7");
      await scan(p, "PERSON7");
    },
  ],
  [
    "verdict-double",
    "eu",
    "?prints",
    async (p) => {
      await scan(p, "PERSON7");
      await scan(p, "PERSON7");
    },
  ],
  [
    "verdict-undone",
    "es",
    "",
    async (p) => {
      await scan(p, "PERSON1");
      await p.keyboard.press("Control+z");
      await p.keyboard.press("Alt+ArrowUp");
    },
  ],
  [
    "desk-undid",
    "en",
    "",
    async (p) => {
      await scan(p, "PERSON1");
      await p.keyboard.press("Control+z");
    },
  ],
  ["verdict-attention", "eu", "", verdict("PERSON9")],
  ["verdict-not-today", "eu", "", verdict("PERSON11")],
  ["verdict-cancelled", "en", "", verdict("PERSON6")],
  ["verdict-blocked", "es", "", verdict("PERSON12")],
  ["verdict-unpaid", "eu", "", verdict("PERSON14")],
  ["verdict-unknown", "eu", "", verdict("ZZZ999QQ")],
  ["verdict-other-event", "eu", "", verdict("VERDICT:other_event")],
  ["verdict-revoked", "en", "", verdict("VERDICT:revoked")],
  ["verdict-full", "es", "", verdict("VERDICT:full")],
  ["verdict-ambiguous", "es", "", verdict("VERDICT:ambiguous")],
  [
    "override",
    "en",
    "",
    async (p) => {
      await scan(p, "PERSON11");
      await p.keyboard.press("Control+Enter");
    },
  ],
  [
    "reprint",
    "es",
    "",
    async (p) => {
      await scan(p, "PERSON1");
      await p.keyboard.press("F4");
    },
  ],
  ["printer-out-of-paper", "es", "?printer=out_of_paper", verdict("PERSON13")],
  ["printer-unknown", "eu", "?printer=unreachable", verdict("PERSON13")],
  ["printer-unchosen", "en", "?printer=unchosen", verdict("PERSON13")],
  [
    "printer-which",
    "es",
    "?printer=cover_open",
    async (p) => {
      await scan(p, "PERSON13");
      await p.keyboard.press("F7");
    },
  ],
  [
    "printer-troubles",
    "eu",
    "?printer=out_of_paper",
    async (p) => {
      await scan(p, "PERSON13");
      await scan(p, "PERSON1");
      await p.keyboard.press("Escape");
    },
  ],
  [
    "printer-troubles-beside",
    "en",
    "?printer=out_of_paper&nodouble",
    async (p) => {
      await scan(p, "PERSON13");
      await scan(p, "PERSON1");
      await scan(p, "PERSON1");
    },
  ],
  [
    "by-hand",
    "es",
    "?printer=out_of_paper",
    async (p) => {
      await scan(p, "PERSON16");
      await p.keyboard.press("F9");
    },
  ],
  [
    "draft",
    "en",
    "",
    async (p) => {
      await p.keyboard.press("F3");
      await p.keyboard.type("Oleksandra", { delay: 45 });
      await p.keyboard.press("Escape");
      await p.keyboard.press("F3");
    },
  ],
  [
    "walk-in",
    "es",
    "",
    async (p) => {
      await p.keyboard.press("F3");
      await p.keyboard.type("Oleksandra", { delay: 45 });
      await p.keyboard.press("Tab");
      await p.keyboard.type("Kovalenko-Tymoshchuk", { delay: 45 });
      await p.keyboard.press("Tab");
      await p.keyboard.type("Lviv Hydraulics", { delay: 45 });
      await p.keyboard.press("Tab");
      await p.keyboard.press("Tab");
      await p.keyboard.type("o.kovalenko@gmial.com", { delay: 45 });
    },
  ],
  [
    "walk-in-problems",
    "eu",
    "",
    async (p) => {
      await p.keyboard.press("F3");
      await p.keyboard.press("Control+Enter");
    },
  ],
  [
    "walk-in-sharing",
    "es",
    "",
    async (p) => {
      await p.keyboard.press("F3");
      await p.keyboard.type("Oleksandra", { delay: 45 });
      await p.click(".notice input");
      await p.keyboard.press("Control+Enter");
    },
  ],
  [
    "correct",
    "eu",
    "",
    async (p) => {
      await scan(p, "PERSON1");
      await p.keyboard.press("F6");
    },
  ],
  [
    "keys",
    "en",
    "",
    async (p) => {
      await scan(p, "PERSON1");
      await p.keyboard.press("F1");
    },
  ],
  ["office-dashboard", "es", "", (p) => p.click("#go-office")],
  [
    "office-dashboard-table",
    "eu",
    "",
    async (p) => {
      await p.click("#go-office");
      await p.click("button[aria-pressed=false].quiet");
    },
  ],
  [
    "event-import",
    "es",
    "",
    async (p) => {
      await p.click("#go-office");
      await p.click("#go-people");
      await p.click("#tab-import");
    },
  ],
  [
    "event-columns",
    "eu",
    "",
    async (p) => {
      await p.click("#go-office");
      await p.click("#go-people");
      await p.click("#tab-import");
      await p.click("main .btn.primary");
    },
  ],
  [
    "event-problems",
    "es",
    "?unknown",
    async (p) => {
      await p.click("#go-office");
      await p.click("#go-people");
      await p.click("#tab-import");
      await p.click("main .btn.primary");
    },
  ],
  [
    "event-running",
    "en",
    "?slow",
    async (p) => {
      await p.click("#go-office");
      await p.click("#go-people");
      await p.click("#tab-import");
      await p.click("main .btn.primary");
      await p.click(".end .btn.primary");
      await p.waitForTimeout(2200);
    },
  ],
  [
    "event-report",
    "es",
    "",
    async (p) => {
      await p.click("#go-office");
      await p.click("#go-people");
      await p.click("#tab-import");
      await p.click("main .btn.primary");
      await p.click(".end .btn.primary");
      await p.waitForSelector("details");
    },
  ],
  [
    "people-duplicates",
    "es",
    "",
    async (p) => {
      await p.click("#go-office");
      await p.click("#go-people");
      await p.click("#tab-duplicates");
      await p.waitForSelector("table");
    },
  ],
  [
    "people-duplicates-three",
    "eu",
    "",
    async (p) => {
      await p.click("#go-office");
      await p.click("#go-people");
      await p.click("#tab-duplicates");
      await p.waitForSelector("table");
      await p.keyboard.press("Enter");
      await p.waitForTimeout(300);
    },
  ],
  [
    "event-badges",
    "eu",
    "",
    async (p) => {
      await p.click("#go-office");
      await p.click("#go-badges");
    },
  ],
  [
    "event-printer",
    "en",
    "",
    async (p) => {
      await p.click("#go-office");
      await p.click("#go-device");
      await p.click("#tab-printer");
    },
  ],
  [
    "event-events",
    "eu",
    "",
    async (p) => {
      await p.click("#go-office");
      await p.click("#go-event");
      await p.click("#tab-list");
    },
  ],
  [
    "event-device",
    "es",
    "",
    async (p) => {
      await p.click("#go-office");
      await p.click("#go-device");
    },
  ],
  ["group-offer", "es", "", verdict("PERSON1")],
  ["group-offer-large", "eu", "", verdict("PERSON16")],
  [
    "group-open",
    "eu",
    "",
    async (p) => {
      await scan(p, "PERSON1");
      await p.keyboard.press("Control+g");
    },
  ],
  [
    "group-running",
    "es",
    "?slow",
    async (p) => {
      await scan(p, "PERSON1");
      await p.keyboard.press("Control+g");
      await p.waitForSelector("main input");
      await p.keyboard.press("Control+Enter");
      await p.waitForTimeout(2200);
    },
  ],
  [
    "group-done",
    "es",
    "",
    async (p) => {
      await scan(p, "PERSON1");
      await p.keyboard.press("Control+g");
      await p.waitForSelector("main input");
      await p.keyboard.press("Control+a");
      await p.keyboard.press("Control+Enter");
      await p.waitForSelector(".stage .rest");
    },
  ],
  ["box", "eu", "", verdict("PERSON10")],
  ["box-search", "es", "", (p) => p.keyboard.type("larra", { delay: 60 })],
  [
    "batch-boxes",
    "es",
    "",
    async (p) => {
      await p.click("#go-office");
      await p.click("#go-badges");
      await p.waitForSelector("tbody input");
      await p.click("label:has(input[value=letters])");
      await p.waitForTimeout(600);
    },
  ],
  [
    "batch-running",
    "en",
    "?slow",
    async (p) => {
      await p.click("#go-office");
      await p.click("#go-badges");
      await p.waitForSelector("tbody input");
      await p.keyboard.press("Control+Enter");
      await p.waitForTimeout(2200);
    },
  ],
  [
    "batch-done",
    "eu",
    "",
    async (p) => {
      await p.click("#go-office");
      await p.click("#go-badges");
      await p.waitForSelector("tbody input");
      await p.click("label:has(input[value=size])");
      await p.waitForTimeout(400);
      await p.keyboard.press("Control+Enter");
      await p.waitForSelector(".boxes");
    },
  ],
  ["setup", "eu", "", office("event")],
  [
    "setup-category",
    "es",
    "",
    async (p) => {
      await office("event")(p);
      await p.click("#category-add");
      await p.fill("#category-eu", "Epaimahaia");
      await p.keyboard.press("Enter");
    },
  ],
  [
    "setup-checkpoint",
    "eu",
    "",
    async (p) => {
      await office("event")(p);
      await p.click("#checkpoint-auditorium");
      await p.waitForTimeout(200);
      await p.locator("#checkpoint-name").scrollIntoViewIfNeeded();
    },
  ],
  [
    "setup-notice",
    "en",
    "",
    async (p) => {
      await office("event")(p);
      await p.locator("#notice-en").scrollIntoViewIfNeeded();
    },
  ],
  [
    "operators",
    "es",
    "",
    async (p) => {
      await office("device")(p);
      await p.click("#tab-operators");
    },
  ],
  ["operators-choose", "eu", "", (p) => p.keyboard.press("Alt+o")],
  ["operators-nobody", "es", "?nobody", null],
  [
    "help-asked",
    "eu",
    "",
    async (p) => {
      await scan(p, "PERSON12");
      await p.keyboard.press("F8");
    },
  ],
  [
    "help-open",
    "es",
    "?answered",
    async (p) => {
      await scan(p, "ZZZ999QQ");
      await p.keyboard.press("F8");
      await p.waitForTimeout(700);
      await p.keyboard.press("F8");
    },
  ],
  ["help-office", "en", "?calls", office("dashboard")],
  [
    "help-zoom",
    "eu",
    "?calls",
    async (p) => {
      for (let i = 0; i < 6; i += 1) await p.keyboard.press("Control+=");
      await office("dashboard")(p);
    },
  ],
  ["people-list", "en", "", openPeople],
  ["people-few", "eu", "?few", openPeople],
  ["people-empty", "es", "?empty", openPeople],
  [
    "people-filter",
    "es",
    "",
    async (p) => {
      await openPeople(p);
      await p.keyboard.type("kova", { delay: 60 });
      await p.keyboard.press("ArrowDown");
    },
  ],
  [
    "people-end",
    "eu",
    "",
    async (p) => {
      await openPeople(p);
      await p.keyboard.press("Tab");
      await p.focus("#people-grid");
      await p.keyboard.press("End");
    },
  ],
  ["people-person", "eu", "", openPerson],
  ["people-contested", "es", "?contested", openPerson],
  [
    "people-edit",
    "eu",
    "",
    async (p) => {
      await openPerson(p);
      await p.keyboard.press("F6");
    },
  ],
  [
    "people-zoom",
    "es",
    "",
    async (p) => {
      for (let i = 0; i < 6; i += 1) await p.keyboard.press("Control+=");
      await openPerson(p);
    },
  ],
  [
    "people-list-zoom",
    "eu",
    "",
    async (p) => {
      for (let i = 0; i < 6; i += 1) await p.keyboard.press("Control+=");
      await openPeople(p);
    },
  ],
  [
    "people-export",
    "eu",
    "",
    async (p) => {
      await openPeople(p);
      await p.keyboard.type("kova", { delay: 60 });
      await p.click("#tab-export");
      await p.click("#export-run");
    },
  ],
  ["device-this", "en", "", (p) => device(p, "this")],
  ["device-scanner", "en", "", (p) => device(p, "scanner")],
  [
    "device-scanner-test",
    "eu",
    "",
    async (p) => {
      await device(p, "scanner");
      await p.click("#start-scanner-test");
    },
  ],
  [
    "device-scanner-works",
    "en",
    "",
    async (p) => {
      await device(p, "scanner");
      await p.click("#start-scanner-test");
      await p.waitForSelector(".code img");
      await scan(p, TEST_CODE);
    },
  ],
  [
    "device-scanner-french",
    "es",
    "",
    async (p) => {
      await device(p, "scanner");
      await p.click("#start-scanner-test");
      await p.waitForSelector(".code img");
      await scan(p, french.join(""));
    },
  ],
  [
    "device-scanner-prefix",
    "eu",
    "",
    async (p) => {
      await device(p, "scanner");
      await p.click("#start-scanner-test");
      await p.waitForSelector(".code img");
      await scan(p, `]Q3${TEST_CODE}`);
    },
  ],
  ["device-sounds", "eu", "", (p) => device(p, "sounds")],
  ["device-trying", "es", "", (p) => device(p, "trying")],
  ["first-run-trials", "en", "?state=fresh", trials],
  [
    "first-run-summary",
    "eu",
    "?state=fresh",
    async (p) => {
      await trials(p);
      await scan(p, TEST_CODE);
      await p.click("#print-specimen");
      await p.click("input[name=trial-printer][value=works]", { force: true });
      await p.click("input[name=trial-sound][value=later]", { force: true });
      await p.click("#to-summary");
    },
  ],
  [
    "desk-paused",
    "es",
    "",
    async (p) => {
      await p.evaluate(() => {
        document.hasFocus = () => false;
        globalThis.dispatchEvent(new Event("blur"));
      });
      await p.waitForSelector("#scanner-paused");
    },
  ],
  ["desk-sound-off", "eu", "", (p) => p.click("button.sound")],
  [
    "keys-scanner-test",
    "eu",
    "",
    async (p) => {
      await p.keyboard.press("F1");
      await p.click("#scanner-test-way");
    },
  ],
  ["verdict-wrong-layout", "es", "", verdict("VERDICT:wrong_layout")],
  [
    "zoom-200",
    "es",
    "",
    async (p) => {
      for (let i = 0; i < 6; i += 1) await p.keyboard.press("Control+=");
      await scan(p, "PERSON1");
    },
  ],
  [
    "camera-section",
    "es",
    "",
    async (p) => {
      await p.keyboard.press("Alt+k");
      await p.click("#go-office");
      await p.click("#go-device");
      await p.click("#tab-camera");
      await p.waitForSelector("canvas");
    },
  ],
  [
    "camera-none",
    "en",
    "?camera=none",
    async (p) => {
      await p.click("#go-office");
      await p.click("#go-device");
      await p.click("#tab-camera");
    },
  ],
  [
    "camera-busy",
    "eu",
    "?camera=busy",
    async (p) => {
      await p.keyboard.press("Alt+k");
      await p.click("#go-office");
      await p.click("#go-device");
      await p.click("#tab-camera");
    },
  ],
  ["camera-ready", "eu", "", (p) => p.keyboard.press("Alt+k").then(() => p.waitForSelector("canvas"))],
  [
    "camera-verdict",
    "es",
    "?reads=PERSON1",
    (p) => p.keyboard.press("Alt+k").then(() => p.waitForSelector(".stage[data-v]")),
  ],
  [
    "camera-already",
    "en",
    "?nodouble",
    async (p) => {
      await scan(p, "PERSON7");
      await scan(p, "PERSON7");
      await p.keyboard.press("Alt+k");
      await p.waitForSelector("canvas");
    },
  ],
  ["camera-desk-busy", "es", "?camera=busy", (p) => p.keyboard.press("Alt+k")],
  [
    "camera-desk-dark",
    "en",
    "?camera=dark",
    (p) => p.keyboard.press("Alt+k").then(() => p.waitForTimeout(500)),
  ],
];

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
