// The three catalogues hold the same keys with the same inputs, or the build stops here.
// Paraglide alone would fall back silently to the base language.
import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("../messages/", import.meta.url));
const locales = ["en", "es", "eu"];

/** Every string of a message: one for a simple message, several for one with plural variants. */
function texts(value) {
  if (typeof value === "string") return [value];
  if (Array.isArray(value)) return value.flatMap((v) => Object.values(v.match ?? {}));
  return [];
}

/** The names of the inputs that a message's texts use. */
function inputs(value) {
  const found = texts(value).flatMap((t) => [...t.matchAll(/\{([A-Za-z_]+)\}/g)].map((m) => m[1]));
  return [...new Set(found)].sort().join(",");
}

const problems = [];
const files = readdirSync(join(root, locales[0])).sort();
for (const locale of locales.slice(1)) {
  const theirs = readdirSync(join(root, locale)).sort();
  if (theirs.join() !== files.join()) problems.push(`${locale}: the files differ from ${locales[0]}'s`);
}

const seen = new Map();
let count = 0;
for (const file of files) {
  const catalogue = Object.fromEntries(
    locales.map((l) => [l, JSON.parse(readFileSync(join(root, l, file), "utf8"))]),
  );
  const keys = new Set(locales.flatMap((l) => Object.keys(catalogue[l])));
  for (const key of keys) {
    if (seen.has(key)) problems.push(`${file}: ${key} also stands in ${seen.get(key)}`);
    seen.set(key, file);
    count += 1;
    const [first, ...rest] = locales.map((l) => catalogue[l][key]);
    for (const [i, value] of [first, ...rest].entries()) {
      const words = texts(value);
      if (words.length === 0 || words.some((w) => w.trim() === ""))
        problems.push(`${locales[i]}/${file}: ${key} has no text`);
    }
    // The ending follows the last letter of what comes in, as it is read: 5etik, 6tik. No text can know that.
    if (texts(catalogue.eu[key]).some((t) => /\}\p{Letter}/u.test(t)))
      problems.push(`eu/${file}: ${key} puts an ending behind an input`);
    if (rest.some((value) => inputs(value) !== inputs(first)))
      problems.push(`${file}: ${key} uses different inputs in different languages`);
  }
}

if (problems.length > 0) {
  console.error(problems.join("\n"));
  console.error(`\n${problems.length} problems in the messages.`);
  process.exit(1);
}
console.log(`${count} messages, each in ${locales.length} languages.`);
