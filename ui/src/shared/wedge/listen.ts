// Puts the wedge in front of the page: every key of the window passes here first.
import { Wedge, type Press, type Settled } from "./machine";

export interface WedgeTakers {
  scanned(code: string): void;
  /** Characters typed where no text field has the focus. */
  typed(text: string): void;
}

type TextField = HTMLInputElement | HTMLTextAreaElement;

/** What a field held before the first character of a possible burst. */
interface Remembered {
  field: TextField | HTMLSelectElement;
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

/** A busy machine hands keys over late: a burst's silence is waited for so many times longer than its keys were late. */
const PATIENCE = 4;
const PATIENCE_MAX_MS = 1000;
const LISTEN_EVERY_MS = 10;
const BUSY_MS = 25;

/** Listens until the returned function is called. */
export function listenForScans(wedge: Wedge, takers: WedgeTakers): () => void {
  let remembered: Remembered | null = null;
  let timer: ReturnType<typeof setTimeout> | undefined;
  /** How late the latest key of the possible burst came here, at most. */
  let late = 0;
  const swallowed = new Set<string>();

  const settle = (settled: Settled | null) => {
    if (settled?.kind === "scan") {
      if (settled.leaked > 0) restore(remembered);
      takers.scanned(settled.code);
    } else if (settled?.kind === "typed") giveBack(settled.text, takers);
  };

  /** Only time in which a key could have come here counts as silence: not the time for which the page was busy. */
  const watchSilence = () => {
    clearTimeout(timer);
    if (!wedge.open) return;
    let quiet = 0;
    const begun = performance.now();
    let since = begun;
    const listen = () => {
      const now = performance.now();
      if (now - since < BUSY_MS) quiet += now - since;
      since = now;
      const wanted = wedge.patienceMs + Math.min(PATIENCE_MAX_MS, late * PATIENCE);
      if (quiet >= wanted || now - begun > wanted + PATIENCE_MAX_MS) settle(wedge.silence(now));
      if (wedge.open) timer = setTimeout(listen, LISTEN_EVERY_MS);
    };
    timer = setTimeout(listen, LISTEN_EVERY_MS);
  };

  const down = (event: KeyboardEvent) => {
    if (event.isComposing || event.key === "Process" || event.key === "Dead") return;
    const press = pressOf(event);
    const starts = wedge.starts(press);
    const decision = wedge.press(press);
    settle(decision.before);
    if (starts) {
      remembered = remember();
      late = 0;
    }
    late = Math.max(late, performance.now() - press.at);
    if (decision.swallow) {
      event.preventDefault();
      event.stopImmediatePropagation();
      swallowed.add(event.code);
    } else swallowed.delete(event.code);
    settle(decision.after);
    watchSilence();
  };

  /** A button is pressed by Space when the key comes up: what was swallowed going down is swallowed coming up. */
  const up = (event: KeyboardEvent) => {
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

function pressOf(event: KeyboardEvent): Press {
  const altGr = event.getModifierState("AltGraph");
  const active = document.activeElement;
  return {
    key: event.key,
    at: event.timeStamp,
    shortcut: event.metaKey || (!altGr && (event.ctrlKey || event.altKey)),
    repeat: event.repeat,
    inField: textField(active) !== null || active instanceof HTMLSelectElement,
  };
}

function remember(): Remembered | null {
  const active = document.activeElement;
  if (active instanceof HTMLSelectElement)
    return { field: active, value: active.value, from: null, to: null };
  const field = textField(active);
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

function restore(state: Remembered | null): void {
  if (!state?.field.isConnected || state.field.value === state.value) return;
  state.field.value = state.value;
  if (!(state.field instanceof HTMLSelectElement) && state.from !== null)
    state.field.setSelectionRange(state.from, state.to);
  state.field.dispatchEvent(new Event("input", { bubbles: true }));
}

/** Puts held-back characters where they were meant to go. */
function giveBack(text: string, takers: WedgeTakers): void {
  const active = document.activeElement;
  const field = textField(active);
  if (field) {
    insert(field, text);
  } else if (text === " " && active instanceof HTMLElement && active !== document.body) {
    active.click();
  } else if (!(active instanceof HTMLSelectElement)) {
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
