import { setupI18n } from "@lingui/core";

import { catalogueKey, type Source } from "./catalogue-key.ts";

/** English stands in the code; until another language is loaded, it is what is said. */
export const i18n = setupI18n({ locale: "en", messages: { en: {} } });

type Values = Record<string, unknown>;

/**
 * What the build makes of every `t`, `plural` and `select`: the message in the language of this page. `source` is English, already
 * compiled; `values` fill its places by name. Never throws: the report of a software stop is made of messages.
 */
export function message(source: Source, values?: Values, context?: string): string {
  const isEnglish = i18n.locale === "en";
  if (isEnglish && typeof source === "string") return source;
  const pieces = typeof source === "string" ? [source] : source;
  try {
    // The types of the library know only text, but what is compiled already goes the same way as a catalogue's.
    return i18n._({ id: isEnglish ? "" : catalogueKey(source, context), message: pieces as unknown as string, ...(values && { values }) });
  } catch {
    return plainly(pieces, values ?? {});
  }
}

const textOf = (value: unknown): string => (typeof value === "string" || typeof value === "number" ? `${value}` : "");

/** The English words with their values as they are, without anything of the browser that could fail. */
function plainly(pieces: readonly unknown[], values: Values, count = "#"): string {
  const said = pieces.map((piece) => {
    if (typeof piece === "string") return piece === "#" ? count : piece;
    const [name, , forms] = piece as readonly [string, string?, Record<string, readonly unknown[]>?];
    const text = textOf(values[name]);
    return forms === undefined ? text : plainly(forms[text] ?? forms["other"] ?? [], values, text);
  });
  return said.join("");
}
