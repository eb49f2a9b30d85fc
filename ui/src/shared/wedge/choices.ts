// Typing in a list of choices does what web views do themselves: the listener holds back the keys by which they would.

/** Letters that come sooner than this go on with a word. */
const WORD_GOES_ON_MS = 1000;

/** Takes letters for a list, and chooses the next of its choices that begins with the word they make. */
export function typeAhead(): (list: HTMLSelectElement, text: string) => void {
  let word = "";
  let last: { list: HTMLSelectElement | null; at: number } = { list: null, at: 0 };
  return (list, text) => {
    const at = performance.now();
    const goesOn = last.list === list && at - last.at <= WORD_GOES_ON_MS;
    last = { list, at };
    if (text === " " && !(goesOn && word !== "")) return open(list);
    word = goesOn ? word + text : text;
    // The same letter again goes on to the next; a word that goes on may be that of the choice that stands there.
    const begins = new Set(word).size === 1 ? (word[0] ?? "") : word;
    choose(list, begins, list.selectedIndex + (begins.length === 1 ? 1 : 0));
  };
}

function choose(list: HTMLSelectElement, begins: string, from: number): void {
  const choices = [...list.options];
  const inTurn = [...choices.slice(from), ...choices.slice(0, from)];
  const wanted = begins.toLocaleLowerCase();
  const found = inTurn.find((one) => !one.disabled && one.text.toLocaleLowerCase().startsWith(wanted));
  if (!found || list.disabled || found.value === list.value) return;
  list.value = found.value;
  for (const name of ["input", "change"]) list.dispatchEvent(new Event(name, { bubbles: true }));
}

function open(list: HTMLSelectElement): void {
  try {
    list.showPicker();
  } catch {
    // A web view that shows a list only to a key of its own leaves it shut: the arrows choose all the same.
  }
}
