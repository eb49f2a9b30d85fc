// The desk: verdicts, questions, forms, groups.
import { scan, verdict } from "../hands.mjs";
import { still } from "../stage.mjs";

/** name, language, query, what is done first */
export default [
  ["desk-unsaved", "es", "?unsaved", null],
  ["desk-clock", "es", "?clock", verdict("PERSON1")],
  ["desk-ready", "eu", "", null],
  ["desk-ready-nobody", "es", "?nobody", null],
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
  [
    "desk-not-saved",
    "es",
    "",
    async (p) => {
      await scan(p, "PERSON1");
      await scan(p, "NOTSAVED");
    },
  ],
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
  ["printer-unknown", "eu", "?printer=interrupted", verdict("PERSON13")],
  ["printer-unchosen", "en", "?printer=unchosen", verdict("PERSON13")],
  [
    "printer-which",
    "es",
    "?printer=cover_open&several",
    async (p) => {
      await scan(p, "PERSON13");
      await p.keyboard.press("F7");
    },
  ],
  [
    "printer-waiting",
    "es",
    "?printer=out_of_paper",
    async (p) => {
      for (const code of ["PERSON13", "PERSON1", "PERSON16", "PERSON8", "PERSON10", "PERSON4"]) {
        await scan(p, code);
        await still(p);
      }
    },
  ],
  [
    "printer-stands-in",
    "eu",
    "?printer=out_of_paper",
    async (p) => {
      await scan(p, "PERSON13");
      await scan(p, "PERSON1");
      await still(p);
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
    "printer-unknown-list",
    "es",
    "?printer=interrupted",
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
      await p.keyboard.type("o.kovalenko@gmial.com", { delay: 45 });
      await p.keyboard.press("Tab");
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
    "corrected",
    "es",
    "",
    async (p) => {
      await scan(p, "PERSON1");
      await p.keyboard.press("F6");
      await p.waitForSelector("#field-given_name");
      await p.keyboard.type("a");
      await p.keyboard.press("Control+Enter");
      await p.waitForSelector("#badge-job");
    },
  ],
  [
    "corrected-failed",
    "eu",
    "?printer=out_of_paper",
    async (p) => {
      await scan(p, "PERSON1");
      await still(p);
      await p.keyboard.press("F6");
      await p.waitForSelector("#field-given_name");
      await p.keyboard.type("a");
      await p.keyboard.press("Control+Enter");
      await p.waitForSelector("#printer-fix");
    },
  ],
  [
    "keys",
    "en",
    "",
    async (p) => {
      await scan(p, "PERSON1");
      await p.keyboard.press("F1");
      await p.waitForSelector("dialog[open]");
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
      await still(p);
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
      await still(p);
      await p.keyboard.press("F8");
    },
  ],
  ["verdict-wrong-layout", "es", "", verdict("VERDICT:unknown:code_wrong_layout")],
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
