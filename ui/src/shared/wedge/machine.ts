// Tells a scanner that types from a person who types. Pure: keys and times go in, decisions come out.
//
// A burst is six or more characters with small gaps, or a prefix and any with small gaps, ended by Enter, Tab or silence.
// Where somebody types into a field a character passes unless it follows another quickly or begins the prefix; everywhere
// else each is held back. What was held back and was no burst is given back at once, and is still remembered: a busy
// machine may have torn a burst there.
import { usual, type ScannerSettings } from "./settings";

/** No hand lets a key go so soon, or makes such gaps twice in a row: a machine does, and a wider gap in it is a stutter. */
const BRISK_MS = 15;
/** No stutter is longer. So long a machine's next key is waited for before its code is over. */
const STUTTER_MS = 250;
/** So much longer than a burst's widest gap a person's keys are held back, if nothing follows. */
const HAND_MORE_MS = 15;
/** Where a scanner sends no ending key its code is over after so many of its widest gaps, and not before this. */
const SILENCE_GAPS = 4;
const SILENCE_MS_MIN = 100;
/** So many quick characters behind a prefix are no hand's. */
const BEHIND_PREFIX_MIN = 2;
/** A burst has at least so many characters. */
const CHARACTERS_MIN = 6;
/** Longer bursts are cut; Rust cuts again at 256. */
const CHARACTERS_MAX = 4096;
/** An Enter this soon after a scan is the scanner's (a slow radio, CR and LF): nobody answers so fast. */
const TAIL_MS = 500;
/** A business card has many lines, and a scanner types Enter between them. */
const CARD = /^BEGIN:/i;
const CARD_IS_OVER = /^BEGIN:(.*)\n[^]*\nEND:\1$/i;

export interface Press {
  /** A printable character, or the name of a key (`Enter`, `Tab`, `Shift`, …). */
  key: string;
  /** Milliseconds, from the event. */
  at: number;
  /** Ctrl, Alt or Meta is down and this is no AltGr character. */
  shortcut: boolean;
  repeat: boolean;
  /** The focus is in a field that takes text: a list of choices is none. */
  inField: boolean;
}

/** What is to be done about a key, after what `before` says was settled. */
export interface Decision {
  /** What earlier keys turned out to be. */
  before: Settled | null;
  /** True for the first character of a possible burst: the moment to remember what the field holds. */
  starts: boolean;
  /** True: the key goes no further. */
  swallow: boolean;
  /** What this key ended. */
  after: Settled | null;
}

export type Settled =
  /** A code, and how many of its characters reached the page before it was known as one. */
  | { kind: "scan"; code: string; leaked: number }
  /** Characters that were held back from a field or a button and were typing after all. */
  | { kind: "typed"; text: string };

const pass: Decision = { before: null, starts: false, swallow: false, after: null };

export class Wedge {
  readonly #settings: ScannerSettings;
  /** What may be a code or its beginning. */
  #text = "";
  /** The part of it that the page has not seen. */
  #held = "";
  #lastAt = Number.NEGATIVE_INFINITY;
  /** Its gaps that no hand makes, and those that no scanner makes unless it stutters. */
  #brisk = 0;
  #slow = 0;
  /** Its first key came up again sooner than a hand can lift. */
  #tapped = false;
  /** It came in the rhythm of a hand: nothing before it belongs to it. */
  #afterHand = false;
  #scannedAt = Number.NEGATIVE_INFINITY;
  /** It came right behind a scan, faster than any person: it is the scanner's too. */
  #behindScan = false;

  constructor(settings: ScannerSettings = usual) {
    this.#settings = settings;
  }

  /** True while keys are held back, until a key or `silence` settles them. */
  get waits(): boolean {
    return this.#held !== "";
  }

  /** How long nothing may come before `silence` is told, in ms. */
  get patienceMs(): number {
    return this.#isMachine ? this.#stutterMs : this.#settings.gapMs + HAND_MORE_MS;
  }

