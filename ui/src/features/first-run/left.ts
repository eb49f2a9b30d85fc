// What people read of an event that this device was taken out of.
import type { LeftEvent } from "../../generated/LeftEvent";
import { m } from "../../paraglide/messages.js";
import { moment } from "../../shared/i18n/formats";
import type { Language } from "../../shared/i18n/language.svelte";

/** The event's place went with it: the moment is told in the device's. */
export function leftWords(event: LeftEvent, language: Language): string {
  const place = Intl.DateTimeFormat().resolvedOptions().timeZone;
  const when = moment(event.revoked, place, language);
  return m.left_event({ when, event: event.name, reason: event.reason });
}
