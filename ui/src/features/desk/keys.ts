// The keys of the desk, for what is on the screen now.
import { m } from "../../paraglide/messages.js";
import { digitOf, type KeyAction } from "../../shared/keys/keys";
import type { Desk } from "./state/desk.svelte";

export interface Ways {
  otherPrinter: () => void;
  sheet: () => void;
}

export function deskKeys(desk: Desk, ways: Ways): KeyAction[] {
  if (desk.shown.kind === "form") return formKeys(desk);
  return desk.search.open && desk.asked === null ? searchKeys(desk) : stageKeys(desk, ways);
}

function formKeys(desk: Desk): KeyAction[] {
  const form = desk.form;
  const correcting = form?.purpose === "correct";
  const likely = form?.checked.likely ?? [];
  return [
    { keys: "Tab", label: m.key_next_field(), run: () => undefined, on: false },
    {
      keys: "Ctrl Enter",
      label: correcting ? m.key_save_print() : m.key_register(),
      run: () => void desk.save(),
    },
    {
      keys: "Alt 1–9",
      label: m.key_use_registration(),
      on: !correcting && likely.length > 0,
      run: (e) => {
        const person = likely[(digitOf(e) ?? 0) - 1]?.person;
        if (person) void desk.admit(person.id, "with_badge");
      },
    },
    {
      keys: "Alt C",
      label: m.key_accept(),
      on: form?.suggested !== null,
      run: () => form?.accept(),
    },
    {
      keys: "Esc",
      label: form?.purpose === "walk_in" ? m.key_leave_form() : m.key_leave(),
      run: () => desk.ready(),
    },
    { keys: "F2", label: m.key_search(), run: () => desk.ready(), quiet: true },
  ];
}

function searchKeys(desk: Desk): KeyAction[] {
  const { search } = desk;
  const found = search.hits.length > 0;
  return [
    { keys: "↑", label: m.key_up(), on: found, run: () => search.choose(search.chosen - 1) },
    { keys: "↓", label: m.key_down(), on: found, run: () => search.choose(search.chosen + 1) },
    { keys: "Enter", label: m.key_admit_print(), run: () => void desk.enter("with_badge") },
    {
      keys: "Ctrl Enter",
      label: m.key_admit(),
      on: found,
      quiet: true,
      run: () => void desk.enter("without_badge"),
    },
    {
      keys: "Alt 1–9",
      label: m.key_direct(),
      on: found,
      run: (e) => {
        const hit = search.hits[(digitOf(e) ?? 0) - 1];
        if (hit) void desk.admit(hit.person.id, "with_badge");
      },
    },
    { keys: "F3", label: m.key_walk_in(), run: () => desk.openForm("walk_in") },
    { keys: "F4", label: m.key_reprint(), on: found, quiet: true, run: () => desk.ask("reprint") },
    { keys: "F6", label: m.key_correct_short(), on: found, run: () => desk.openForm("correct") },
    { keys: "Esc", label: m.key_clear(), run: () => desk.ready() },
    { keys: "F2", label: m.key_search(), quiet: true, run: desk.around.focusSearch },
  ];
}

function stageKeys(desk: Desk, ways: Ways): KeyAction[] {
  const { outcome, question } = desk;
  const stuck = desk.print?.state === "failed";
  const somebody = desk.person !== null;
  return [
    { keys: "F2", label: m.key_search(), run: desk.around.focusSearch },
    { keys: "F3", label: m.key_walk_in(), run: () => desk.openForm("walk_in") },
    {
      keys: "Ctrl Enter",
      label: m.key_confirm(),
      on: question === "attention" && outcome?.can.confirm === true,
      run: () => void desk.confirm(),
    },
    {
      keys: "Ctrl Enter",
      label: m.key_override(),
      on: question === null && outcome?.can.override_verdict === true,
      run: () => desk.ask("override"),
    },
    {
      keys: "Alt 1–9",
      label: m.key_answer(),
      on: question === "ambiguous",
      run: (e) => {
        const person = outcome?.candidates[(digitOf(e) ?? 0) - 1];
        if (person) void desk.admit(person.id, "with_badge");
      },
    },
    { keys: "F4", label: m.key_reprint(), on: somebody, run: () => desk.ask("reprint") },
    { keys: "F5", label: m.key_again(), on: stuck, run: () => void desk.reprint("printer_problem") },
    { keys: "F6", label: m.key_correct(), on: somebody, run: () => desk.openForm("correct") },
    { keys: "F7", label: m.key_other_printer(), on: stuck, run: ways.otherPrinter },
    { keys: "Ctrl Z", label: m.key_undo(), run: () => void desk.undo() },
    { keys: "Alt ↑", label: m.key_earlier(), quiet: true, run: () => void desk.walk(1) },
    { keys: "Alt ↓", label: m.key_later(), quiet: true, run: () => void desk.walk(-1) },
    { keys: "Esc", label: m.key_ready(), quiet: true, run: () => desk.back() },
  ];
}
