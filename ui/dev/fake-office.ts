// Stands in for set-up, operators and help while the window is looked at in a browser.
import type { CategoryForm } from "../src/generated/CategoryForm";
import type { CategoryView } from "../src/generated/CategoryView";
import type { CheckpointForm } from "../src/generated/CheckpointForm";
import type { EventForm } from "../src/generated/EventForm";
import type { EventView } from "../src/generated/EventView";
import type { HelpView } from "../src/generated/HelpView";
import type { OperatorForm } from "../src/generated/OperatorForm";
import type { OperatorView } from "../src/generated/OperatorView";
import type { Texts } from "../src/generated/Texts";
import { emit } from "./fake-event";
import { at, failure, type Command } from "./fake-desk";

const query = new URLSearchParams(location.search);

interface Given {
  form: EventForm & CategoryForm & CheckpointForm & OperatorForm;
  texts: Texts;
  operator: string | null;
  ask: { scan: string | null; attendee: string | null; badge_waits: boolean };
  help: string;
  answer: "on_the_way" | "done" | "withdrawn";
  reason: string;
  words: string;
}

const take = (run: (given: Given) => unknown): Command => run as unknown as Command;
const refused = (code: string, params: Record<string, string>) => ({ ...failure(code, code), params });
const changed = () => emit("changed", { event: "e1" });

const operators: OperatorView[] = query.has("empty")
  ? []
  : [
      { id: "o1", name: "Ane Zubizarreta", active: true },
      { id: "o2", name: "Jon Etxeberria Lasa", active: true },
      { id: "o3", name: "Nerea Aldama", active: true },
      { id: "o4", name: "Peru Agirre", active: false },
    ];
let here: string | null = query.has("empty") || query.has("nobody") ? null : "o3";

const checkpoints: CheckpointForm[] = [
  {
    label: "main",
    name: "Sarrera nagusia",
    re_entry: "never",
    once_per: "day",
    capacity: null,
    open: [],
    only: [],
    prints: true,
  },
  {
    label: "auditorium",
    name: "Auditorioa",
    re_entry: "after_exit",
    once_per: "day",
    capacity: 240,
    open: [
      { day: "2026-11-24", from: "09:00", until: "18:30" },
      { day: "2026-11-25", from: "09:00", until: "14:00" },
    ],
    only: ["speaker", "press"],
    prints: false,
  },
];
let notice: Texts = { eu: "", es: "", en: "" };

const call = (over: Partial<HelpView>): HelpView => ({
  id: "h1",
  reason: "other",
  scan: null,
  attendee: null,
  name: "",
  words: "",
  asked_at: at(10, 38),
  desk: "3. mahaia",
  checkpoint: "Sarrera nagusia",
  operator: here === null ? "" : (operators.find((one) => one.id === here)?.name ?? ""),
  state: "open",
  answered_at: null,
  answered_by: "",
  answer_words: "",
  reasons: ["blocked", "not_found", "identity", "printer", "other"],
  can: { on_the_way: true, done: true, withdraw: true, say_more: true },
  ...over,
});
let calls: HelpView[] = query.has("calls")
  ? [
      call({
        id: "h7",
        desk: "1. mahaia",
        reason: "blocked",
        name: "Lea Moreau",
        operator: "Jon Etxeberria Lasa",
        words: "dio hizlaria dela",
        asked_at: at(10, 33),
        can: { on_the_way: true, done: true, withdraw: false, say_more: false },
      }),
      call({
        id: "h8",
        desk: "Gela A",
        reason: "printer",
        asked_at: at(10, 29),
        state: "on_the_way",
        answered_at: at(10, 31),
        answered_by: "Nerea Aldama",
        answer_words: "papera daramat",
        operator: "",
        can: { on_the_way: false, done: true, withdraw: false, say_more: false },
      }),
    ]
  : [];
let ours: string | null = null;

