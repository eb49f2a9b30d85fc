// One table of keys per place: the same entries press the buttons, fill the key bar and the key sheet.

export interface KeyAction {
  /** What the action is, whatever its key and its words. */
  id: string;
  /** As people read them: `F3`, `Ctrl Enter`, `Alt 1–9`. The parts are joined by spaces. */
  keys: string;
  label: string;
  /** Takes the digit where the key is any digit. */
  run: (digit: number) => void;
  /** False: the key does nothing now and is not shown. */
  on?: boolean;
  /** Works, but stands only on the key sheet. */
  quiet?: boolean;
  /** A key that is held down does it again and again: moving, never doing. */
  repeats?: boolean;
}

/** The parts of a key that are drawn one by one. */
export function partsOf(keys: string): string[] {
  return keys.split(" ");
}

/** True where the key is any digit: a button for it could not say which. */
export function takesDigit(keys: string): boolean {
  return keys.endsWith("1–9");
}

/** True where the event is that key. `Alt 1–9` is any digit from 1 to 9. */
export function matches(event: KeyboardEvent, keys: string): boolean {
  const parts = partsOf(keys);
  const last = parts.at(-1) ?? "";
  const wants = (modifier: string) => parts.slice(0, -1).includes(modifier);
  const ctrl = event.ctrlKey || event.metaKey;
  if (ctrl !== wants("Ctrl") || event.altKey !== wants("Alt")) return false;
  if (takesDigit(keys)) return event.shiftKey === wants("Shift") && digitOf(event) !== null;
  const named: Record<string, string> = { "↑": "ArrowUp", "↓": "ArrowDown", Esc: "Escape", "−": "-" };
  const key = named[last] ?? last;
  return event.key === key || (key.length === 1 && event.key.toLowerCase() === key.toLowerCase());
}

/** The digit of a key, also where Alt turns it into another character. */
export function digitOf(event: KeyboardEvent): number | null {
  const digit = /^(?:Digit|Numpad)([1-9])$/.exec(event.code)?.[1] ?? /^[1-9]$/.exec(event.key)?.[0];
  return digit === undefined ? null : Number(digit);
}

/** Runs the first action that is on and has this key. True: the key is used up. */
export function press(event: KeyboardEvent, actions: KeyAction[]): boolean {
  const action = actions.find((a) => a.on !== false && matches(event, a.keys));
  if (!action) return false;
  event.preventDefault();
  event.stopPropagation();
  if (!event.repeat || action.repeats === true) action.run(digitOf(event) ?? 0);
  return true;
}

/** The keys that web views use for themselves (search, reload, caret browsing, print): they are the app's. */
const webViewKeys = ["F3", "F5", "F7", "Ctrl f", "Ctrl g", "Ctrl p", "Ctrl r", "Ctrl s", "Ctrl u"];

export function isWebViewKey(event: KeyboardEvent): boolean {
  return webViewKeys.some((keys) => matches(event, keys));
}
