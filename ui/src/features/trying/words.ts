// What the scanner test says of a judgement, and what there is to do.
import { m } from "../../paraglide/messages.js";
import { number } from "../../shared/i18n/formats";
import { language } from "../../shared/i18n/language.svelte";
import type { Ending, ScannerSettings } from "../../shared/wedge/settings";
import type { Advice, Figures, Finding } from "./scanner/judge";
import type { LayoutName } from "./scanner/layouts";

export interface Said {
  title: string;
  detail: string;
  todo: string;
}

const layoutWords: Record<LayoutName, () => string> = {
  es: m.layout_es,
  us: m.layout_us,
  fr: m.layout_fr,
  be: m.layout_be,
  de: m.layout_de,
  cz: m.layout_cz,
  dvorak: m.layout_dvorak,
};

export const endingWords: Record<Ending, () => string> = {
  any: m.ending_any,
  enter: m.ending_enter,
  tab: m.ending_tab,
  silence: m.ending_silence,
};

export function findingWords(finding: Finding, figures: Figures): Said {
  switch (finding.kind) {
    case "works":
      return { title: m.scanner_works(), detail: figureWords(figures), todo: "" };
    case "caps":
      return { title: m.scanner_caps(), detail: figureWords(figures), todo: m.scanner_caps_todo() };
    case "hand":
      return { title: m.scanner_hand(), detail: "", todo: m.scanner_hand_todo() };
    case "layout":
      return { title: m.scanner_layout(), ...layoutSaid(finding) };
    case "shifted": {
      const { typed, expected } = finding;
      return { title: m.scanner_shifted(), detail: "", todo: m.scanner_shifted_todo({ typed, expected }) };
    }
    case "keypad":
      return { title: m.scanner_keypad(), detail: "", todo: m.scanner_keypad_todo() };
    case "lost":
      return {
        title: m.scanner_lost({ count: finding.count, n: number(finding.count, language.now) }),
        detail: figureWords(figures),
        todo: m.scanner_lost_todo(),
      };
    case "other":
      return { title: m.scanner_other(), detail: "", todo: m.scanner_other_todo() };
  }
}

/** Spanish and US keyboards have our symbols on the same keys: such a computer is as it should be. */
function layoutSaid(finding: Extract<Finding, { kind: "layout" }>): Omit<Said, "title"> {
  const { typed, expected, scanner, computer, either } = finding;
  const atHome = computer === "es" || computer === "us";
  const said = { typed, expected, layout: layoutWords[atHome ? scanner : computer]() };
  if (either) return { detail: m.scanner_layout_either(said), todo: m.scanner_layout_todo_either() };
  return {
    detail: atHome ? m.scanner_layout_scanner(said) : m.scanner_layout_computer(said),
    todo: m.scanner_layout_todo({ layout: layoutWords[computer]() }),
  };
}

function figureWords({ characters, ms, gapLeastMs, gapMostMs }: Figures): string {
  const whole = (value: number) => number(Math.round(value), language.now);
  return m.scanner_works_detail({
    characters: whole(characters),
    seconds: number(Math.round(ms / 100) / 10, language.now),
    least: whole(gapLeastMs),
    most: whole(gapMostMs),
  });
}

export interface Advised {
  text: string;
  /** What one press sets; null where this device can set nothing. */
  set: { label: string; settings: Partial<ScannerSettings> } | null;
}

export function adviceWords(advice: Advice, { gapMostMs }: Figures): Advised {
  switch (advice.kind) {
    case "gap": {
      const most = number(Math.round(gapMostMs), language.now);
      const label = m.advice_gap_set({ gap: number(advice.gapMs, language.now) });
      return { text: m.advice_gap({ most }), set: { label, settings: { gapMs: advice.gapMs } } };
    }
    case "slow":
      return { text: m.advice_slow(), set: null };
    case "suffix":
      return { text: m.advice_suffix({ suffix: advice.suffix }), set: null };
    case "prefix":
      return prefixSaid(advice.prefix);
    case "ending":
      return {
        text: endingSaid(advice.ending),
        set: {
          label: m.advice_ending_set({ ending: endingWords[advice.ending]() }),
          settings: { ending: advice.ending },
        },
      };
  }
}

function prefixSaid(prefix: string): Advised {
  const settings = { prefix };
  return prefix === ""
    ? { text: m.advice_prefix_none(), set: { label: m.advice_prefix_clear(), settings } }
    : { text: m.advice_prefix({ prefix }), set: { label: m.advice_prefix_set({ prefix }), settings } };
}

function endingSaid(ending: Ending): string {
  if (ending === "tab") return m.advice_ending_tab();
  return ending === "silence" ? m.advice_ending_silence() : m.advice_ending_enter();
}
