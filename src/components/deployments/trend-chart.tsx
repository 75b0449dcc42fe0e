import { plural, t } from "@lingui/core/macro";

import { formatNumber } from "#src/lib/numbers.ts";
import { steadyDomain } from "#src/lib/series.ts";

import { changesOf, type Trend, valueText } from "./trend-measures.ts";

const HEIGHT = 100;

/** One measure of a deployment's runs, one dot a run in their order, with the levels and where they change. */
export function TrendChart({ trend }: { trend: Trend }) {
  const { measure, runs, values, levels } = trend;
  const [low, high] = steadyDomain(
    values.map((value, index) => ({ at: index, value })),
    [0, Math.max(1, measure.least * 2)],
  );
  const last = Math.max(1, values.length - 1);
  const y = (value: number) => HEIGHT - ((value - low) / (high - low || 1)) * HEIGHT;
  const changes = changesOf(trend);
  const newest = levels.at(-1);
  const count = values.length;
  const { label } = measure;
  const [least, most] = [valueText(Math.min(...values), measure), valueText(Math.max(...values), measure)];
  const range = count === 0 ? t`no values` : t`${least} to ${most}`;
  const level = newest === undefined ? null : valueText(newest.level, measure);
  const where = changes.map(({ run }) => `#${run.sequence}`).join(", ");
  const inWords =
    changes.length === 0
      ? plural(count, { one: `${label} of # run: ${range}; no change`, other: `${label} of # runs: ${range}; no change` })
      : plural(count, {
          one: `${label} of # run: ${range}; changed with ${where}`,
          other: `${label} of # runs: ${range}; changed with ${where}`,
        });
  return (
    <figure className="card grid content-start gap-1.5 p-3 break-inside-avoid">
      <figcaption className="flex flex-wrap items-baseline justify-between gap-x-3">
        <span className="font-medium">{label}</span>
        <span className="text-caption text-muted tabular">{level === null ? t`no values` : t`now ${level}`}</span>
      </figcaption>
      <div dir="ltr" className="grid grid-cols-[auto_minmax(0,1fr)] gap-x-2">
        <div aria-hidden className="flex flex-col justify-between text-end text-caption text-muted tabular">
          <span>{formatNumber(high)}</span>
          <span>{formatNumber(low)}</span>
        </div>
        <svg
          role="img"
          aria-label={inWords}
          viewBox={`-1 0 ${last + 2} ${HEIGHT}`}
          preserveAspectRatio="none"
          className="h-24 w-full overflow-visible border-b border-line"
        >
          {changes.map(({ run }) => {
            const at = runs.indexOf(run) - 0.5;
            return (
              <line
                key={run.id}
                x1={at}
                x2={at}
                y1={0}
                y2={HEIGHT}
                stroke="var(--color-warn)"
                strokeWidth="1.5"
                strokeDasharray="4 3"
                vectorEffect="non-scaling-stroke"
              />
            );
          })}
          {levels.map(({ from, to, level }) => (
            <line
              key={from}
              x1={from - 0.5}
              x2={to - 0.5}
              y1={y(level)}
              y2={y(level)}
              stroke="var(--color-foreground)"
              strokeOpacity="0.45"
              strokeWidth="2"
              vectorEffect="non-scaling-stroke"
            />
          ))}
          <path
            d={values.map((value, index) => `M${index} ${y(value).toFixed(2)}h0`).join("")}
            stroke="var(--color-chart-1)"
            strokeWidth="4"
            strokeLinecap="round"
            vectorEffect="non-scaling-stroke"
            fill="none"
          />
        </svg>
      </div>
    </figure>
  );
}
