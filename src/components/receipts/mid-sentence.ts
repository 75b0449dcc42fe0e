import { language } from "#src/i18n/language.ts";

/** Words of a label as they stand within a sentence: small in English, as they are in languages whose nouns keep their capitals. */
export const midSentence = (words: string): string => (language() === "en" ? words.toLowerCase() : words);
