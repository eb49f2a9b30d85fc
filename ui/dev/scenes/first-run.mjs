// The first run, and a locked device.
import { scan, TEST_CODE, trials } from "../hands.mjs";

/** name, language, query, what is done first */
export default [
  ["first-run", "en", "?state=fresh", null],
  ["first-run-left", "es", "?state=fresh&left", null],
  ["left-one-of-two", "eu", "?left&lost", null],
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
  ["first-run-pair", "eu", "?state=fresh", (p) => p.click("#door-pair")],
  [
    "first-run-pair-wrong",
    "es",
    "?state=fresh&pair=server_not_found",
    async (p) => {
      await p.click("#door-pair");
      await p.fill("#pair-code", "MKPF-WYU4-MKPF-WYU4-2RB6-HS8D-2RB6-HS8D");
      await p.keyboard.press("Enter");
      await p.waitForSelector(".notice");
    },
  ],
  [
    "first-run-pair-catching-up",
    "en",
    "?state=fresh&pair=catching",
    async (p) => {
      await p.click("#door-pair");
      await p.fill("#pair-code", "MKPF-WYU4-MKPF-WYU4-2RB6-HS8D-2RB6-HS8D");
      await p.keyboard.press("Enter");
      await p.waitForSelector("#pair-open");
      await p.waitForFunction(() => document.body.innerText.includes("60"));
    },
  ],
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
];
