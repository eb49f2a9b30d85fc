// Stands in for groups and for batches of badges while the window is looked at in a browser.
import type { BatchAsk } from "../src/generated/BatchAsk";
import type { BatchList } from "../src/generated/BatchList";
import type { BatchMade } from "../src/generated/BatchMade";
import type { BatchTrouble } from "../src/generated/BatchTrouble";
import type { GroupReport } from "../src/generated/GroupReport";
import type { GroupView } from "../src/generated/GroupView";
import type { MemberDone } from "../src/generated/MemberDone";
import type { MemberView } from "../src/generated/MemberView";
import type { PersonView } from "../src/generated/PersonView";
import { drawBadge } from "./badge";
import { failure, person, record, type Command } from "./fake-desk";
import { emit } from "./fake-event";
import { endSteps, step } from "./pace";
import { people } from "./people";

const ORDER = ["p3", "p1", "p10", "p5", "p13", "p14", "p15"];
const query = new URLSearchParams(location.search);
let stopped = false;

function member(one: PersonView): MemberView {
  const stops = one.status !== "valid";
  const inside = one.presence === "inside";
  return {
    id: one.id,
    name: one.name,
    latin: one.latin,
    company: one.company,
    category: one.category,
    state: stops ? "stopped" : inside ? "inside" : "not_arrived",
    verdict: stops ? one.status : inside ? "already_in" : "admitted",
    reasons: stops ? [{ code: one.status, params: {} }] : [],
    waits_in: one.badge?.waits_in ?? null,
    enters: !stops && !inside,
    collects: !stops && one.badge === null,
  };
}

function groupOf(attendee: string): GroupView | null {
  if (attendee === "p16") return { by: "company", label: "Instituto de Desarrollo", of: 412, members: [] };
  if (!ORDER.includes(attendee)) return null;
  const members = ORDER.flatMap((id) => {
    const one = person(id);
    return one ? [member(one)] : [];
  });
  return { by: "order", label: "K7QP4", of: members.length, members };
}

async function admitGroup(members: string[], what: string): Promise<GroupReport> {
  const done: MemberDone[] = [];
  stopped = false;
  for (const id of members) {
    if (stopped) break;
    const one = person(id);
    if (!one) continue;
    const boxed = one.badge?.waits_in ?? null;
    const outcome = await record(one, "");
    const isIn = outcome.verdict === "admitted";
    const got = what === "badges_only" ? "collected" : "in";
    done.push({
      id,
      name: one.name,
      result: isIn ? got : outcome.verdict === "already_in" ? "already_in" : "stopped",
      scan: outcome.scan,
      verdict: outcome.verdict,
      reasons: outcome.reasons,
      boxed: isIn ? boxed : null,
      prints: outcome.print !== null,
    });
    emit("group-progress", { done: done.length, of: members.length });
    await step(done.length, members.length);
  }
  return { done, of: members.length, cancelled: stopped, failed: null };
}

const chosen = (ask: BatchAsk, id: string) => ask.only === null || ask.only.includes(id);

function listOf(ask: BatchAsk): BatchList {
  const fits = (one: PersonView) =>
    (ask.categories.length === 0 || ask.categories.includes(one.category)) &&
    one.company.toLowerCase().includes(ask.company.toLowerCase()) &&
    one.status === "valid" &&
    !(ask.unprinted && one.badge !== null);
  const found = [...people].filter(fits);
  found.sort((a, b) => a.family_name.localeCompare(b.family_name));
  const label = (at: number) =>
    ask.cut === "none" ? null : ask.cut === "size" ? `${Math.floor(at / ask.box_size) + 1} · A–M` : "A–M";
  const list = found.map((one, i) => ({
    id: one.id,
    name: one.name,
    company: one.company,
    category: one.category,
    printed: one.badge !== null,
    boxed: chosen(ask, one.id) ? label(i) : null,
  }));
  return { people: list, boxes: boxesOf(list) };
}

function boxesOf(list: BatchList["people"]): BatchList["boxes"] {
  const labels = list.flatMap((one) => (one.boxed === null ? [] : [one.boxed]));
  return [...new Set(labels)].map((label) => ({
    label,
    badges: labels.filter((other) => other === label).length,
  }));
}

/** `?batch=disk_full`: what is in the way of the file. */
const inTheWay = new URLSearchParams(location.search).get("batch");

async function make(ask: BatchAsk, target: string): Promise<BatchMade> {
  if (inTheWay)
    throw { ...failure(inTheWay, "The file was not written."), params: { folder: "/media/nerea/USB" } };
  const of = listOf(ask).people.filter((one) => chosen(ask, one.id)).length;
  stopped = false;
  for (let done = 0; done <= of && !stopped; done += 1) {
    emit("batch-progress", { done, of });
    await step(done, of);
  }
  const path = `/home/nerea/${target}`;
  const none = { missing_glyphs: [], overflow: [], overtaken: [], path };
  if (stopped) return { ...none, pages: 0, boxes: [], cancelled: true };
  const looked = troubles.filter(({ id }) => chosen(ask, id));
  // Whoever has a letter that no font has is left out.
  const leftOut = looked.filter((one) => one.missing_glyphs.length > 0).map(({ id }) => id);
  const said = (of: BatchTrouble, what: string[]) => what.map((text) => `${of.name}: ${text}`);
  return {
    ...none,
    missing_glyphs: looked.flatMap((one) => said(one, one.missing_glyphs)),
    overflow: looked.flatMap((one) => said(one, one.overflow)),
    pages: of - leftOut.length,
    boxes: boxesOf(listOf(ask).people.filter(({ id }) => !leftOut.includes(id))),
    cancelled: false,
  };
}

const troubles: BatchTrouble[] = [
  {
    id: "p16",
    name: "María de los Ángeles Goikoetxea-Etxeberria Fernández de Larrinoa y Zumalakarregi",
    missing_glyphs: [],
    overflow: ["Instituto de Desarrollo Económico de la Margen Izquierda del Nervión, S.A.U."],
  },
  { id: "p8", name: "田中 美咲", missing_glyphs: ["𰻞"], overflow: [] },
];

const stop: Command = () => {
  stopped = true;
  endSteps();
  return null;
};

export const groupCommands: Record<string, Command> = {
  group_of: ({ attendee = "" }) => groupOf(attendee),
  admit_group: ({ members, what = "" }) => admitGroup((members ?? []) as string[], what),
  cancel_group: stop,
  batch_people: ({ ask }) => (ask ? listOf(ask) : null),
  look_at_batch: () => {
    if (query.has("unlooked")) throw failure("database_busy", "The database is busy.");
    return troubles;
  },
  batch_page: ({ attendee = "" }) => {
    const one = person(attendee);
    return one ? drawBadge(one) : null;
  },
  choose_badges_file: ({ name = "" }) => `/home/nerea/${name as string}`,
  make_batch: ({ ask, target = "" }) => (ask ? make(ask, target) : null),
  cancel_batch: stop,
};
