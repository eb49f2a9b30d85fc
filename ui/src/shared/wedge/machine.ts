// Tells a scanner that types from a person who types. Pure: keys and times go in, decisions come out.
//
// A burst is six or more characters with small gaps, ended by Enter, Tab or silence. Where somebody types into a field
// a character passes unless it follows another quickly; everywhere else each is held back. What was held back and was
// no burst is given back at once, and is still remembered: a busy machine may have torn a burst there.

/** The widest gap between two characters of a burst on a machine that keeps up. */
const GAP_MS = 35;
/** No hand lets a key go so soon, or makes such gaps twice in a row: a machine does, and a wider gap in it is a stutter. */
const BRISK_MS = 15;
/** No stutter is longer. So long a machine's next key is waited for before its code is over. */
const STUTTER_MS = 250;
/** So long a person's keys are held back, if nothing follows. */
const HAND_MS = 50;
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

  /** True while keys are held back, until a key or `silence` settles them. */
  get waits(): boolean {
    return this.#held !== "";
  }

  /** How long nothing may come before `silence` is told, in ms. */
  get patienceMs(): number {
    return this.#isMachine ? STUTTER_MS : HAND_MS;
  }

  press(press: Press): Decision {
    if (isModifier(press.key)) return pass;
    if (press.key === "Enter" || press.key === "Tab") return this.#end(press);
    if (!isCharacter(press)) return { ...pass, before: this.#settle() };
    const gap = press.at - this.#lastAt;
    const before = gap > GAP_MS ? this.#hesitate(gap) : null;
    const starts = this.#text === "";
    if (starts) this.#behindScan = press.at - this.#scannedAt <= GAP_MS;
    else if (gap <= BRISK_MS) this.#brisk += 1;
    const follows = !starts && gap <= GAP_MS;
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
    const stutters = gap <= STUTTER_MS;
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
    const isScanners = this.#text !== "" && gap <= (this.#isMachine ? STUTTER_MS : GAP_MS);
    if (press.shortcut || !isScanners) {
      const before = this.#settle();
      return { ...pass, before, swallow: !press.shortcut && press.at - this.#scannedAt <= TAIL_MS };
    }
    this.#lastAt = press.at;
    if (this.#isInCard) {
      this.#text += "\n";
      this.#held += "\n";
      return { ...pass, swallow: true };
    }
    if (this.#behindScan) this.#scannedAt = press.at;
    return { ...pass, swallow: true, after: this.#settle() };
  }

  /** Six quick characters, or three that no hand types; either may stutter now and then. */
  get #isMachine(): boolean {
    const quick = this.#text.length - 1 - this.#slow;
    const isBrisk = this.#brisk >= 2 && this.#brisk >= 2 * this.#slow;
    return isBrisk || (quick >= CHARACTERS_MIN - 1 && quick >= (CHARACTERS_MIN - 1) * this.#slow);
  }

  get #isScan(): boolean {
    return this.#text.length >= CHARACTERS_MIN && this.#isMachine;
  }

  /** A machine's first character, or two at once, after a pause: a burst may have been torn behind them. */
  get #mayBegin(): boolean {
    const isFirst = !this.#afterHand && !this.#behindScan && this.#slow === 0;
    return isFirst && (this.#text.length === 1 ? this.#tapped : this.#brisk === this.#text.length - 1);
  }

  get #isInCard(): boolean {
    const text = this.#text;
    return text.length < CHARACTERS_MAX && CARD.test(text) && !CARD_IS_OVER.test(text);
  }

  #giveBack(): Settled | null {
    const text = this.#held;
    this.#held = "";
    return text === "" || this.#behindScan ? null : { kind: "typed", text };
  }

  #settle(): Settled | null {
    const code = this.#isScan ? this.#text : null;
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
