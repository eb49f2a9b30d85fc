// What people read of a file that was written or taken in.
import type { StickRead } from "../../generated/StickRead";
import type { StickWritten } from "../../generated/StickWritten";
import { m } from "../../paraglide/messages.js";
import { moment, number } from "../../shared/i18n/formats";
import type { Language } from "../../shared/i18n/language.svelte";

/** A name that tells on the stick whose file it is, in letters that every system takes. */
export function fileName(event: string, device: string): string {
  const plain = device
    .normalize("NFKD")
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, "-")
    .replaceAll(/^-+|-+$/g, "");
  return `${[event, plain].filter(Boolean).join("-")}.sarrera`;
}

export function writtenWords(written: StickWritten, language: Language): string {
  const { changes, devices } = written;
  return m.stick_written({
    changes: m.stick_changes({ count: changes, n: number(changes, language) }),
    devices: m.stick_devices({ count: devices, n: number(devices, language) }),
  });
}

export function readWords(read: StickRead, timeZone: string, language: Language): string {
  const from = {
    device: read.by ?? m.stick_unknown_device(),
    when: moment(read.written_at, timeZone, language),
  };
  const news =
    read.changes === 0
      ? m.stick_nothing_new()
      : m.stick_new({ count: read.changes, n: number(read.changes, language) });
  const refused = read.refused > 0 ? [m.stick_refused()] : [];
  return [m.stick_from(from), news, ...refused].join(" ");
}
