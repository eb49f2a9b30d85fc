// What this device's people prefer: theme, zoom, sound. Kept in the window's own storage.

export type Theme = "system" | "light" | "dark";

const ZOOMS = [1, 1.1, 1.25, 1.5, 1.75, 2] as const;

function kept(name: string): string | null {
  return localStorage.getItem(`sarrera.${name}`);
}

function keep(name: string, value: string): void {
  localStorage.setItem(`sarrera.${name}`, value);
}

class Preferences {
  #theme = $state<Theme>((kept("theme") as Theme | null) ?? "system");
  #zoom = $state(Number(kept("zoom") ?? "1") || 1);
  #sound = $state(kept("sound") !== "off");
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
    root.toggleAttribute("data-narrow", window.innerWidth / this.#zoom < 960);
  }
}

export const preferences = new Preferences();
