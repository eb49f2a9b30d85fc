// The keys of the desk, for what is on the screen now. What is off is off because Rust allows nothing there.
import { m } from "../../paraglide/messages.js";
import { printers } from "../../shared/device/printers.svelte";
import { number } from "../../shared/i18n/formats";
import { language } from "../../shared/i18n/language.svelte";
import type { KeyAction } from "../../shared/keys/keys";
import { chooseCandidate } from "./state/choose";
import type { Desk } from "./state/desk.svelte";
import { standInFor } from "./state/elsewhere";
import { boxedOf, doGroup, openGroup, printInstead, walk } from "./state/together";

export interface Ways {
  /** F7: another printer, where the badge that did not print is. */
  otherPrinter: () => void;
  /** F8: asks for help at once, or shows the call that is open. */
  help: () => void;
}

export function deskKeys(desk: Desk, ways: Ways): KeyAction[] {
  if (desk.shown.kind === "form") return [...formKeys(desk), helpKey(ways)];
  if (desk.asked !== null) return stageKeys(desk, ways);
  if (desk.search.open) return [...searchKeys(desk), helpKey(ways)];
  if (desk.shown.kind === "group") return [...groupKeys(desk), helpKey(ways)];
  return stageKeys(desk, ways);
}

function helpKey(ways: Ways): KeyAction {
  return { id: "ask-help", keys: "F8", label: m.key_ask_help(), run: ways.help };
}

function formKeys(desk: Desk): KeyAction[] {
  const form = desk.form;
  const correcting = form?.purpose === "correct";
  const likely = correcting ? [] : (form?.checked.likely ?? []);
  return [
    {
      id: "save",
      keys: "Ctrl Enter",
      label: correcting ? m.key_save_print() : m.key_register(),
      run: () => void desk.save(),
    },
    {
      id: "use",
      keys: "Alt 1–9",
      label: m.key_use_registration(),
      on: likely.length > 0,
      run: (digit) => {
        const person = likely[digit - 1]?.person;
        if (person) void desk.useRegistration(person);
      },
    },
    {
      id: "accept",
      keys: "Alt C",
      label: m.key_accept(),
      on: form !== null && form.suggested !== null,
      run: () => form?.accept(),
    },
    { id: "leave", keys: "Esc", label: m.key_leave_form(), run: () => desk.ready() },
    { id: "search", keys: "F2", label: m.key_search(), run: () => desk.ready(), quiet: true },
  ];
}

/** Whom somebody came with: the list, or what became of it. */
function groupKey(desk: Desk): KeyAction {
  const { group } = desk;
  return {
    id: "group",
    keys: "Ctrl G",
    label: group.offered?.members.length === 0 && !group.running ? m.group_search() : m.key_group(),
    on: group.offered !== null || group.running !== null || group.report !== null,
    run: () => void openGroup(desk),
  };
}

function groupKeys(desk: Desk): KeyAction[] {
  const { group } = desk;
  const choosing = group.report === null && group.running === null;
  return [
    { id: "up", keys: "↑", label: m.key_up(), on: choosing, repeats: true, run: () => group.move(-1) },
    { id: "down", keys: "↓", label: m.key_down(), on: choosing, repeats: true, run: () => group.move(1) },
    {
      id: "tick",
      keys: "Space",
      label: m.key_tick(),
      on: choosing,
      run: () => group.toggle(group.members[group.at]?.id),
    },
    { id: "tick-all", keys: "Ctrl A", label: m.key_tick_all(), on: choosing, run: () => group.toggleAll() },
    {
      id: "go",
      keys: "Ctrl Enter",
      label: m.key_group_go(),
      on: choosing && group.ticked.length > 0,
      run: () => void doGroup(desk),
    },
    { id: "search", keys: "F2", label: m.key_search(), run: () => desk.ready() },
    { id: "ready", keys: "Esc", label: m.key_ready(), run: () => desk.back() },
  ];
}

