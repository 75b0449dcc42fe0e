import { plural, t } from "@lingui/core/macro";

import { formatDateTime } from "#src/lib/time.ts";
import type { Stretch } from "#src/lib/zoom.ts";

import type { Asked } from "./fields.ts";

/** From when to when, with its days and zone. */
export function stretchInWords({ from, to }: Stretch): string {
  const [start, end] = [formatDateTime(from), formatDateTime(to)];
  return t`${start} to ${end}`;
}

export const zoomWords = (shown: Stretch) => ({
  label: t`Part of the time that is shown`,
  shown: stretchInWords(shown),
  isWhole: t`The whole time is shown; choose a longer one above.`,
  back: t`Whole time`,
});

/** How many robots have a line, which they are, and where the others are. */
export function drawnInWords({ drawn, all, asked }: { drawn: number; all: number; asked: Asked }): string {
  if (drawn === all) return plural(all, { one: "# robot, as a line.", other: "# robots, each a line." });
  return asked.isLowWorse
    ? t`${drawn} of ${all} robots are drawn, first those with the least value; the table has all.`
    : t`${drawn} of ${all} robots are drawn, first those with the greatest value; the table has all.`;
}

export const keptInWords = (hours: number): string => {
  const length =
    hours % 24 === 0 ? plural(hours / 24, { one: "# day", other: "# days" }) : plural(hours, { one: "# hour", other: "# hours" });
  return t`Means of minutes are kept for ${length} here, so nothing earlier can be compared, and at most a day at a time.`;
};
