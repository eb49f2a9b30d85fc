// What this device's people prefer: theme, zoom, sound, how its scanner types, and how its tests came out. Kept in the
// window's own storage.
import { validSettings, type ScannerSettings } from "../wedge/settings";

export type Theme = "system" | "light" | "dark";

/** A line of fewer letters' heights has no room for the rail beside the stage. */
const NARROW_LETTERS = 60;
const LETTER_PX = 16;
const ZOOMS = [1, 1.1, 1.25, 1.5, 1.75, 2] as const;

/** What a device is tried out with before people come, and how that came out. */
export const trials = ["scanner", "printer", "sound"] as const;
export type Trial = (typeof trials)[number];
export const trialResults = ["works", "fails", "later"] as const;
export type TrialResult = (typeof trialResults)[number];

/** Loud enough for a hall, with room above. */
const USUAL_VOLUME = 80;

function kept(name: string): string | null {
  return localStorage.getItem(`sarrera.${name}`);
}

/** A kept object; empty where there is none, or one that nobody can read. */
function keptObject(name: string): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(kept(name) ?? "{}");
    return typeof value === "object" && value !== null ? { ...value } : {};
  } catch {
    return {};
  }
}

function keptVolume(): number {
  const volume = Number(kept("volume") ?? USUAL_VOLUME);
  return volume >= 0 && volume <= 100 ? Math.round(volume) : USUAL_VOLUME;
}

function keptTrials(): Partial<Record<Trial, TrialResult>> {
  const found = keptObject("trials");
  const read = trials.map((one) => [one, trialResults.find((result) => result === found[one])] as const);
  return Object.fromEntries(read.filter(([, result]) => result !== undefined));
}

function keep(name: string, value: string): void {
  localStorage.setItem(`sarrera.${name}`, value);
}

class Preferences {
  #theme = $state<Theme>((kept("theme") as Theme | null) ?? "system");
  #zoom = $state(Number(kept("zoom") ?? "1") || 1);
  #sound = $state(kept("sound") !== "off");
  #volume = $state(keptVolume());
  #scanner = $state.raw<ScannerSettings>(validSettings(keptObject("scanner")));
  #trials = $state.raw(keptTrials());
  #systemDark = $state(false);

  constructor() {
    const dark = window.matchMedia("(prefers-color-scheme: dark)");
    this.#systemDark = dark.matches;
    dark.addEventListener("change", (e) => {
      this.#systemDark = e.matches;
      this.show();
    });
  }

  get theme(): Theme {
    return this.#theme;
  }
  set theme(theme: Theme) {
    this.#theme = theme;
    keep("theme", theme);
    this.show();
  }

  get sound(): boolean {
    return this.#sound;
  }
  set sound(on: boolean) {
    this.#sound = on;
    keep("sound", on ? "on" : "off");
  }

  /** In per cent. */
  get volume(): number {
    return this.#volume;
  }
  set volume(percent: number) {
    this.#volume = percent;
    keep("volume", String(percent));
  }

  get scanner(): ScannerSettings {
    return this.#scanner;
  }
  set scanner(settings: ScannerSettings) {
    this.#scanner = validSettings({ ...settings });
    keep("scanner", JSON.stringify(this.#scanner));
  }

  get trials(): Partial<Record<Trial, TrialResult>> {
    return this.#trials;
  }
  tried(trial: Trial, result: TrialResult): void {
    this.#trials = { ...this.#trials, [trial]: result };
    keep("trials", JSON.stringify(this.#trials));
  }

  get zoom(): number {
    return this.#zoom;
  }

  zoomBy(steps: 1 | -1 | 0): void {
    const at = ZOOMS.findIndex((z) => z >= this.#zoom);
    const wanted = steps === 0 ? 0 : Math.max(0, at) + steps;
    this.#zoom = ZOOMS[Math.min(ZOOMS.length - 1, Math.max(0, wanted))] ?? 1;
    keep("zoom", String(this.#zoom));
    this.show();
  }

  /** Puts theme and zoom on the page. The rail goes under the stage where both no longer fit side by side. */
  show(): void {
    const root = document.documentElement;
    const dark = this.#theme === "dark" || (this.#theme === "system" && this.#systemDark);
    root.dataset.theme = dark ? "dark" : "light";
    root.style.setProperty("--zoom", String(this.#zoom));
    // Letters grow with the screen too: what counts is how many of them stand side by side.
    const letter = parseFloat(getComputedStyle(root).fontSize) || LETTER_PX;
    root.toggleAttribute("data-narrow", window.innerWidth / letter < NARROW_LETTERS);
  }
}

export const preferences = new Preferences();
