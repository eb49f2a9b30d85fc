// Which lines of a long list are drawn.

/** So many lines beyond either edge are drawn, so that a page of the keyboard shows no gap. */
const BEYOND = 10;

export interface Drawn {
  from: number;
  to: number;
}

/** The places that are drawn: all of a short list, of a long one those around what is seen. */
export function drawn(count: number, wholeMax: number, top: number, height: number, line: number): Drawn {
  if (count <= wholeMax) return { from: 0, to: count };
  const from = Math.max(0, Math.floor(top / line) - BEYOND);
  return { from: Math.min(from, count), to: Math.min(count, Math.ceil((top + height) / line) + BEYOND) };
}

/** How far down the list is scrolled so that a line is seen whole; where it is seen, it stays. */
export function scrollFor(place: number, top: number, height: number, line: number): number {
  if (place * line < top) return place * line;
  if ((place + 1) * line > top + height) return (place + 1) * line - height;
  return top;
}
