// Cuts a text where a search matched, so that the match can be underlined.
import type { Span } from "../../generated/Span";

export interface Piece {
  text: string;
  marked: boolean;
}

/** Spans count characters, as people do; overlapping and impossible ones are forgiven. */
export function pieces(text: string, spans: Span[]): Piece[] {
  const characters = [...text];
  const result: Piece[] = [];
  let at = 0;
  for (const { from, to } of [...spans].sort((a, b) => a.from - b.from)) {
    const start = Math.max(at, Math.min(from, characters.length));
    const end = Math.max(start, Math.min(to, characters.length));
    if (start > at) result.push({ text: characters.slice(at, start).join(""), marked: false });
    if (end > start) result.push({ text: characters.slice(start, end).join(""), marked: true });
    at = end;
  }
  if (at < characters.length) result.push({ text: characters.slice(at).join(""), marked: false });
  return result;
}
