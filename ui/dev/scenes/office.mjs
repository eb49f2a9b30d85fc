// The office: dashboard, event, import, badges, operators, help.
import { office } from "../hands.mjs";
import { still } from "../stage.mjs";

/** name, language, query, what is done first */
export default [
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
      await p.click("#tab-import");
      await p.click("main .btn.primary");
      await p.click(".end .btn.primary");
      await still(p);
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
      await p.click("#tab-import");
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
      await p.click("#tab-list");
      await p.click("#tab-list");
    },
  ],
  [
    "batch-boxes",
    "es",
    "",
    async (p) => {
      await p.click("#go-office");
      await p.click("#go-badges");
      await p.waitForSelector("tbody input");
      await p.click("label:has(input[value=letters])");
      await still(p);
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
      await still(p);
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
      await still(p);
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
      await still(p);
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
  [
    "office-keys",
    "eu",
    "",
    async (p) => {
      await office("device")(p);
      await p.keyboard.press("F1");
    },
  ],
  ["office-anything", "eu", "", (p) => p.keyboard.press("Control+k")],
  [
    "office-anything-people",
    "es",
    "",
    async (p) => {
      await p.keyboard.press("Control+k");
      await p.keyboard.type("ko", { delay: 60 });
      await p.keyboard.press("ArrowDown");
      await still(p);
    },
  ],
  [
    "office-anything-zoom",
    "eu",
    "",
    async (p) => {
      for (let i = 0; i < 6; i += 1) await p.keyboard.press("Control+=");
      await p.keyboard.press("Control+k");
    },
  ],
  [
    "office-tabs-zoom",
    "eu",
    "",
    async (p) => {
      for (let i = 0; i < 6; i += 1) await p.keyboard.press("Control+=");
      await office("device")(p);
    },
  ],
];
