// Puts the wedge in front of the page: every key of the window passes here first.
import { typeAhead } from "./choices";
import { Wedge, type Press, type Settled } from "./machine";

export interface WedgeTakers {
  scanned(code: string): void;
  /** Characters typed where no text field has the focus. */
  typed(text: string): void;
  /** Hears every key before anything is made of it; true: the key goes no further. */
  pressed?: ((key: HeardKey) => boolean) | undefined;
}

/** A key, and where it lies on the keyboard (`KeyQ`, `Numpad4`). */
export type HeardKey = Press & { code: string };

type TextField = HTMLInputElement | HTMLTextAreaElement;

/** What a field held before the first character of a possible burst. */
interface Remembered {
  field: TextField;
  value: string;
  from: number | null;
  to: number | null;
}

const TEXT_TYPES = ["text", "search", "email", "tel", "url", "password", "number", "date"];

function textField(element: Element | null): TextField | null {
  if (element instanceof HTMLTextAreaElement) return element;
  if (element instanceof HTMLInputElement && TEXT_TYPES.includes(element.type)) return element;
  return null;
}

const LISTEN_EVERY_MS = 10;
/** A page that listens so much later than it wanted to was busy. */
const DEAF_MS = 25;
/** However busy the page is: silence is waited for so many times longer at most. */
const BUSY_TIMES_MAX = 4;

/** Listens until the returned function is called. */
export function listenForScans(wedge: Wedge, takers: WedgeTakers): () => void {
  let remembered: Remembered | null = null;
  let timer: ReturnType<typeof setTimeout> | undefined;
  const swallowed = new Set<string>();
  const choose = typeAhead();

  const settle = (settled: Settled | null) => {
    if (settled?.kind === "scan") {
      if (settled.leaked > 0) restore(remembered);
      takers.scanned(settled.code);
    } else if (settled?.kind === "typed") giveBack(settled.text, takers, choose);
  };

  /** Only time in which a key could have come here counts as silence: not the time for which the page was busy. */
  const watchSilence = () => {
    clearTimeout(timer);
    if (!wedge.waits) return;
    const begun = performance.now();
    let [since, quiet] = [begun, 0];
    const listen = () => {
      const now = performance.now();
      if (now - since <= DEAF_MS) quiet += now - since;
      since = now;
      if (quiet >= wedge.patienceMs || now - begun >= wedge.patienceMs * BUSY_TIMES_MAX)
        settle(wedge.silence());
      else timer = setTimeout(listen, LISTEN_EVERY_MS);
    };
    timer = setTimeout(listen, LISTEN_EVERY_MS);
  };

  const down = (event: KeyboardEvent) => {
    if (composes(event) || isSecret(document.activeElement)) return;
    const press = pressOf(event);
    const taken = takers.pressed?.({ ...press, code: event.code }) ?? false;
    const decision = wedge.press(press);
    settle(decision.before);
    if (decision.starts) remembered = remember();
    // A key that is held down presses a button once.
    const goesOn = event.repeat && swallowed.has(event.code) && !press.inField;
    if (decision.swallow || goesOn || taken) {
      event.preventDefault();
      event.stopImmediatePropagation();
      swallowed.add(event.code);
    } else swallowed.delete(event.code);
    settle(decision.after);
    watchSilence();
  };

  /** A button is pressed by Space when the key comes up: what was swallowed going down is swallowed coming up. */
  const up = (event: KeyboardEvent) => {
    wedge.release(event.key, event.timeStamp);
    if (!swallowed.delete(event.code)) return;
    event.preventDefault();
    event.stopImmediatePropagation();
  };

  window.addEventListener("keydown", down, { capture: true });
  window.addEventListener("keyup", up, { capture: true });
  return () => {
    clearTimeout(timer);
    window.removeEventListener("keydown", down, { capture: true });
    window.removeEventListener("keyup", up, { capture: true });
  };
}

/** A password manager types as fast as a scanner: where secrets are written, whatever types is no scanner. */
function isSecret(element: Element | null): boolean {
  return (element?.closest("[data-secret]") ?? null) !== null;
}

/** The key belongs to a word that an input method makes: what it makes comes as text. */
function composes(event: KeyboardEvent): boolean {
  return event.isComposing || event.key === "Process" || event.key === "Dead";
}

function pressOf(event: KeyboardEvent): Press {
  const altGr = event.getModifierState("AltGraph");
  return {
    key: event.key,
    at: event.timeStamp,
    shortcut: event.metaKey || (!altGr && (event.ctrlKey || event.altKey)),
    repeat: event.repeat,
    inField: textField(document.activeElement) !== null,
  };
}

function remember(): Remembered | null {
  const field = textField(document.activeElement);
  if (!field) return null;
  return {
    field,
    value: field.value,
    from: caret(field, "selectionStart"),
    to: caret(field, "selectionEnd"),
  };
}

/** Some kinds of field (email, number) do not tell where the caret is. */
function caret(field: TextField, end: "selectionStart" | "selectionEnd"): number | null {
  try {
    return field[end];
  } catch {
    return null;
  }
}

/** Also where the field is gone from the page: whoever keeps what stood in it hears of it. */
function restore(state: Remembered | null): void {
  if (!state || state.field.value === state.value) return;
  state.field.value = state.value;
  if (state.from !== null) state.field.setSelectionRange(state.from, state.to);
  state.field.dispatchEvent(new Event("input", { bubbles: true }));
}

/** Puts held-back characters where they were meant to go. */
function giveBack(text: string, takers: WedgeTakers, choose: ReturnType<typeof typeAhead>): void {
  const active = document.activeElement;
  const field = textField(active);
  if (field) {
    insert(field, text);
  } else if (active instanceof HTMLSelectElement) {
    choose(active, text);
  } else if (text === " " && active instanceof HTMLElement && active !== document.body) {
    active.click();
  } else {
    takers.typed(text);
  }
}

function insert(field: TextField, text: string): void {
  if (field.readOnly || field.disabled) return;
  const from = caret(field, "selectionStart");
  if (from === null) field.value += text;
  else field.setRangeText(text, from, caret(field, "selectionEnd") ?? from, "end");
  field.dispatchEvent(new Event("input", { bubbles: true }));
}
