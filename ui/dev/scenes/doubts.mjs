// The office where somebody might be in doubt: a trial, a file dropped on another, badges that nobody looked at.
import { office } from "../hands.mjs";

async function toColumns(p) {
  await p.click("#go-office");
  await p.click("#go-people");
  await p.click("#tab-import");
  await p.click("#tab-import");
  await p.click("main .btn.primary");
  await p.waitForSelector("td select");
}

/** name, language, query, what is done first */
export default [
  [
    "doubt-trial",
    "en",
    "",
    async (p) => {
      await toColumns(p);
      await p.click(".end .btn:nth-child(2)");
      await p.waitForSelector("details");
    },
  ],
  [
    "doubt-dropped",
    "eu",
    "",
    async (p) => {
      await toColumns(p);
      await p.selectOption("td select", "company");
      await p.evaluate(() =>
        window.dispatchEvent(new CustomEvent("dropped", { detail: "/home/feria/ponentes.xlsx" })),
      );
      await p.waitForSelector(".waits");
    },
  ],
  [
    "doubt-badges",
    "es",
    "?unlooked",
    async (p) => {
      await office("badges")(p);
      await p.click("input[name=batch-cut][value=size]", { force: true });
      await p.fill("#batch-size", "");
      await p.waitForSelector(".look .notice");
    },
  ],
];
