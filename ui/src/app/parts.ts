// What the office is made of: its sections, and the parts of each as tabs.
import { m } from "../paraglide/messages.js";
import type { Place, Section } from "./place.svelte";

export interface Part {
  id: string;
  words: () => string;
}

export const sectionWords: Record<Section, () => string> = {
  dashboard: m.section_dashboard,
  people: m.section_people,
  event: m.section_event,
  badges: m.section_badges,
  device: m.section_device,
};

const part = (id: string, words: () => string): Part => ({ id, words });

/** A section with a single part has no tabs. */
const parts: Record<Section, readonly Part[]> = {
  dashboard: [],
  people: [
    part("list", m.people_list),
    part("import", m.people_import),
    part("duplicates", m.people_duplicates),
    part("conflicts", m.people_conflicts),
    part("export", m.people_export),
  ],
  event: [part("setup", m.event_setup), part("devices", m.event_devices), part("list", m.event_list)],
  badges: [],
  device: [
    part("this", m.device_this),
    part("scanner", m.scanner_part),
    part("printer", m.section_printer),
    part("operators", m.device_operators),
    part("camera", m.section_camera),
    part("sounds", m.sounds_part),
    part("trying", m.trying_part),
    part("servers", m.server_part),
  ],
};

/** The parts that are not reached wherever their section is. */
const apart = ["setup", "devices", "operators", "conflicts"] as const;

/** The parts of a section that this device reaches, in the order of their keys. */
export function partsOf(place: Pick<Place, "reaches">, section: Section): readonly Part[] {
  const reached = ({ id }: Part) => apart.every((one) => one !== id || place.reaches(one));
  return parts[section].filter(reached);
}

/** A place in the office that somebody can go to, with its keys. */
export interface Spot {
  section: Section;
  part: string;
  words: string;
  keys: string;
}

/** Every section and every part that this device reaches. */
export function spotsOf(place: Pick<Place, "reaches" | "sections">): Spot[] {
  return place.sections.flatMap((section, at) => {
    const keys = `Alt Shift ${at + 1}`;
    const words = sectionWords[section]();
    const open = partsOf(place, section);
    if (open.length < 2) return [{ section, part: "", words, keys }];
    return open.map(({ id, words: of }, n) => ({
      section,
      part: id,
      words: `${words} · ${of()}`,
      keys: n === 0 ? keys : "",
    }));
  });
}
