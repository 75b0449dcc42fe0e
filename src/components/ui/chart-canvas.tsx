import { memo, useId, useMemo } from "react";
import { CartesianGrid, Line, LineChart, ReferenceArea, ReferenceLine, ResponsiveContainer, XAxis, YAxis } from "recharts";

import { mergeRows } from "#src/lib/series.ts";
import { formatTimeOfDay } from "#src/lib/time.ts";
import { timeTicks } from "#src/lib/time-ticks.ts";

import { type ChartDrawing, type ChartShade, PLOT_RIGHT } from "./chart-parts.ts";
import { valueAxis } from "./value-axis.ts";

const noShades: readonly ChartShade[] = [];

/** For charts that stand still. Only drawing: no tooltip, no animation, no dots, fixed axes. Re-drawn when its data changes, not when the cursor moves. */
export const ChartCanvas = memo(function ChartCanvas({
  from,
  to,
  domain,
  series,
  gaps,
  limits,
  shades = noShades,
  timeText,
}: ChartDrawing) {
  const hatch = useId().replaceAll(/[^\w-]/g, "");
  const rows = useMemo(() => mergeRows(series, gaps), [series, gaps]);
  return (
    <ResponsiveContainer width="100%" height="100%" initialDimension={{ width: 320, height: 160 }}>
      <LineChart
        data={rows}
        margin={{ top: 6, right: PLOT_RIGHT, bottom: 0, left: 0 }}
        accessibilityLayer={false}
        style={{ pointerEvents: "none" }}
      >
        <defs>
          <pattern id={hatch} width="6" height="6" patternTransform="rotate(45)" patternUnits="userSpaceOnUse">
            <rect width="6" height="6" fill="var(--color-sunken)" />
            <line x1="0" y1="0" x2="0" y2="6" stroke="var(--color-line-strong)" strokeWidth="1" opacity="0.55" />
          </pattern>
        </defs>
        <CartesianGrid vertical={false} stroke="var(--color-line)" />
        <XAxis
          dataKey="at"
          type="number"
          domain={[from, to]}
          allowDataOverflow
          ticks={[...timeTicks(from, to).ticks]}
          tickFormatter={timeText ?? ((at: number) => formatTimeOfDay(at, to - from <= 5 * 60_000))}
          height={20}
          tickSize={4}
          tickMargin={2}
          minTickGap={24}
          stroke="var(--color-line)"
          tick={{ fill: "var(--color-muted)", fontSize: 11 }}
        />
        <YAxis {...valueAxis(domain)} />
        {gaps.map((gap) => (
          <ReferenceArea
            key={gap.from}
            x1={Math.max(gap.from, from)}
            x2={Math.min(gap.to, to)}
            fill={`url(#${hatch})`}
            fillOpacity={1}
            strokeOpacity={0}
            ifOverflow="hidden"
          />
        ))}
        {shades.map((shade) => (
          <ReferenceArea
            key={`${shade.label} ${shade.from}`}
            x1={Math.max(shade.from, from)}
            x2={Math.min(shade.to, to)}
            fill={`var(--color-${shade.tone})`}
            fillOpacity={0.22}
            stroke={`var(--color-${shade.tone})`}
            strokeOpacity={0.7}
            ifOverflow="hidden"
          />
        ))}
        {limits.map((limit) => (
          <ReferenceLine key={limit.label} y={limit.value} stroke={`var(--color-${limit.tone})`} strokeDasharray="4 3" />
        ))}
        {series.map(({ key, color, points }) => (
          <Line
            key={key}
            dataKey={key}
            type="linear"
            stroke={`var(--color-${color})`}
            strokeWidth={1.6}
            // A sample alone between two gaps has no line, so it is drawn as a dot.
            dot={points.length <= 2 ? { r: 2 } : false}
            activeDot={false}
            isAnimationActive={false}
            connectNulls={false}
          />
        ))}
      </LineChart>
    </ResponsiveContainer>
  );
});
