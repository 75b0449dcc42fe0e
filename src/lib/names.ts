import { locale } from "#src/i18n/language.ts";

let collator: Intl.Collator | undefined;

/** The order in which people look for names: by the rules of this page's language, numbers by their value ("arm-2" before "arm-10"). */
export function compareNames(one: string, other: string): number {
  collator ??= new Intl.Collator(locale(), { numeric: true });
  return collator.compare(one, other);
}
