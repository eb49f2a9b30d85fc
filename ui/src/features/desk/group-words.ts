// What became of a group, in words.
import type { GroupReport } from "../../generated/GroupReport";
import type { MemberDone } from "../../generated/MemberDone";
import type { MemberResult } from "../../generated/MemberResult";
import { m } from "../../paraglide/messages.js";
import { number } from "../../shared/i18n/formats";
import { language, type Language } from "../../shared/i18n/language.svelte";
import { failureWords } from "../../shared/i18n/words";

/** Nothing is left to do with somebody of whom this is said. */
export function isGood(result: MemberResult): boolean {
  return result !== "stopped" && result !== "waits";
}

export function countOf(report: GroupReport, result: MemberResult): number {
  return report.done.filter((one) => one.result === result).length;
}

/** The big word: how many are in, or how many badges were given out. */
export function wordOfGroup(report: GroupReport, locale: Language = language.now): string {
  const collected = countOf(report, "collected");
  const inputs = (count: number) => ({ count, n: number(count, locale) });
  if (collected > 0 || report.done.some((one) => one.result === "had_badge"))
    return m.group_badges(inputs(collected), { locale });
  return m.group_in(inputs(countOf(report, "in")), { locale });
}

/** What else there is to say: so many stopped, so many inside already. */
export function restOfGroup(report: GroupReport): string[] {
  const said = (result: MemberResult, words: (inputs: { n: string }) => string) => {
    const count = countOf(report, result);
    return count > 0 ? [words({ n: number(count, language.now) })] : [];
  };
  return [
    ...said("stopped", m.group_stopped),
    ...said("waits", m.group_waits),
    ...said("already_in", m.group_already),
    ...said("had_badge", m.group_had),
  ];
}

/** Why it ended before everybody was done, or nothing. */
export function endOfGroup({ done, of, cancelled, failed }: GroupReport): string {
  const inputs = { done: number(done.length, language.now), of: number(of, language.now) };
  if (failed) return m.group_failed({ ...inputs, why: failureWords(failed) });
  return cancelled ? m.group_cancelled(inputs) : "";
}

/** The whole in one line: 29 in, 1 stopped. */
export function groupWords(report: GroupReport): string {
  const end = endOfGroup(report);
  const line = [wordOfGroup(report), ...restOfGroup(report)].join(", ");
  return end ? `${line}. ${end}` : line;
}

/** Whose badges lie in which box, box by box. */
export function boxesOf(report: GroupReport): [label: string, people: MemberDone[]][] {
  const boxes = new Map<string, MemberDone[]>();
  for (const one of report.done) {
    if (one.boxed === null || !isGood(one.result)) continue;
    boxes.set(one.boxed, [...(boxes.get(one.boxed) ?? []), one]);
  }
  return [...boxes];
}
