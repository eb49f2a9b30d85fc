// Reads and writes a day as people write it. Web views differ in their date fields, and show them in the system's language.

/** "24/11/2026", "24.11.2026", "2026-11-24" as an ISO date; null where it is none (31/02 included). */
export function readDay(text: string): string | null {
  const iso = /^\s*(\d{4})-(\d{1,2})-(\d{1,2})\s*$/.exec(text);
  const european = /^\s*(\d{1,2})[/.\- ](\d{1,2})[/.\- ](\d{4})\s*$/.exec(text);
  const [year, month, day] = iso
    ? [iso[1], iso[2], iso[3]]
    : european
      ? [european[3], european[2], european[1]]
      : [];
  if (year === undefined || month === undefined || day === undefined) return null;
  const date = new Date(Date.UTC(Number(year), Number(month) - 1, Number(day)));
  const real = date.getUTCMonth() === Number(month) - 1 && date.getUTCDate() === Number(day);
  return real ? date.toISOString().slice(0, 10) : null;
}

/** An ISO date as the fields for days ask for it in every language: "24/11/2026". Empty stays empty. */
export function writeDay(day: string): string {
  return day.split("-").reverse().join("/");
}
