// Draws a badge for looking at the window in a browser. The real one comes from Rust.
import latin from "@fontsource-variable/commissioner/files/commissioner-latin-flar-normal.woff2?url";
import latinExt from "@fontsource-variable/commissioner/files/commissioner-latin-ext-flar-normal.woff2?url";
import cyrillic from "@fontsource-variable/commissioner/files/commissioner-cyrillic-flar-normal.woff2?url";
import type { BadgePreview } from "../src/generated/BadgePreview";
import type { PersonView } from "../src/generated/PersonView";

const ranges: [string, string][] = [
  [latin, "U+0000-00FF,U+2000-206F"],
  [latinExt, "U+0100-02BA,U+1E00-1EFF"],
  [cyrillic, "U+0400-045F,U+0490-0491"],
];

let faces: Promise<string> | undefined;

async function face([url, range]: [string, string]): Promise<string> {
  const bytes = new Uint8Array(await (await fetch(url)).arrayBuffer());
  let text = "";
  for (const byte of bytes) text += String.fromCharCode(byte);
  return `@font-face{font-family:C;font-weight:100 900;src:url(data:font/woff2;base64,${btoa(text)});unicode-range:${range}}`;
}

/** Something that looks like a QR code and is none. */
export function looksLikeQr(seed: string, size: number, x: number, y: number): string {
  const n = 21;
  const unit = size / n;
  let state = [...seed].reduce((sum, c) => (sum * 31 + c.charCodeAt(0)) >>> 0, 7);
  const cells: string[] = [];
  const inFinder = (r: number, c: number) => (r < 8 && (c < 8 || c > 12)) || (r > 12 && c < 8);
  for (let r = 0; r < n; r += 1)
    for (let c = 0; c < n; c += 1) {
      state = (state * 1103515245 + 12345) >>> 0;
      if (!inFinder(r, c) && (state >>> 16) % 2 === 0)
        cells.push(`M${x + c * unit} ${y + r * unit}h${unit}v${unit}h-${unit}z`);
    }
  const finder = (r: number, c: number) =>
    `M${x + c * unit} ${y + r * unit}h${7 * unit}v${7 * unit}h-${7 * unit}z m${unit} ${unit}v${5 * unit}h${5 * unit}v-${5 * unit}z m${unit} ${unit}h${3 * unit}v${3 * unit}h-${3 * unit}z`;
  return `<path fill-rule="evenodd" d="${cells.join("")}${finder(0, 0)}${finder(0, 14)}${finder(14, 0)}"/>`;
}

const bands: Record<string, string> = {
  speaker:
    '<pattern id="b" width="3.2" height="10" patternUnits="userSpaceOnUse"><rect width="1.4" height="10"/></pattern>',
  office:
    '<pattern id="b" width="3.2" height="3.2" patternUnits="userSpaceOnUse" patternTransform="rotate(45)"><rect width="1.5" height="3.2"/></pattern>',
};

const words: Record<string, string> = {
  visitor: "Bisitaria · Visitante",
  exhibitor: "Erakusketaria · Expositor",
  speaker: "Hizlaria · Ponente",
  office: "Merkataritza-bulegoa · Oficina",
  press: "Prentsa · Prensa",
  staff: "Lantaldea · Equipo",
  organisation: "Antolakuntza · Organización",
};

/** In per cent: what would have to be smaller still does not fit. */
const SHRINKS_MAX = 60;
const isInNoFont = (letter: string): boolean => letter >= "\u{30000}";

export async function drawBadge(person: PersonView): Promise<BadgePreview> {
  faces ??= Promise.all(ranges.map(face)).then((all) => all.join(""));
  const fill = bands[person.category] ? "url(#b)" : person.category === "exhibitor" ? "#000" : "none";
  const word = words[person.category] ?? person.category;
  const size = (text: string, most: number, room: number) =>
    Math.min(most, room / (0.56 * Math.max(1, [...text].length)));
  const texts = [
    { text: person.given_name, size: size(person.given_name, 14, 90), most: 14 },
    { text: person.family_name, size: size(person.family_name, 6.6, 66), most: 6.6 },
    { text: person.company, size: size(person.company, 4.3, 64), most: 4.3 },
  ].map(({ text, size, most }) => ({ text, percent: Math.round(100 * (1 - size / most)) }));
  const shrunk = texts.filter(({ percent }) => percent >= 5 && percent <= SHRINKS_MAX);
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 100 62" width="1000" height="620" font-family="C,Noto Sans CJK JP,sans-serif">
<style>${await faces}text{font-variation-settings:'FLAR' 40}</style><defs>${bands[person.category] ?? ""}</defs>
<rect width="100" height="62" fill="#fff"/>
<text x="3" y="5.6" font-size="3" font-weight="650">Basque Open Industry 2026</text><text x="97" y="5.6" font-size="3" font-weight="650" text-anchor="end">az. 24</text>
<text x="4.5" y="27" font-size="${size(person.given_name, 14, 90)}" font-weight="850">${person.given_name}</text>
<text x="4.5" y="35" font-size="${size(person.family_name, 6.6, 66)}" font-weight="650">${person.family_name}</text>
<text x="4.5" y="42" font-size="${size(person.company, 4.3, 64)}" font-weight="550">${person.company}</text>
${looksLikeQr(person.id, 20, 75, 29.5)}
<path d="M0 51.6H100" stroke="#000" stroke-width=".6"/><rect y="52" width="100" height="10" fill="${fill}"/>
<rect x="3.4" y="54" width="${word.length * 2.15 + 4}" height="6.2" fill="#fff"/><text x="5.6" y="58.6" font-size="4" font-weight="800">${word}</text></svg>`;
  return {
    svg,
    template: "label-62x100",
    width_mm: 100,
    height_mm: 62,
    missing_glyphs: [...`${person.given_name}${person.family_name}${person.company}`].filter(isInNoFont),
    overflow: texts.filter(({ percent }) => percent > SHRINKS_MAX).map(({ text }) => text),
    shrunk,
  };
}
