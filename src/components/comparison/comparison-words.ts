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

/** How many robots have a line, and where the others are. */
export function drawnInWords({ drawn, all, asked }: { drawn: number; all: number; asked: Asked }): string {
  const others = all - drawn;
  if (others <= 0) return plural(all, { one: "# robot, as a line", other: "# robots, each a line" });
  const rest = plural(others, { one: "# more is in the table", other: "# more are in the table" });
  const lines = plural(drawn, { one: "# robot is drawn", other: "# robots are drawn" });
  return asked.isLowWorse ? t`${lines}, those with the least value; ${rest}` : t`${lines}, those with the greatest value; ${rest}`;
}

export const keptInWords = (hours: number): string => {
  const length =
    hours % 24 === 0 ? plural(hours / 24, { one: "# day", other: "# days" }) : plural(hours, { one: "# hour", other: "# hours" });
  return t`Means of minutes are kept for ${length} here, so nothing earlier can be compared, and at most a day at a time.`;
};
