// The keys that work in the whole window, and what of them stands on the key sheet.
import { m } from "../paraglide/messages.js";
import type { KeyAction } from "../shared/keys/keys";
import { partsOf } from "./parts";
import type { Page, Place, Section } from "./place.svelte";

/** What the window does on a key. */
export interface Doings {
  nextLanguage: () => void;
  chooseOperator: () => void;
  zoomBy: (step: -1 | 0 | 1) => void;
  fullScreen: () => void;
  goAnywhere: () => void;
  camera: () => void;
  toDesk: () => void;
  keySheet: () => void;
  goTo: (section: Section, part?: string) => void;
}

type Where = Pick<Place, "page" | "running" | "section" | "sections" | "reaches">;

const isAtWork = (page: Page) => page === "desk" || page === "office";

export function windowKeys(place: Where, does: Doings): KeyAction[] {
  const atWork = isAtWork(place.page);
  const inOffice = place.page === "office";
  return [
    { id: "language", keys: "Alt L", label: m.key_language(), run: does.nextLanguage },
    { id: "operator", keys: "Alt O", label: m.key_operator(), on: atWork, run: does.chooseOperator },
    { id: "zoom-in", keys: "Ctrl +", label: m.key_zoom(), run: () => does.zoomBy(1) },
    { id: "zoom-out", keys: "Ctrl −", label: m.key_zoom(), run: () => does.zoomBy(-1) },
    { id: "zoom-usual", keys: "Ctrl 0", label: m.key_zoom(), run: () => does.zoomBy(0) },
    { id: "full-screen", keys: "F11", label: m.key_full_screen(), run: does.fullScreen },
    {
      id: "anything",
      keys: "Ctrl K",
      label: m.go_anywhere(),
      on: atWork && place.sections.length > 0,
      run: does.goAnywhere,
    },
    { id: "camera", keys: "Alt K", label: m.key_camera(), on: place.running, run: does.camera },
    { id: "desk", keys: "Esc", label: m.back_to_desk(), on: inOffice, run: does.toDesk },
    // The desk's sheet is its own.
    { id: "sheet", keys: "F1", label: m.key_sheet(), on: inOffice, run: does.keySheet },
    {
      id: "office",
      keys: "Alt Shift 1–9",
      label: m.key_office(),
      on: atWork,
      run: (digit) => {
        const section = place.sections[digit - 1];
        if (section) does.goTo(section);
      },
    },
    {
      id: "part",
      keys: "Alt 1–9",
      label: m.office_parts(),
      on: inOffice,
      run: (digit) => {
        const part = partsOf(place, place.section)[digit - 1];
        if (part) does.goTo(place.section, part.id);
      },
    },
  ];
}

const LOOK = ["language", "zoom-in", "zoom-out", "zoom-usual", "full-screen"];

/** How the window looks can be changed over whatever is open in it. */
export function keysOver(keys: KeyAction[]): KeyAction[] {
  return keys.filter(({ id }) => LOOK.includes(id));
}

const nothing = () => undefined;

/** What works on every page, as the sheet says it: one line for the three keys of the zoom. */
export function keysAnywhere(place: Where): KeyAction[] {
  const count = place.sections.length;
  return [
    { id: "language", keys: "Alt L", label: m.key_language(), run: nothing },
    { id: "operator", keys: "Alt O", label: m.key_operator(), run: nothing },
    { id: "camera", keys: "Alt K", label: m.key_camera(), run: nothing },
    { id: "zoom", keys: "Ctrl + − 0", label: m.key_zoom(), run: nothing },
    { id: "full-screen", keys: "F11", label: m.key_full_screen(), run: nothing },
    { id: "office", keys: `Alt Shift 1–${count}`, label: m.key_office(), on: count > 0, run: nothing },
    { id: "anything", keys: "Ctrl K", label: m.go_anywhere(), on: count > 0, run: nothing },
  ].filter((action) => action.on !== false);
}

/** What works in the open section of the office, as the sheet says it. */
export function keysInOffice(place: Where): KeyAction[] {
  const open = partsOf(place, place.section);
  const tabs = open.map(({ id, words }, at) => ({ id, keys: `Alt ${at + 1}`, label: words(), run: nothing }));
  return [
    ...(open.length > 1 ? tabs : []),
    { id: "filter", keys: "/", label: m.people_text(), on: place.section === "people", run: nothing },
    { id: "edit", keys: "F6", label: m.edit_person(), on: place.section === "people", run: nothing },
    { id: "desk", keys: "Esc", label: m.back_to_desk(), run: nothing },
  ];
}
