// Tells a scanner that types from a person who types. Pure: keys and times go in, decisions come out.
//
// A burst is six or more characters with small gaps, ended by Enter, Tab or silence. From its second character on
// (from the first, where the focus is no text field) a possible burst is held back; what was no burst is given back.
// Enter and Tab that follow a quick character, or a scan, are the scanner's: they never reach the page.

export interface WedgeSettings {
  /** The widest gap between two characters of a burst. */
  gapMs: number;
  /** So long after its last character a burst is over. */
  silenceMs: number;
  /** A burst has at least so many characters. */
  charactersMin: number;
  /** What the scanner sends before every code, or nothing. Where it is set, only such bursts are scans. */
  prefix: string;
}

export const usualSettings: WedgeSettings = { gapMs: 35, silenceMs: 60, charactersMin: 6, prefix: "" };

/** From this character on a possible burst is held back: one character alone opens nothing. */
const HELD_FROM = 2;
/** Longer bursts are cut; Rust cuts again at 256. */
const CHARACTERS_MAX = 4096;
/** An Enter this soon after a scan is the scanner's (a slow radio, CR and LF): nobody answers so fast. */
const TAIL_MS = 500;
/** A line of letters and digits is a whole code and is answered at once; any other may have a next line. */
const WHOLE_CODE = /^[A-Za-z0-9]+$/;

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
  /** Enter came: a card of several lines goes on at once, everything else is over. */
  #lineEnded = false;
  #scannedAt = Number.NEGATIVE_INFINITY;

  constructor(public settings: WedgeSettings = usualSettings) {}

  /** True while characters are looked at that may be a burst. */
  get open(): boolean {
    return this.#text !== "";
  }

  /** When the possible burst is over, if nothing follows. */
  get overAt(): number {
    return this.#lastAt + this.#patience;
  }

  /** True for the first character of a possible burst: the moment to remember what the field holds. */
  starts(press: Press): boolean {
    return isCharacter(press) && (!this.open || this.#isTooLate(press.at));
  }

  press(press: Press): Decision {
    if (isModifier(press.key)) return pass;
    if (press.key === "Enter" || press.key === "Tab") return this.#end(press);
    if (!isCharacter(press)) return { ...pass, before: this.#settle() };
    const before = this.#isTooLate(press.at) ? this.#settle() : null;
    if (this.#lineEnded) this.#take("\n", "held");
    this.#lineEnded = false;
    this.#lastAt = press.at;
    const held = !press.inField || this.#text.length + 1 >= HELD_FROM || this.#startsLikePrefix(press.key);
    this.#take(press.key, held ? "held" : "passed");
    return { before, swallow: held, after: null };
  }

  /** Nothing came for a while: what the possible burst was, or null while it may go on. */
  silence(now: number): Settled | null {
    return this.open && now >= this.overAt ? this.#settle() : null;
  }

  #end(press: Press): Decision {
    if (press.shortcut) return { ...pass, before: this.#settle() };
    if (!this.open || this.#isTooLate(press.at)) {
      const before = this.#settle();
      return { before, swallow: press.at - this.#scannedAt <= TAIL_MS, after: null };
    }
    this.#lastAt = press.at;
    this.#lineEnded = true;
    return { before: null, swallow: true, after: this.#isWholeCode() ? this.#settle() : null };
  }

  #take(characters: string, as: "held" | "passed"): void {
    if (this.#text.length >= CHARACTERS_MAX) return;
    this.#text += characters;
    if (as === "held") this.#held += characters;
  }

  /** A line of enough characters waits for its silence; anything else for the next character. */
  get #patience(): number {
    const { gapMs, silenceMs, charactersMin } = this.settings;
    return !this.#lineEnded && this.#text.length >= charactersMin ? silenceMs : gapMs;
  }

  #isTooLate(at: number): boolean {
    return this.open && at - this.#lastAt > this.#patience;
  }

  #isWholeCode(): boolean {
    return this.#isScan() && WHOLE_CODE.test(this.#text.slice(this.settings.prefix.length));
  }

  #isScan(): boolean {
    const { prefix, charactersMin } = this.settings;
    return this.#text.length >= charactersMin && this.#text.startsWith(prefix);
  }

  #startsLikePrefix(next: string): boolean {
    const { prefix } = this.settings;
    const text = this.#text + next;
    return prefix !== "" && (prefix.startsWith(text) || text.startsWith(prefix));
  }

  #settle(): Settled | null {
    const text = this.#text;
    const held = this.#held;
    const isScan = this.#isScan();
    this.#text = "";
    this.#held = "";
    this.#lineEnded = false;
    if (isScan) {
      this.#scannedAt = this.#lastAt;
      return {
        kind: "scan",
        code: text.slice(this.settings.prefix.length),
        leaked: text.length - held.length,
      };
    }
    return held === "" ? null : { kind: "typed", text: held.replaceAll("\n", " ") };
  }
}

function isModifier(key: string): boolean {
  return ["Shift", "Control", "Alt", "AltGraph", "Meta", "CapsLock", "NumLock"].includes(key);
}

/** One printable character that no shortcut and no held-down key made. */
function isCharacter({ key, shortcut, repeat }: Press): boolean {
  return !shortcut && !repeat && [...key].length === 1;
}
