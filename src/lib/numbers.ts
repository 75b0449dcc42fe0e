import { locale } from "#src/i18n/language.ts";

/** A formatter takes a hundred times as long to make as to use. */
const formatters = new Map<string, Intl.NumberFormat>();

/** A number as people of this page's language write it. `digits` after the point: at most so many, or exactly so many with `isExact`; three at most without. What is rounded to nothing has no sign. */
export function formatNumber(value: number, digits = 3, isExact = false): string {
  const tag = locale();
  const key = `${tag} ${digits} ${isExact}`;
  let found = formatters.get(key);
  if (found === undefined)
    formatters.set(
      key,
      (found = new Intl.NumberFormat(tag, {
        maximumFractionDigits: digits,
        minimumFractionDigits: isExact ? digits : 0,
        signDisplay: "negative",
      })),
    );
  return found.format(value);
}
