import { formatNumber } from "#src/lib/numbers.ts";
import { roundTicks } from "#src/lib/series.ts";

import { PLOT_LEFT } from "./chart-parts.ts";

/** The axis of values on the left of every chart, as recharts takes it: round numbers from the lowest to the highest that is drawn. */
export const valueAxis = (domain: readonly [number, number]) => ({
  domain: [domain[0], domain[1]] as [number, number],
  allowDataOverflow: true,
  ticks: roundTicks(domain),
  tickFormatter: (value: number) => formatNumber(value, 12),
  padding: { top: 4 },
  width: PLOT_LEFT,
  axisLine: false,
  tickLine: false,
  tick: { fill: "var(--color-muted)", fontSize: 11 },
});
