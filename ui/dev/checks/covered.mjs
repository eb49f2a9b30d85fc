// Every state that Rust can send to the desk was seen on a scene: found by the words that people read there.
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

const read = (path) => readFileSync(fileURLToPath(new URL(`../../${path}`, import.meta.url)), "utf8");
const all = (text, pattern) => [...text.matchAll(pattern)].map(([, found]) => found);
const words = (language, file) => JSON.parse(read(`messages/${language}/${file}.json`));

/** Where a scene shows each kind of `Shown`. */
const KINDS = {
  ready: ".stage.ready",
  verdict: ".stage[data-v]:has(.person .name)",
  failed: ".desk > main[data-v=unknown]:not(:has(.facts, .name))",
  form: ".desk.form > main.form",
  group: ".desk > main.group",
};

/** The message that is the head of each `Question`. */
const QUESTIONS = {
  already_in: "question_already",
  attention: "question_attention",
  ambiguous: "question_ambiguous",
  not_found: "not_found_title",
  override: "question_override",
  reprint: "question_reprint",
  printer: "printer_which",
};

/** What has words and is never on the stage, and why. */
const UNSEEN = {
  verdict_not_inside: "whoever leaves is told goodbye, counted or not",
  reason_blocked: "the public can see the stage",
  reason_still_inside: "the stage says since when",
  reason_attention: "the organiser's own words",
  reason_attention_confirm: "the organiser's own words",
  badge_failed: "the trouble itself stands there",
  print_interrupted: "the badge's own state says that nobody knows",
};

/** The states of a page, to be asked of each scene as it is opened. */
export async function stateOf(page) {
  const shows = await page.evaluate((kinds) => {
    const kindsHere = Object.keys(kinds).filter((kind) => document.querySelector(kinds[kind]));
    return { language: document.documentElement.lang, text: document.body.innerText, kinds: kindsHere };
  }, KINDS);
  return { ...shows, text: plain(shows.text) };
}

const plain = (text) => text.replaceAll(/\s+/g, " ").toLowerCase();

/** The messages that some scene has to show. */
function wanted() {
  const reasons = all(read("../src-tauri/core/src/admission/reason.rs"), /"(\w+)" (?:Stopped|Noted),/g);
  const prints = all(read("../src-tauri/app/src/printing/reason.rs"), /^ {4}\w+ "(\w+)",$/gm);
  const states = all(read("src/generated/PrintState.ts"), /"(\w+)"/g);
  const verdicts = Object.keys(words("en", "verdict"));
  const variants = verdicts.filter((key) => reasons.some((code) => key.startsWith(`reason_${code}_`)));
  return [
    ...verdicts.filter((key) => /^(verdict|next)_/.test(key)),
    ...reasons.map((code) => `reason_${code}`),
    ...variants,
    ...prints.map((code) => `print_${code}`),
    ...states.map((state) => `badge_${state}`),
    ...questions().map((question) => QUESTIONS[question] ?? question),
  ].filter((key) => !(key in UNSEEN));
}

const shown = read("src/features/desk/state/shown.ts");
const questions = () => {
  const [asked, question] = ["Asked", "Question"].map(
    (type) => new RegExp(`export type ${type} = ([^;]+);`).exec(shown)?.[1] ?? "",
  );
  return all(`${asked} ${question}`, /"(\w+)"/g);
};

/** What no scene shows, one line each. `seen`: the states of all scenes. */
export function missing(seen) {
  const said = Object.fromEntries(
    ["eu", "es", "en"].map((l) => [l, { ...words(l, "verdict"), ...words(l, "desk") }]),
  );
  const isSeen = (key) =>
    seen.some(({ language, text }) => {
      const message = said[language]?.[key];
      return typeof message === "string" && patternOf(message).test(text);
    });
  const kinds = all(shown, /kind: "(\w+)"/g).filter((kind) => !seen.some((one) => one.kinds.includes(kind)));
  return [
    ...kinds.map((kind) => `no scene shows the stage's kind ${kind}`),
    ...wanted()
      .filter((key) => !isSeen(key))
      .map((key) => `no scene shows ${key}`),
  ];
}

/** A message on a page: whatever its values are. */
function patternOf(message) {
  const parts = plain(message).split(/\{\w+\}/);
  return new RegExp(parts.map((part) => part.replaceAll(/[.*+?^${}()|[\]\\]/g, "\\$&")).join(".+?"));
}
