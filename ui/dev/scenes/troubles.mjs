// What goes wrong around the desk: each trouble of a printer, a file that does not open, a full disk, another window.
import { office, verdict } from "../hands.mjs";
import { still } from "../stage.mjs";

/** The troubles of a badge that no scene of the desk shows, each in a language. */
const troubles = [
  ["cover_open", "es"],
  ["jammed", "eu"],
  ["too_hot", "es"],
  ["offline", "en"],
  ["paused", "eu"],
  ["out_of_ink", "es"],
  ["low_paper", "eu"],
  ["low_ink", "es"],
  ["other_trouble", "en"],
  ["printer_gone", "eu"],
  ["unreachable", "es"],
  ["refused", "eu"],
  ["garbled", "es"],
  ["folder_not_writable", "en"],
  ["waited_too_long", "eu"],
  ["canceled", "es"],
  ["badge_void", "eu"],
  ["missing_glyphs", "es"],
  ["not_drawn", "en"],
];

async function chooseFile(p) {
  await office("people")(p);
  await p.click("#tab-import");
  await p.waitForSelector("#import-path");
  await p.click("main .btn.primary");
}

async function runImport(p) {
  await chooseFile(p);
  await p.click(".end .btn.primary");
}

async function makeBadges(p) {
  await office("badges")(p);
  await p.waitForSelector(".look .page");
  await p.keyboard.press("Control+Enter");
  await p.waitForSelector("[role=alert]");
}

/** name, language, query, what is done first */
/** The first two who may be one are made one. */
async function merged(p) {
  await office("people")(p);
  await p.click("#tab-duplicates");
  await p.waitForSelector("table");
  await p.keyboard.press("Enter");
  await p.waitForSelector(".said .btn");
}

export default [
  ...troubles.map(([trouble, language]) => [
    `printer-${trouble.replaceAll("_", "-")}`,
    language,
    `?printer=${trouble}`,
    verdict("PERSON13"),
  ]),
  ["printer-printed", "es", "?prints", verdict("PERSON13")],
  ["printer-queued", "eu", "?queued", verdict("PERSON13")],
  ["printer-waits", "es", "?printer=out_of_paper&waits", verdict("PERSON13")],
  ["open-elsewhere", "eu", "?state=locked&closed=open_elsewhere", null],
  ["getting-ready", "es", "?readying", null],
  ["first-run-file", "eu", "?state=fresh", (p) => p.click("#door-file")],
  [
    "first-run-file-wrong",
    "es",
    "?state=fresh&file=event_file_not_json",
    async (p) => {
      await p.click("#door-file");
      await p.fill("#event-file", "/home/nerea/event.json");
      await p.keyboard.press("Enter");
      await p.waitForSelector("#event-file");
    },
  ],
  ["import-encoding", "es", "?file=encoding_unclear", chooseFile],
  ["import-torn", "eu", "?file=workbook_broken", chooseFile],
  ["import-cut-off", "eu", "?torn", chooseFile],
  [
    "import-stopped",
    "eu",
    "?slow",
    async (p) => {
      await runImport(p);
      await still(p);
      await p.click("main section > .btn");
      await p.waitForSelector(".figures");
    },
  ],
  ["batch-full", "es", "?batch=disk_full", makeBadges],
  ["batch-no-folder", "eu", "?batch=folder_missing", makeBadges],
  ["people-merged", "es", "", merged],
  [
    "people-unmerged",
    "eu",
    "",
    async (p) => {
      await merged(p);
      await p.keyboard.press("Control+z");
    },
  ],
  [
    "camera-unplugged",
    "eu",
    "?camera=unplugged",
    async (p) => {
      await p.keyboard.press("Alt+k");
      await p.waitForSelector("figcaption .trouble");
    },
  ],
];
