/** Every language of the console by its tag: its name in its own words, and which way it is written. */
export const languages = {
  en: { name: "English", direction: "ltr" },
  de: { name: "Deutsch", direction: "ltr" },
} as const;

export type Language = keyof typeof languages;

export const isLanguage = (tag: string | null | undefined): tag is Language => tag != null && Object.hasOwn(languages, tag);
