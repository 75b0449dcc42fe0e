import { plural, t } from "@lingui/core/macro";

import type { Message } from "#src/api/messages.ts";
import { formatNumber } from "#src/lib/numbers.ts";
import { formatDateTime, formatTimeOfDay } from "#src/lib/time.ts";

import { between, type Change } from "./changes.ts";
import type { MessageField, Value } from "./fields.ts";
import type { Ignored } from "./find.ts";

/** Time of day to the millisecond, as messages are told apart by it. */
export function exactTime(at: number): string {
  const parts = String(Math.floor(at) % 1_000).padStart(3, "0");
  return `${formatTimeOfDay(at)}.${parts}`;
}

/** A value as a person reads it; numbers to six digits behind the point. */
export function valueText({ kind, unit }: MessageField, value: Value): string {
  if (typeof value === "string" || kind === "id") return String(value);
  if (kind === "time") return `${formatDateTime(value)} (${exactTime(value)})`;
  const number = formatNumber(value, 6);
  return unit === "" ? number : `${number} ${unit}`;
}

export const plainText = (value: Value | undefined): string =>
  value === undefined ? t`not sent` : typeof value === "number" ? formatNumber(value, 6) : value;

/** "+0.3", "−5": a difference has its sign. */
export const differenceText = (difference: number, digits = 6): string =>
  difference > 0 ? `+${formatNumber(difference, digits)}` : formatNumber(difference, digits);

/** "state running → fault". */
export function changeText({ field, before, after, difference }: Change): string {
  if (difference !== null) return `${field.name} ${differenceText(difference, 3)}`;
  return `${field.name} ${plainText(before)} → ${plainText(after)}`;
}

/** What lies between a message and the one before; null: nothing. */
export function betweenText(before: Message | undefined, after: Message): string | null {
  const { skipped, isRestarted } = between(before, after);
  if (isRestarted) return t`counts anew`;
  return skipped === 0 ? null : plural(skipped, { one: "# number before it is missing", other: "# numbers before it are missing" });
}

const reasons = {
  unknown_field: t`no field of that name`,
  not_recorded: t`that field is not recorded message by message`,
  no_value: t`nothing to look for`,
  not_a_number: t`not a number`,
  field_is_text: t`that field is a text: use a colon`,
  open_quote: t`the quotation mark is not closed`,
} satisfies Record<Ignored["why"], string>;

export function ignoredText({ text, why }: Ignored): string {
  const reason = reasons[why];
  return t`Ignored: ${text} (${reason})`;
}
