import { setupI18n } from "@lingui/core";

import { catalogueKey, type Source } from "./catalogue-key.ts";

/** English stands in the code; until another language is loaded, it is what is said. */
export const i18n = setupI18n({ locale: "en", messages: { en: {} } });

/**
 * What the build makes of every `t`, `plural` and `select`: the message in the language of this page. `source` is English, already
 * compiled; `values` fill its places by name.
 */
export function message(source: Source, values?: Record<string, unknown>, context?: string): string {
  const isEnglish = i18n.locale === "en";
  if (isEnglish && typeof source === "string") return source;
  const pieces = typeof source === "string" ? [source] : source;
  // The types of the library know only text, but what is compiled already goes the same way as a catalogue's.
  return i18n._({ id: isEnglish ? "" : catalogueKey(source, context), message: pieces as unknown as string, ...(values && { values }) });
}
