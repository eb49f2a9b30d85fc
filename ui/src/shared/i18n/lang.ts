// The language tag of a text by its script, so that it is read aloud and drawn as its own. Latin letters need none.

const scripts: [script: RegExp, tag: string][] = [
  [/[\p{Script=Hiragana}\p{Script=Katakana}]/u, "ja"],
  [/\p{Script=Hangul}/u, "ko"],
  [/\p{Script=Cyrillic}/u, "und-Cyrl"],
  [/\p{Script=Greek}/u, "el"],
  [/\p{Script=Arabic}/u, "und-Arab"],
  [/\p{Script=Hebrew}/u, "he"],
  [/\p{Script=Devanagari}/u, "und-Deva"],
  [/\p{Script=Armenian}/u, "hy"],
  [/\p{Script=Georgian}/u, "ka"],
  [/\p{Script=Thai}/u, "th"],
];
const han = /\p{Script=Han}/u;
const writesHan = ["ja", "ko", "zh"];
const hanOf: Record<string, string> = { JP: "ja", KR: "ko" };

/** What helps to tell whose ideographs a name is written in. */
export interface Origin {
  country: string;
  language: string;
}

/** A BCP 47 tag, or nothing where the letters are Latin. Ideographs of nobody knows whom are of no one language. */
export function langOf(text: string, origin: Origin | null = null): string | undefined {
  const found = scripts.find(([script]) => script.test(text));
  if (found) return found[1];
  if (!han.test(text)) return undefined;
  if (!origin) return "und-Hani";
  const { country, language } = origin;
  const [spoken = ""] = language.toLowerCase().split("-");
  return hanOf[country] ?? (writesHan.includes(spoken) ? spoken : "zh");
}