  press(press: Press): Decision {
    if (isModifier(press.key)) return pass;
    if (press.key === "Enter" || press.key === "Tab") return this.#end(press);
    if (!isCharacter(press)) return { ...pass, before: this.#settle() };
    const gap = press.at - this.#lastAt;
    const { gapMs } = this.#settings;
    const before = gap > gapMs ? this.#hesitate(gap) : null;
    const starts = this.#text === "";
    if (starts) this.#behindScan = press.at - this.#scannedAt <= gapMs;
    else if (gap <= BRISK_MS) this.#brisk += 1;
    const follows = (!starts && gap <= gapMs) || (starts && this.#beginsPrefix(press.key));
    // Behind what is held back everything is: letters come out in the order in which they were typed.
    const swallow = !press.inField || follows || this.waits || this.#isMachine || this.#behindScan;
    this.#lastAt = press.at;
    if (this.#text.length < CHARACTERS_MAX) {
      this.#text += press.key;
      if (swallow) this.#held += press.key;
    }
    return { before, starts, swallow, after: null };
  }

  /** A key came up again. */
  release(key: string, at: number): void {
    if (this.#text.length === 1 && !isModifier(key)) this.#tapped = at - this.#lastAt <= BRISK_MS;
  }

  /** Nothing came for a while: what was held back. Typing that goes on at a scanner's pace may still become a scan. */
  silence(): Settled | null {
    return this.#isScan ? this.#settle() : this.#giveBack();
  }

  /** A character comes late: a scanner stuttered, or a hand typed what came before. */
  #hesitate(gap: number): Settled | null {
    if (this.#text === "") return null;
    const stutters = gap <= this.#stutterMs;
    if (stutters && this.#isMachine) {
      this.#slow += 1;
      return null;
    }
    if (stutters && this.#mayBegin) {
      this.#slow += 1;
      return this.#giveBack();
    }
    const settled = this.#settle();
    this.#afterHand = stutters;
    return settled;
  }

  #end(press: Press): Decision {
    const gap = press.at - this.#lastAt;
    const isScanners = this.#text !== "" && gap <= (this.#isMachine ? STUTTER_MS : this.#settings.gapMs);
    if (press.shortcut || !isScanners) {
      const before = this.#settle();
      return { ...pass, before, swallow: !press.shortcut && press.at - this.#scannedAt <= TAIL_MS };
    }
    this.#lastAt = press.at;
    if (this.#isInCard || this.#belongs(press.key)) {
      const text = press.key === "Tab" ? "\t" : "\n";
      this.#text += text;
      this.#held += text;
      return { ...pass, swallow: true };
    }
    if (this.#behindScan) this.#scannedAt = press.at;
    return { ...pass, swallow: true, after: this.#settle() };
  }

  /** Six quick characters, or three that no hand types; either may stutter now and then. */
  get #isMachine(): boolean {
    const quick = this.#text.length - 1 - this.#slow;
    const isBrisk = this.#brisk >= 2 && this.#brisk >= 2 * this.#slow;
    const { prefix } = this.#settings;
    const isPrefixed = this.#hasPrefix && quick >= prefix.length - 1 + BEHIND_PREFIX_MIN;
    return (
      isBrisk || isPrefixed || (quick >= CHARACTERS_MIN - 1 && quick >= (CHARACTERS_MIN - 1) * this.#slow)
    );
  }

  get #isScan(): boolean {
    const least = this.#hasPrefix ? this.#settings.prefix.length + 1 : CHARACTERS_MIN;
    return this.#text.length >= least && this.#isMachine;
  }

  get #hasPrefix(): boolean {
    return this.#settings.prefix !== "" && this.#text.startsWith(this.#settings.prefix);
  }

  /** What the scanner sent, without its prefix. */
  get #code(): string {
    return this.#hasPrefix ? this.#text.slice(this.#settings.prefix.length) : this.#text;
  }

  #beginsPrefix(key: string): boolean {
    return this.#settings.prefix.startsWith(key);
  }

  /** A machine's next key is waited for so long. */
  get #stutterMs(): number {
    const { ending, gapMs } = this.#settings;
    if (ending !== "silence") return STUTTER_MS;
    return Math.min(STUTTER_MS, Math.max(SILENCE_MS_MIN, SILENCE_GAPS * gapMs));
  }

  /** An Enter or Tab of a machine that ends its codes in another way is a part of the code. */
  #belongs(key: string): boolean {
    const { ending } = this.#settings;
    const ends = ending === "any" || ending === key.toLowerCase();
    return !ends && this.#isScan && this.#text.length < CHARACTERS_MAX;
  }

  /** A machine's first character, or two at once, after a pause: a burst may have been torn behind them. */
  get #mayBegin(): boolean {
    const isFirst = !this.#afterHand && !this.#behindScan && this.#slow === 0;
    return isFirst && (this.#text.length === 1 ? this.#tapped : this.#brisk === this.#text.length - 1);
  }

  get #isInCard(): boolean {
    const text = this.#code;
    return this.#text.length < CHARACTERS_MAX && CARD.test(text) && !CARD_IS_OVER.test(text);
  }

  #giveBack(): Settled | null {
    const text = this.#held;
    this.#held = "";
    return text === "" || this.#behindScan ? null : { kind: "typed", text };
  }

  #settle(): Settled | null {
    const code = this.#isScan ? this.#code : null;
    const leaked = this.#text.length - this.#held.length;
    const typed = this.#giveBack();
    this.#text = "";
    this.#brisk = 0;
    this.#slow = 0;
    this.#tapped = false;
    this.#afterHand = false;
    if (code === null) return typed;
    this.#scannedAt = this.#lastAt;
    return { kind: "scan", code, leaked };
  }
}

function isModifier(key: string): boolean {
  return ["Shift", "Control", "Alt", "AltGraph", "Meta", "CapsLock", "NumLock"].includes(key);
}

/** One printable character that no shortcut and no held-down key made. */
function isCharacter({ key, shortcut, repeat }: Press): boolean {
  return !shortcut && !repeat && [...key].length === 1;
}