function answerWith(id: string, answer: Given["answer"], words: string): HelpView {
  const found = calls.find((one) => one.id === id) ?? call({ id });
  const over = answer !== "on_the_way";
  const answered = {
    ...found,
    state: answer,
    answered_at: at(10, 42),
    answered_by: "Nerea Aldama",
    answer_words: words,
    can: { ...found.can, on_the_way: false, done: !over, withdraw: !over && found.can.withdraw },
  };
  calls = calls.map((one) => (one.id === id ? answered : one)).filter((one) => one.can.done);
  if (over && ours === id) ours = null;
  changed();
  return answered;
}

/** The commands of the office, on the event that the window shows. */
export function officeCommands(event: EventView, categories: CategoryView[]): Record<string, Command> {
  const form = (): EventForm => ({
    name: event.name,
    venue: event.venue,
    time_zone: event.time_zone,
    starts: event.days[0] ?? "",
    ends: event.days.at(-1) ?? "",
  });
  return {
    event_setup: () => ({
      event: form(),
      privacy_notice: notice,
      categories: [...categories],
      patterns: ["empty", "solid", "bars", "diagonals", "dots", "half"],
      checkpoints: [...checkpoints],
    }),
    save_event: take(({ form: wanted }) => {
      if (wanted.name.trim() === "") throw refused("field_missing", { field: "name" });
      if (wanted.ends < wanted.starts) throw refused("ends_before_start", { field: "ends" });
      Object.assign(event, { name: wanted.name, venue: wanted.venue, time_zone: wanted.time_zone });
      changed();
      return event;
    }),
    save_notice: take(({ texts }) => {
      notice = texts;
      if (texts.eu) event.privacy_notice = texts;
      changed();
      return event;
    }),
    save_category: take(({ form: wanted }) => {
      for (const tag of ["eu", "es", "en"] as const)
        if (wanted.words[tag].trim() === "") throw refused("field_missing", { field: tag });
      const id = wanted.id ?? (wanted.label || wanted.words.en.toLowerCase());
      const found = categories.find((one) => one.id === id);
      if (found && wanted.id === null) throw refused("label_taken", { label: id, field: "label" });
      const made = { id, words: wanted.words, pattern: wanted.pattern };
      if (found) Object.assign(found, made);
      else categories.push(made);
      changed();
      return made;
    }),
    save_checkpoint: take(({ form: wanted }) => {
      if (wanted.name.trim() === "") throw refused("field_missing", { field: "name" });
      const found = checkpoints.find((one) => one.label === wanted.label);
      if (found) Object.assign(found, wanted);
      else checkpoints.push({ ...wanted, label: wanted.name.toLowerCase() });
      changed();
      return wanted;
    }),
    operators: () => ({ all: [...operators], here }),
    save_operator: take(({ form: wanted }) => {
      if (wanted.name.trim() === "") throw refused("field_missing", { field: "name" });
      const same = operators.find((one) => one.name === wanted.name && one.id !== wanted.id && one.active);
      if (same) throw refused("name_taken", { name: wanted.name, field: "name" });
      const made = { id: wanted.id ?? `o${operators.length + 1}`, name: wanted.name, active: wanted.active };
      const found = operators.find((one) => one.id === wanted.id);
      if (found) Object.assign(found, made);
      else operators.push(made);
      return made;
    }),
    choose_operator: take(({ operator }) => {
      here = operator;
      return { all: [...operators], here };
    }),
    ask_help: take(({ ask }) => {
      const made = call({
        id: "h1",
        scan: ask.scan,
        attendee: ask.attendee,
        asked_at: at(10, 41),
        reason: ask.badge_waits ? "printer" : "other",
      });
      calls = [...calls, made];
      ours = made.id;
      changed();
      if (query.has("answered")) setTimeout(() => answerWith("h1", "on_the_way", "bi minutu"), 100);
      return made;
    }),
    say_more: take(({ help, reason, words }) => {
      calls = calls.map((one) => (one.id === help ? { ...one, reason, words } : one));
      return calls.find((one) => one.id === help);
    }),
    answer_help: take(({ help, answer, words }) => answerWith(help, answer, words)),
    help_here: () => calls.find((one) => one.id === ours) ?? null,
    open_help: () => [...calls],
  };
}
