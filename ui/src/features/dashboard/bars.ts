// Where the bars of a chart stand, and what is written at its edges.

/** Round figures over the highest bar, from nothing up: at most five lines. */
export function scale(highest: number): number[] {
  const LINES = 4;
  const rough = Math.max(highest, LINES) / LINES;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = [1, 2, 2.5, 5, 10].map((n) => n * power).find((n) => n >= rough && Number.isInteger(n));
  const by = step ?? Math.ceil(rough);
  return Array.from({ length: Math.ceil(Math.max(highest, 1) / by) + 1 }, (_, i) => i * by);
}

/** Which bars have their time below: at most eight, at even distances. */
export function labelled(count: number): number[] {
  const every = Math.max(1, Math.ceil(count / 8));
  return Array.from({ length: Math.ceil(count / every) }, (_, i) => i * every);
}
