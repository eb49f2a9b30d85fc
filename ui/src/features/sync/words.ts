// How a device stands with its servers, in words.
import type { SyncState } from "../../generated/SyncState";
import { m } from "../../paraglide/messages.js";
import { number } from "../../shared/i18n/formats";
import type { Language } from "../../shared/i18n/language.svelte";
import { wordsFor } from "../../shared/i18n/words";

/** Why no exchange came to its end, and what to do about it. */
export function whyWords(code: string): string {
  return wordsFor("sync_why", code) ?? wordsFor("failure", code) ?? m.sync_why_other();
}

/** As [`whyWords`], of a server that was tried once. */
export function triedWords(code: string): string {
  if (whyWords(code) === m.sync_why_other()) return m.tried_why_other();
  return wordsFor("tried_why", code) ?? whyWords(code);
}

/** Nobody has to do anything about it: it is tried again. */
export function healsItself(code: string): boolean {
  return ["server_busy", "not_let_in", "timed_out", "connection_broken", "unreachable"].includes(code);
}

export function waitingWords(waiting: number, language: Language): string {
  return waiting === 0 ? m.sync_all_sent() : m.sync_waiting({ count: waiting, n: number(waiting, language) });
}

/** What a clock that is off is to be told by; nothing while it goes right. */
export function clockWords(state: SyncState | null, language: Language): string {
  const off = state?.clock_off ?? 0;
  if (off === 0) return "";
  const minutes = number(Math.round(Math.abs(off) / 60_000), language);
  return off > 0 ? m.sync_clock_behind({ minutes }) : m.sync_clock_ahead({ minutes });
}

/** With whom it is: a hub of the hall, or the centre; null where nobody answered yet. */
export function serverWords(state: SyncState | null): string | null {
  if (!state?.server || !state.place) return null;
  const { server } = state;
  return state.place === "hub" ? m.sync_hub({ server }) : m.sync_centre({ server });
}
