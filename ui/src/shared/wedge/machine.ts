// Tells a scanner that types from a person who types. Pure: keys and times go in, decisions come out.
//
// A burst is six or more characters with small gaps, ended by Enter, Tab or silence. From its second character on
// (from the first, where the focus is no text field) a possible burst is held back; what was no burst is given back.

export interface WedgeSettings {
  /** The widest gap between two characters of a burst. */
  gapMs: number;
  /** So long after its last character a few quick characters were typing. */
  silenceMs: number;
  /** So long after its last character a code is over, if no key ends it: half a code is a wrong verdict. */
  codeSilenceMs: number;
  /** A burst has at least so many characters. */
  charactersMin: number;
  /** What the scanner sends before every code, or nothing. Where it is set, only such bursts are scans. */
  prefix: string;
}

export const usualSettings: WedgeSettings = {
  gapMs: 35,
  silenceMs: 60,
  codeSilenceMs: 250,
  charactersMin: 6,
  prefix: "",
};

/** No code is longer; what a scanner types beyond it is swallowed and not kept. */
const CHARACTERS_MAX = 4096;
/** A business card or a date in a QR code has many lines, and a scanner types Enter between them. */
const CARD = /^BEGIN:/i;
const CARD_IS_OVER = /\nEND:[^\n]*$/i;
/** In a text field the first character passes at once, so that typing is never late; one is too few to open a search. */
const HELD_FROM = 2;

export interface Press {
  /** A printable character, or the name of a key (`Enter`, `Tab`, `Shift`, …). */
  key: string;
  /** Milliseconds, from the event. */
  at: number;
  /** Ctrl, Alt or Meta is down and this is no AltGr character. */
  shortcut: boolean;
  repeat: boolean;
  /** The focus is in a field that takes text. */
  inField: boolean;
}

/** What is to be done about a key, after what `before` says was settled. */
export interface Decision {
  /** What an earlier possible burst turned out to be. */
  before: Settled | null;
  /** True: the key goes no further. */
  swallow: boolean;
  /** What this key ended. */
  after: Settled | null;
}

export type Settled =
  | { kind: "scan"; code: string; leaked: number }
  /** Characters that were held back from a field or a button and were typing after all. */
  | { kind: "typed"; text: string };

const pass: Decision = { before: null, swallow: false, after: null };

export class Wedge {
  #text = "";
  #held = "";
  #lastAt = Number.NEGATIVE_INFINITY;
  /** What silence took for typing. A busy window hands keys over late: their own times may say that it went on. */
  #before = "";
  /** When Enter ended the last scan. */
  #scannedAt = Number.NEGATIVE_INFINITY;
  /** What is looked at came right behind a scan, faster than any person: it is the scanner's too. */
  #behindScan = false;

  constructor(public settings: WedgeSettings = usualSettings) {}

  /** True while characters are looked at that may be a burst. */
  get open(): boolean {
    return this.#text !== "";
  }

  /** When the possible burst is over, if nothing follows. */
  get overAt(): number {
    return this.#lastAt + this.patienceMs;
  }

  /** How long nothing may come before the possible burst is over. */
  get patienceMs(): number {
    const { silenceMs, codeSilenceMs, charactersMin } = this.settings;
    return this.#text.length >= charactersMin ? codeSilenceMs : silenceMs;
  }

  /** True for the first character of a possible burst: the moment to remember what the field holds. */
  starts(press: Press): boolean {
    return isCharacter(press) && !this.#goesOn(press.at) && (!this.open || this.#isTooLate(press.at));
  }

  press(press: Press): Decision {
    if (isModifier(press.key)) return pass;
    if (press.key === "Enter" || press.key === "Tab") return this.#end(press);
    if (!isCharacter(press)) return { ...pass, before: this.#settle() };
    const before = this.#isTooLate(press.at) ? this.#settle() : null;
    if (this.#goesOn(press.at)) this.#text = this.#before;
    else if (!this.open) this.#behindScan = this.#isBehindScan(press.at);
    this.#before = "";
    this.#lastAt = press.at;
    const kept = this.#text.length < CHARACTERS_MAX;
    if (kept) this.#text += press.key;
    const swallow =
      !press.inField || this.#text.length >= HELD_FROM || this.#startsLikePrefix() || this.#behindScan;
    if (swallow && kept) this.#held += press.key;
    return { before, swallow, after: null };
  }

  /** Nothing came for a while: what the possible burst was, or null while it may go on. */
  silence(now: number): Settled | null {
    if (!this.open || now < this.overAt) return null;
    const text = this.#text;
    const settled = this.#settle();
    if (settled?.kind !== "scan") this.#before = text;
    return settled;
  }

  #goesOn(at: number): boolean {
    return !this.open && this.#before !== "" && at - this.#lastAt <= this.settings.gapMs;
  }

  #end(press: Press): Decision {
    if (press.shortcut || this.#isTooLate(press.at)) return { ...pass, before: this.#settle() };
    if (this.#isInCard()) {
      this.#lastAt = press.at;
      this.#text += "\n";
      this.#held += "\n";
      return { ...pass, swallow: true };
    }
    const behindScan = this.open ? this.#behindScan : this.#isBehindScan(press.at);
    const settled = this.#settle();
    if (settled?.kind === "scan" || behindScan) {
      this.#scannedAt = press.at;
      return { before: null, swallow: true, after: settled };
    }
    return { ...pass, before: settled };
  }

  #isBehindScan(at: number): boolean {
    return at - this.#scannedAt <= this.settings.gapMs;
  }

  #isInCard(): boolean {
    const { prefix } = this.settings;
    if (!this.#text.startsWith(prefix) || this.#text.length >= CHARACTERS_MAX) return false;
    return CARD.test(this.#text.slice(prefix.length)) && !CARD_IS_OVER.test(this.#text);
  }

  /** A burst of enough characters waits for its silence; anything shorter for the next character. */
  #isTooLate(at: number): boolean {
    if (!this.open) return false;
    const { gapMs, codeSilenceMs, charactersMin } = this.settings;
    const patience = this.#text.length >= charactersMin ? codeSilenceMs : gapMs;
    return at - this.#lastAt > patience;
  }

  #startsLikePrefix(): boolean {
    const { prefix } = this.settings;
    return prefix !== "" && (prefix.startsWith(this.#text) || this.#text.startsWith(prefix));
  }

  #settle(): Settled | null {
    const text = this.#text;
    const held = this.#held;
    this.#text = "";
    this.#held = "";
    const { prefix, charactersMin } = this.settings;
    if (text.length >= charactersMin && text.startsWith(prefix))
      return { kind: "scan", code: text.slice(prefix.length), leaked: text.length - held.length };
    return held === "" || this.#behindScan ? null : { kind: "typed", text: held };
  }
}

function isModifier(key: string): boolean {
  return ["Shift", "Control", "Alt", "AltGraph", "Meta", "CapsLock", "NumLock"].includes(key);
}

/** One printable character that no shortcut and no held-down key made. */
function isCharacter({ key, shortcut, repeat }: Press): boolean {
  return !shortcut && !repeat && [...key].length === 1;
}
