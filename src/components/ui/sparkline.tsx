import { memo } from "react";

import { linePath } from "#src/lib/line-path.ts";
import type { Gap, Point } from "#src/lib/series.ts";

type SparklineProps = {
  points: readonly Point[];
  from: number;
  to: number;
  domain: readonly [number, number];
  gaps?: readonly Gap[];
  /** Says the same in words: "Latency over the last minute: 41 to 63 ms". */
  summary: string;
  className?: string;
};

const WIDTH = 100;
const HEIGHT = 24;

/** A small line without axes, plain SVG: cheap enough for 300 rows. */
export const Sparkline = memo(function Sparkline({ points, from, to, domain, gaps = [], summary, className }: SparklineProps) {
  const x = (at: number) => ((at - from) / (to - from)) * WIDTH;
  const y = (value: number) =>
    HEIGHT - 1 - ((Math.min(domain[1], Math.max(domain[0], value)) - domain[0]) / (domain[1] - domain[0])) * (HEIGHT - 2);
  const path = linePath(
    points.filter(({ at }) => at >= from && at <= to),
    gaps,
    x,
    y,
  );
  return (
    <svg
      role="img"
      aria-label={summary}
      viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
      preserveAspectRatio="none"
      className={className ?? "h-6 w-24 text-chart-1"}
    >
      {gaps.map((gap) => (
        <rect
          key={gap.from}
          x={x(gap.from)}
          y="0"
          width={Math.max(0.5, x(gap.to) - x(gap.from))}
          height={HEIGHT}
          fill="var(--color-sunken)"
        />
      ))}
      <path
        d={path}
        fill="none"
        stroke="currentColor"
        strokeWidth="1.5"
        strokeLinejoin="round"
        strokeLinecap="round"
        vectorEffect="non-scaling-stroke"
      />
    </svg>
  );
});
