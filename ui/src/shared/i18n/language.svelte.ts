// The language of the window: read by every message, changed at any moment, kept on this device.
import { baseLocale, overwriteGetLocale } from "../../paraglide/runtime.js";

export type Language = "eu" | "es" | "en";

/** In the order in which a fair in the Basque Country shows them. */
export const languages: readonly Language[] = ["eu", "es", "en"];

export const languageNames: Record<Language, string> = { eu: "euskara", es: "español", en: "English" };

const KEPT_AS = "sarrera.language";

function isLanguage(word: string | null | undefined): word is Language {
  return word === "eu" || word === "es" || word === "en";
}

function first(): Language {
  const kept = localStorage.getItem(KEPT_AS);
  if (isLanguage(kept)) return kept;
  const spoken = navigator.languages.map((tag) => tag.slice(0, 2)).find(isLanguage);
  return spoken ?? baseLocale;
}

class CurrentLanguage {
  #now = $state<Language>(first());

  get now(): Language {
    return this.#now;
  }

  set now(language: Language) {
    this.#now = language;
    localStorage.setItem(KEPT_AS, language);
    document.documentElement.lang = language;
  }

  /** The other two, in their order. */
  get others(): Language[] {
    return languages.filter((l) => l !== this.#now);
  }

  next(): Language {
    return languages[(languages.indexOf(this.#now) + 1) % languages.length] ?? this.#now;
  }
}

export const language = new CurrentLanguage();

overwriteGetLocale(() => language.now);
document.documentElement.lang = language.now;
