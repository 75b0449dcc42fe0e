import { memo } from "react";
import { Bar, CartesianGrid, ComposedChart, Line, ReferenceLine, ResponsiveContainer, XAxis, YAxis } from "recharts";

import { type ChartColor, PLOT_RIGHT } from "./chart-parts.ts";
import { valueAxis } from "./value-axis.ts";

/** `color` null: what is left over, in grey. `values`: one for each bucket, null where there is none. */
export type BucketSeries = { key: string; color: ChartColor | null; values: readonly (number | null)[] };

type BucketCanvasProps = {
  kind: "lines" | "bars" | "stacked";
  /** What stands under each bucket. */
  labels: readonly string[];
  series: readonly BucketSeries[];
  domain: readonly [number, number];
  /** The bucket that is marked. */
  marked: number;
};

const paint = (color: ChartColor | null) => (color === null ? "var(--color-muted)" : `var(--color-${color})`);
/** Beyond so many, dots would be a second line. */
const MOST_DOTS = 62;

/** Lines or bars over days, weeks or months. Only drawing: no tooltip, no animation; whoever shows it says the same in words and as a table. */
export const BucketCanvas = memo(function BucketCanvas({ kind, labels, series, domain, marked }: BucketCanvasProps) {
  const rows = labels.map((_, index) =>
    Object.fromEntries([["at", index], ...series.map(({ key, values }) => [key, values[index] ?? null])]),
  );
  return (
    <ResponsiveContainer width="100%" height="100%" initialDimension={{ width: 320, height: 256 }}>
      <ComposedChart
        data={rows}
        margin={{ top: 6, right: PLOT_RIGHT, bottom: 0, left: 0 }}
        barCategoryGap="15%"
        barGap={0}
        accessibilityLayer={false}
        style={{ pointerEvents: "none" }}
      >
        <CartesianGrid vertical={false} stroke="var(--color-line)" />
        <XAxis
          dataKey="at"
          scale="band"
          tickFormatter={(at: number) => labels[at] ?? ""}
          height={20}
          tickSize={4}
          tickMargin={2}
          minTickGap={16}
          interval="equidistantPreserveStart"
          stroke="var(--color-line)"
          tick={{ fill: "var(--color-muted)", fontSize: 11 }}
        />
        <YAxis {...valueAxis(domain)} />
        <ReferenceLine x={marked} stroke="var(--color-foreground)" strokeOpacity={0.5} />
        {series.map(({ key, color }) =>
          kind === "lines" ? (
            <Line
              key={key}
              dataKey={key}
              type="linear"
              stroke={paint(color)}
              strokeWidth={1.6}
              strokeDasharray={color === null ? "4 3" : undefined}
              dot={labels.length <= MOST_DOTS ? { r: 2, fill: paint(color), strokeDasharray: "0" } : false}
              activeDot={false}
              isAnimationActive={false}
              connectNulls={false}
            />
          ) : (
            <Bar
              key={key}
              dataKey={key}
              fill={paint(color)}
              isAnimationActive={false}
              {...(kind === "stacked" ? { stackId: "all", stroke: "var(--color-surface)", strokeWidth: 0.5 } : {})}
            />
          ),
        )}
      </ComposedChart>
    </ResponsiveContainer>
  );
});
