// Takes pictures of the window with the invented backend: node dev/shots.mjs [name part] [--all]
// --axe: says what axe-core finds on each scene.
// --all: every scene in three languages, two themes and two sizes; without it, one of each.
import { mkdirSync } from "node:fs";
import { createRequire } from "node:module";
import { fileURLToPath } from "node:url";
import { chromium } from "playwright-core";
import { createServer } from "vite";

const only = process.argv.slice(2).find((a) => !a.startsWith("--")) ?? "";
const all = process.argv.includes("--all");
const axe = process.argv.includes("--axe");
const require = createRequire(import.meta.url);
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

/** What axe-core finds wrong, one line each. */
async function look(page, name) {
  await page.addScriptTag({ path: require.resolve("axe-core/axe.min.js") });
  const { violations } = await page.evaluate(() => globalThis.axe.run());
  for (const v of violations)
    console.log(`${name}: ${v.id}: ${v.nodes.map((n) => `${n.target}`).join(" | ")}`);
}

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
  [
    "event-import",
    "es",
    "",
    async (p) => {
      await p.click("#go-office");
      await p.click("#go-people");
    },
  ],
  [
    "event-columns",
    "eu",
    "",
    async (p) => {
      await p.click("#go-office");
      await p.click("#go-people");
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
      await p.click("main .btn.primary");
      await p.click(".end .btn.primary");
      await p.waitForSelector("details");
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
];

const server = await createServer({
  configFile: "vite.dev.config.ts",
  logLevel: "error",
  server: { strictPort: false },
});
await server.listen();
const home = server.resolvedUrls?.local[0] ?? "";
const browser = await chromium.launch({ executablePath: "/usr/bin/chromium", args: ["--no-sandbox"] });
const sizes = { small: { width: 1366, height: 768 }, large: { width: 1920, height: 1080 } };
let count = 0;
for (const [name, first, query, act] of scenes.filter(([n]) => n.includes(only))) {
  for (const language of all ? ["eu", "es", "en"] : [first])
    for (const theme of all || process.argv.includes("--dark") ? ["light", "dark"] : ["light"])
      for (const size of all || process.argv.includes("--large") ? ["small", "large"] : ["small"]) {
        const page = await browser.newPage({ viewport: sizes[size], colorScheme: theme });
        page.on("pageerror", (e) => console.error(`${name}: ${e.message}`));
        page.on("console", (e) => e.type() === "error" && console.error(`${name}: ${e.text()}`));
        await page.addInitScript((l) => localStorage.setItem("sarrera.language", l), language);
        await page.goto(`${home}${query}`);
        await page.waitForSelector("main");
        await page.evaluate(() => document.fonts.ready);
        await page.waitForTimeout(250);
        if (act) await act(page);
        await page.waitForTimeout(450);
        await page.evaluate(() => document.fonts.ready);
        const suffix = `${all ? `-${language}` : ""}${theme === "dark" ? "-dark" : ""}${size === "large" ? "-large" : ""}`;
        await page.screenshot({ path: `${out}${name}${suffix}.png` });
        if (axe) await look(page, `${name}${suffix}`);
        await page.close();
        count += 1;
      }
}
await browser.close();
await server.close();
console.log(`${count} pictures in dev/shots`);
