// People: the list, a person, duplicates, export.
import { openPeople, openPerson } from "../hands.mjs";
import { still } from "../stage.mjs";

/** name, language, query, what is done first */
export default [
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
      await still(p);
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
  ["people-merged", "eu", "?merged", openPerson],
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
];
