import { compareNames } from "./names.ts";
import { formatNumber } from "./numbers.ts";
import { formatDateTime } from "./time.ts";

/**
 * Has the browser load its rules for numbers, dates and the order of names, some ten milliseconds each. For the moment in which a page
 * has asked for its data and waits; the first drawing would wait for them otherwise.
 */
export function warmFormatters(): void {
  formatNumber(0);
  formatDateTime(0);
  compareNames("", "");
}
