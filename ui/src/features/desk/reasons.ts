// Puts a verdict's reason into one sentence of the window's language.
import type { Outcome } from "../../generated/Outcome";
import type { ReasonView } from "../../generated/ReasonView";
import { m } from "../../paraglide/messages.js";
import * as formats from "../../shared/i18n/formats";
import type { Language } from "../../shared/i18n/language.svelte";
import { wordsFor } from "../../shared/i18n/words";
import { isUndone } from "./looks";

/** What the sentences need to know of the place. */
export interface Here {
  language: Language;
  timeZone: string;
  now: number;
}

/** The time alone today, the day and the time on another day. */
export function moment(at: number, { language, timeZone, now }: Here): string {
  const isToday = formats.dayAt(at, timeZone) === formats.dayAt(now, timeZone);
  return isToday ? formats.time(at, timeZone) : formats.moment(at, timeZone, language);
}

/** The sentence of a reason, or an empty one where there are no words for it. */
export function reasonWords(reason: ReasonView, here: Here): string {
  const params: Record<string, string> = { ...reason.params };
  for (const name of ["from", "until", "at", "since"]) {
    const at = Number(params[name]);
    if (params[name] !== undefined && Number.isFinite(at)) params[name] = moment(at, here);
  }
  if (params.days !== undefined) {
    const days = params.days.split(",").filter((d) => d !== "");
    params.days = formats.list(
      days.map((d) => formats.weekdayAndDay(d, here.language)),
      here.language,
    );
  }
  const words = wordsFor("reason", variantOf(reason.code, params), {
    number: params.replaced_by ?? "",
    ...params,
  });
  return words === null || words.includes("undefined") ? "" : words;
}

/** A reason whose values are known has a fuller sentence. */
function variantOf(code: string, params: Record<string, string>): string {
  if (code === "event_other" && params.event) return "event_other_named";
  if (code === "badge_voided" && params.at && params.replaced_by) return "badge_voided_by";
  if (code === "badge_voided" && params.at) return "badge_voided_at";
  if (code === "checkpoint_closed" && params.from) return "checkpoint_closed_until";
  return code;
}

/** Since when and where somebody is inside. */
export function alreadyWords(outcome: Outcome, here: Here): string {
  if (outcome.since === null) return m.already_unknown();
  const time = formats.time(outcome.since, here.timeZone);
  const day = formats.dayAt(outcome.since, here.timeZone);
  const since =
    day === formats.dayAt(here.now, here.timeZone)
      ? m.already_today({ time, ago: formats.ago(Math.max(0, here.now - outcome.since), here.language) })
      : m.already_other_day({ day: formats.shortDate(day, here.language), time });
  if (!outcome.since_device) return since;
  return `${since}, ${m.already_by({ device: outcome.since_device })}`;
}

/** Somebody who left again is stopped where an entrance admits once. */
function onceWords(outcome: Outcome, here: Here): string {
  const once = outcome.reasons.find(({ code }) => code === "admitted_before");
  return once ? reasonWords(once, here) : "";
}

/** What cannot be checked yet, where that and no note of the organiser's is why somebody has to confirm. */
function checkWords(outcome: Outcome, here: Here): string {
  const unseen = outcome.reasons.filter(({ code }) => code === "signer_unseen" || code === "category_unseen");
  return unseen.map((reason) => reasonWords(reason, here)).join(" ");
}

/** The sentence under the name. The blocked say nothing of why: the public can see the stage. */
export function stageReason(outcome: Outcome, here: Here): string {
  if (isUndone(outcome)) return m.undone_scan();
  if (outcome.verdict === "blocked") return "";
  if (outcome.verdict === "already_in")
    return [alreadyWords(outcome, here), onceWords(outcome, here)].filter(Boolean).join(". ");
  if (outcome.pending) return outcome.attention ?? checkWords(outcome, here);
  const [deciding] = outcome.reasons;
  if (outcome.verdict === "admitted" || !deciding) return "";
  return reasonWords(deciding, here);
}
