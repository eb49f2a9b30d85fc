// How this device's scanner types, as far as people set it. Without a setting every usual scanner is understood.

/** What ends a code: one key of it, whichever comes, or nothing. */
export const endings = ["any", "enter", "tab", "silence"] as const;
export type Ending = (typeof endings)[number];

export interface ScannerSettings {
  /** What the scanner sends before each code; empty for nothing. */
  prefix: string;
  /** The widest gap between two keys of a burst on a machine that keeps up, in ms. */
  gapMs: number;
  ending: Ending;
}

/** No hand makes such gaps twice in a row: below this there is nothing to set. */
export const GAP_MS_MIN = 15;
/** Above this people's typing and a scanner's can't be told apart. */
export const GAP_MS_MAX = 100;
export const PREFIX_CHARACTERS_MAX = 8;

export const usual: ScannerSettings = { prefix: "", gapMs: 35, ending: "any" };

/** Settings that work, from what a person typed or an earlier version kept. */
export function validSettings(given: Partial<Record<keyof ScannerSettings, unknown>>): ScannerSettings {
  const gap = Number(given.gapMs);
  const prefix = typeof given.prefix === "string" ? given.prefix : "";
  return {
    prefix: [...prefix.trim()].slice(0, PREFIX_CHARACTERS_MAX).join(""),
    gapMs: Number.isFinite(gap) && gap > 0 ? bounded(gap) : usual.gapMs,
    ending: endings.find((one) => one === given.ending) ?? usual.ending,
  };
}

function bounded(gap: number): number {
  return Math.round(Math.min(GAP_MS_MAX, Math.max(GAP_MS_MIN, gap)));
}
