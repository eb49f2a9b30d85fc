// A short name for scripts, made from the event's name until somebody types another.

const LABEL_CHARACTERS_MAX = 40;

/** "Basque Open Industry 2026" becomes "basque-open-industry-2026". */
export function labelFor(name: string): string {
  return name
    .normalize("NFD")
    .replaceAll(/\p{M}/gu, "")
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, "-")
    .slice(0, LABEL_CHARACTERS_MAX)
    .replaceAll(/^-+|-+$/g, "");
}
