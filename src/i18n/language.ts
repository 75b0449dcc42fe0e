import type { Messages } from "@lingui/core";

import { isLanguage, type Language, languages } from "./languages.ts";
import { i18n } from "./message.ts";

type Words = { messages: Messages };
/** The words of the frame, and those of each page by its file under src/pages; without `pages` they are all there already. */
type Catalogue = Words & { pages?: Readonly<Record<string, () => Promise<Words>>> };

const catalogues: Record<Exclude<Language, "en">, () => Promise<Catalogue>> = { de: () => import("./de.po") };

let pages: Catalogue["pages"];

const STORAGE_KEY = "reflex-language";

/** The language that this person chose on this device, or null for the browser's own. */
export function storedLanguage(): Language | null {
  try {
    const stored = localStorage.getItem(STORAGE_KEY);
    return isLanguage(stored) ? stored : null;
  } catch {
    return null; // Storage can be forbidden; the browser's language then stands.
  }
}

/** Keeps the choice for this device; null goes back to the browser's own. Words change with the next load of a page. */
export function storeLanguage(language: Language | null): void {
  try {
    if (language === null) localStorage.removeItem(STORAGE_KEY);
    else localStorage.setItem(STORAGE_KEY, language);
  } catch {
    // Nothing to keep it in: the browser's language stays.
  }
}

/** The first language of the browser's list that the console has; English where it has none. */
export function browserLanguage(wanted: readonly string[] = navigator.languages): Language {
  return wanted.map((tag) => tag.toLowerCase().split("-")[0]).find(isLanguage) ?? "en";
}

/** The language of this page. */
export const language = (): Language => i18n.locale as Language;

/**
 * The tag by which this page writes numbers and dates: the browser's own where it is of the page's language, so that somebody in
 * Britain reads days before months.
 */
export function locale(wanted: readonly string[] = globalThis.navigator?.languages ?? []): string {
  return wanted.find((tag) => tag.toLowerCase().split("-")[0] === i18n.locale) ?? i18n.locale;
}

/**
 * Makes this page speak the chosen language. To be awaited before any other module of the page runs: what a module says as it loads
 * is said once. A catalogue that cannot be had leaves the page in English rather than leave nobody a page.
 */
export async function startLanguage(): Promise<void> {
  const chosen = storedLanguage() ?? browserLanguage();
  if (chosen !== "en") {
    try {
      const catalogue = await catalogues[chosen]();
      pages = catalogue.pages;
      i18n.loadAndActivate({ locale: chosen, messages: catalogue.messages });
    } catch {
      // English then; nobody is left without a page.
    }
  }
  document.documentElement.lang = i18n.locale;
  document.documentElement.dir = languages[language()].direction;
}

/** The words of a page, to be awaited before its code runs. Fails where the page's code would: then neither is there. */
export async function loadWords(page: string): Promise<void> {
  const words = await pages?.[page]?.();
  if (words) i18n.load(i18n.locale, words.messages);
}