function searchKeys(desk: Desk): KeyAction[] {
  const { search, may } = desk;
  const found = search.hits.length > 0;
  return [
    {
      id: "up",
      keys: "↑",
      label: m.key_up(),
      on: found,
      repeats: true,
      run: () => search.choose(search.chosen - 1),
    },
    {
      id: "down",
      keys: "↓",
      label: m.key_down(),
      on: found,
      repeats: true,
      run: () => search.choose(search.chosen + 1),
    },
    {
      id: "admit-print",
      keys: "Enter",
      label: m.key_admit_print(),
      quiet: !found,
      run: () => void desk.enter("with_badge"),
    },
    {
      id: "admit",
      keys: "Ctrl Enter",
      label: m.key_admit(),
      on: found,
      quiet: true,
      run: () => void desk.enter("without_badge"),
    },
    {
      id: "direct",
      keys: "Alt 1–9",
      label: m.key_direct(),
      on: found,
      run: (digit) => {
        const hit = search.hits[digit - 1];
        if (hit) void desk.admit(hit.person, "with_badge");
      },
    },
    groupKey(desk),
    { id: "walk-in", keys: "F3", label: m.key_walk_in(), run: () => desk.openForm("walk_in") },
    {
      id: "reprint",
      keys: "F4",
      label: m.key_reprint(),
      on: may.reprint,
      quiet: true,
      run: () => desk.ask("reprint"),
    },
    {
      id: "correct",
      keys: "F6",
      label: m.key_correct_short(),
      on: may.correct,
      run: () => desk.openForm("correct"),
    },
    { id: "clear", keys: "Esc", label: m.key_clear(), run: () => desk.ready() },
    { id: "search", keys: "F2", label: m.key_search(), quiet: true, run: desk.around.focusSearch },
  ];
}

function stageKeys(desk: Desk, ways: Ways): KeyAction[] {
  const { outcome, question } = desk;
  return [
    { id: "search", keys: "F2", label: m.key_search(), run: desk.around.focusSearch },
    { id: "walk-in", keys: "F3", label: m.key_walk_in(), run: () => desk.openForm("walk_in") },
    {
      id: "confirm",
      keys: "Ctrl Enter",
      label: m.key_confirm(),
      on: question === "attention" && outcome?.can.confirm === true,
      run: () => void desk.confirm(),
    },
    {
      id: "override",
      keys: "Ctrl Enter",
      label: m.key_override(),
      on: question === null && outcome?.can.override_verdict === true,
      run: () => desk.ask("override"),
    },
    {
      id: "choose",
      keys: "Alt 1–9",
      label: m.key_answer(),
      on: question === "ambiguous",
      run: (digit) => {
        const person = outcome?.candidates[digit - 1];
        if (person) void chooseCandidate(desk, person);
      },
    },
    ...badgeKeys(desk, ways),
    groupKey(desk),
    {
      id: "correct",
      keys: "F6",
      label: m.key_correct(),
      on: desk.may.correct,
      run: () => desk.openForm("correct"),
    },
    helpKey(ways),
    {
      id: "undo",
      keys: "Ctrl Z",
      label: m.key_undo(),
      on: desk.undoable !== null,
      run: () => void desk.undo(),
    },
    {
      id: "nothing-to-undo",
      keys: "Ctrl Z",
      label: m.key_undo(),
      quiet: true,
      on: desk.undoable === null,
      run: () => void desk.undo(),
    },
    {
      id: "earlier",
      keys: "Alt ↑",
      label: m.key_earlier(),
      quiet: true,
      repeats: true,
      run: () => void walk(desk, 1),
    },
    {
      id: "later",
      keys: "Alt ↓",
      label: m.key_later(),
      quiet: true,
      repeats: true,
      run: () => void walk(desk, -1),
    },
    { id: "ready", keys: "Esc", label: m.key_ready(), quiet: true, run: () => desk.back() },
  ];
}

/** F7, in the words that the rail says it with. */
function elsewhereWords(desk: Desk): string {
  const there = standInFor(desk);
  const going = desk.stuck ? desk.jobs.goingWith(desk.stuck).length : 1;
  if (there) return m.print_all_on({ count: going, n: number(going, language.now), name: there.name });
  return printers.chosen ? m.key_other_printer() : m.printer_which_button();
}

/** What may be done about a badge: a new one, or the one that did not print. */
function badgeKeys(desk: Desk, ways: Ways): KeyAction[] {
  const { stuck, unprinted } = desk;
  return [
    {
      id: "reprint",
      keys: "F4",
      label: m.key_reprint(),
      on: desk.may.reprint,
      quiet: stuck !== null,
      run: () => desk.ask("reprint"),
    },
    {
      id: "again",
      keys: "F5",
      label: stuck ? m.key_again() : m.key_print_badge(),
      on: stuck !== null || unprinted !== null,
      run: () => void (stuck ? desk.again(stuck.job) : desk.printNow()),
    },
    {
      id: "instead",
      keys: "F5",
      label: m.box_missing(),
      on: stuck === null && boxedOf(desk)?.replaceable === true,
      run: () => void printInstead(desk),
    },
    {
      id: "other-printer",
      keys: "F7",
      label: elsewhereWords(desk),
      on: stuck !== null || unprinted !== null,
      run: ways.otherPrinter,
    },
    {
      id: "by-hand",
      keys: "F9",
      label: m.key_by_hand(),
      on: stuck !== null || unprinted !== null,
      quiet: stuck === null,
      run: () => desk.writeByHand(),
    },
  ];
}
