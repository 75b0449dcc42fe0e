import { memo } from "react";

import { classNames } from "#src/lib/class-names.ts";
import { linePath } from "#src/lib/line-path.ts";
import { formatNumber } from "#src/lib/numbers.ts";
import { roundTicks } from "#src/lib/series.ts";
import { formatTimeOfDay } from "#src/lib/time.ts";
import { timeTicks } from "#src/lib/time-ticks.ts";

import { type ChartDrawing, PLOT_LEFT, PLOT_RIGHT } from "./chart-parts.ts";

/** The path's own units; the browser stretches them to the plot, so that nothing here asks how wide it is. */
const WIDTH = 1_000;
const HEIGHT = 1_000;
/** A label nearer to an end than this share would be cut. */
const EDGE = 0.045;
const limitTones = { warn: "text-warn", danger: "text-danger" } as const;

/** A chart that moves: bare SVG paths, a tenth of the work of a charting library. Shows the same as `ChartCanvas`. */
export const LiveCanvas = memo(function LiveCanvas({ from, to, domain, series, gaps, limits }: ChartDrawing) {
  const share = (at: number) => (at - from) / (to - from);
  const height = (value: number) => 1 - (value - domain[0]) / (domain[1] - domain[0] || 1);
  const x = (at: number) => share(at) * WIDTH;
  const y = (value: number) => height(value) * HEIGHT;
  const percent = (part: number) => `${(part * 100).toFixed(2)}%`;
  const { ticks, stepMs } = timeTicks(from, to);
  const levels = roundTicks(domain);
  return (
    <div aria-hidden className="@container pointer-events-none absolute inset-0 text-[11px] leading-none text-muted tabular contain-strict">
      <div className="absolute top-2.5 bottom-5 border-b border-line" style={{ left: PLOT_LEFT, right: PLOT_RIGHT }}>
        {levels.map((value) => (
          <span key={value} className="absolute inset-x-0 border-t border-line" style={{ top: percent(height(value)) }}>
            <span className="absolute -top-1.5 right-full pr-2">{formatNumber(value, 12)}</span>
          </span>
        ))}
        {gaps.map((gap) => (
          <span
            key={gap.from}
            className="hatched absolute inset-y-0 bg-sunken"
            style={{ left: percent(share(Math.max(gap.from, from))), right: percent(1 - share(Math.min(gap.to, to))) }}
          />
        ))}
        <svg viewBox={`0 0 ${WIDTH} ${HEIGHT}`} preserveAspectRatio="none" className="absolute size-full">
          {series.map(({ key, color, points }) => (
            <path
              key={key}
              d={linePath(points, gaps, x, y)}
              fill="none"
              stroke={`var(--color-${color})`}
              strokeWidth="1.6"
              strokeLinejoin="round"
              strokeLinecap="round"
              vectorEffect="non-scaling-stroke"
            />
          ))}
        </svg>
        {limits.map(({ value, label, tone }) =>
          value < domain[0] || value > domain[1] ? null : (
            <span
              key={label}
              className={classNames("absolute inset-x-0 border-t border-dashed border-current", limitTones[tone])}
              style={{ top: percent(height(value)) }}
            />
          ),
        )}
        {ticks.map((at) => (
          <span key={at} className="absolute top-full h-1 border-l border-line" style={{ left: percent(share(at)) }}>
            {share(at) < EDGE || share(at) > 1 - EDGE ? null : (
              // In a narrow chart every second one: they would touch.
              <span
                className={classNames(
                  "absolute top-1.5 -translate-x-1/2 whitespace-nowrap",
                  Math.round(at / stepMs) % 2 === 1 && "@max-md:hidden",
                )}
              >
                {formatTimeOfDay(at, to - from <= 300_000)}
              </span>
            )}
          </span>
        ))}
      </div>
    </div>
  );
});
