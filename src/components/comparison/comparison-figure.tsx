import { t } from "@lingui/core/macro";

import type { AlertRule } from "#src/api/alert-rules.ts";
import { Chart } from "#src/components/ui/chart.tsx";
import { type ChartLimit, PLOT_LEFT, PLOT_RIGHT } from "#src/components/ui/chart-parts.ts";
import { classNames } from "#src/lib/class-names.ts";
import { robustDomain } from "#src/lib/robust-domain.ts";
import { formatDateTime } from "#src/lib/time.ts";
import type { Stretch } from "#src/lib/zoom.ts";

import type { Asked } from "./fields.ts";
import { type Cause, type Line, stepOf } from "./figure-data.ts";

/** More lines over the lines would be a net. */
const MOST_RULES = 3;

/** The thresholds of the rules for this number that are on, the gravest first, and the line of one's own. */
export function limitsOf(rules: readonly AlertRule[], { field }: Asked, line: number | undefined): ChartLimit[] {
  const own: ChartLimit[] = line === undefined ? [] : [{ value: line, label: t`Your line`, tone: "warn" }];
  const ofRules = rules
    .filter(({ measure, isOn }) => isOn && measure === field)
    .toSorted((a, b) => a.severity - b.severity)
    .filter(({ name }, index, all) => all.findIndex((each) => each.name === name) === index)
    .slice(0, MOST_RULES)
    .map(({ name, threshold, severity }): ChartLimit => ({
      value: threshold,
      label: t`Rule ${name}`,
      tone: severity <= 1 ? "danger" : "warn",
    }));
  return [...ofRules, ...own];
}

type ComparisonFigureProps = {
  asked: Asked;
  lines: readonly Line[];
  limits: readonly ChartLimit[];
  shown: Stretch;
  cursor: number | null;
  onCursor: (at: number | null) => void;
  onZoom: (from: number, to: number) => void;
  isWaiting: boolean;
  isStale: boolean;
};

/** A line for each robot, and under them where each has no value and why. */
export function ComparisonFigure({ asked, lines, limits, shown, cursor, onCursor, onZoom, isWaiting, isStale }: ComparisonFigureProps) {
  const points = lines.flatMap((line) => line.points);
  const atLimits = limits.map(({ value }) => ({ at: shown.from, value }));
  return (
    <div className={classNames("grid gap-2 break-inside-avoid", isStale && "text-stale")}>
      <Chart
        label={asked.label}
        unit={asked.unit}
        {...{ from: shown.from, to: shown.to, cursor, onCursor, onZoom, limits, isWaiting }}
        momentText={formatDateTime}
        tolerance={stepOf(shown)}
        digits={asked.digits}
        domain={robustDomain([...points, ...atLimits], asked.floor)}
        series={lines}
      />
      <Lanes lines={lines.filter(({ lane }) => lane.length > 0)} shown={shown} />
    </div>
  );
}

/** Height too tells the causes apart, for eyes that do not tell the colours. */
const looks: Record<Cause, { height: number; fill: string }> = {
  silent: { height: 10, fill: "var(--color-danger)" },
  missing: { height: 5, fill: "var(--color-warn)" },
  unknown: { height: 2, fill: "var(--color-muted)" },
};

const WIDTH = 1_000;

/** When each robot had no value. The table says how long it was, in words. */
function Lanes({ lines, shown }: { lines: readonly Line[]; shown: Stretch }) {
  if (lines.length === 0) return null;
  // Of a few hundred units: a browser draws no picture of millions exactly.
  const at = (time: number) => ((time - shown.from) / (shown.to - shown.from)) * WIDTH;
  return (
    <div aria-hidden className="card grid gap-1.5 px-3 py-2.5">
      {lines.map(({ key, label, color, lane }) => (
        <div key={key} className="grid gap-0.5">
          <span className="flex items-center gap-1.5 text-caption text-muted">
            <span className="h-0.5 w-3 shrink-0 forced-color-adjust-none" style={{ background: `var(--color-${color})` }} />
            <span className="wrap-anywhere">{label}</span>
          </span>
          <div dir="ltr" className="border-b border-line" style={{ marginLeft: PLOT_LEFT, marginRight: PLOT_RIGHT }}>
            <svg viewBox={`0 0 ${WIDTH} 10`} preserveAspectRatio="none" className="block h-2.5 w-full">
              {lane.map(({ from, to, cause }) => (
                <rect
                  key={from}
                  x={at(from)}
                  width={at(to) - at(from)}
                  y={10 - looks[cause].height}
                  height={looks[cause].height}
                  fill={looks[cause].fill}
                />
              ))}
            </svg>
          </div>
        </div>
      ))}
      <p className="text-caption text-muted">{t`Where a robot has no value: tall, it was silent; middle, its heartbeats came without it; low, it was not registered yet.`}</p>
    </div>
  );
}
