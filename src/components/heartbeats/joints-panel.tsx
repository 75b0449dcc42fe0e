import { t } from "@lingui/core/macro";
import { memo } from "react";

import type { HeartbeatSample } from "#src/api/heartbeats.ts";
import { Sparkline } from "#src/components/ui/sparkline.tsx";
import { Skeleton } from "#src/components/ui/skeleton.tsx";
import { classNames } from "#src/lib/class-names.ts";
import { formatNumber } from "#src/lib/numbers.ts";
import { firstFrom, type Gap, nearest, type Point, thinByTime } from "#src/lib/series.ts";

type JointsPanelProps = {
  samples: readonly HeartbeatSample[];
  /** Whether samples are on their way: the joints of the schema keep their room meanwhile. */
  isWaiting: boolean;
  from: number;
  to: number;
  gaps: readonly Gap[];
  cursor: number | null;
  joints: readonly { name: string; lower: number | null; upper: number | null }[];
};

/** Nearer to a limit than this share of the range is worth a look. */
const NEAR = 0.05;
/** A joint's line is about 200 pixels wide. */
const COLUMNS = 200;

/** Every joint's position within its limits, now or at the cursor, with its way through the window. */
export const JointsPanel = memo(function JointsPanel({ samples, isWaiting, from, to, gaps, cursor, joints }: JointsPanelProps) {
  const receivedAt = (sample: HeartbeatSample) => sample.receivedAt;
  const inside = samples.slice(firstFrom(samples, from, receivedAt), firstFrom(samples, to + 1, receivedAt));
  const count = isWaiting ? joints.length : inside.reduce((most, sample) => Math.max(most, sample.joints?.length ?? 0), 0);
  if (count === 0) return isWaiting ? <Skeleton className="h-64" /> : null;
  return (
    <figure className="card @container grid gap-2 p-3" aria-label={t`Joint positions`}>
      <figcaption className="flex items-baseline gap-2">
        <span className="text-heading">{t`Joint positions`}</span>
        <span className="text-caption text-muted">{t`against the limits of the schema`}</span>
      </figcaption>
      <ul className="grid gap-x-8 gap-y-1 @2xl:grid-cols-2">
        {Array.from({ length: count }, (_, index) => {
          const points: Point[] = [];
          for (const { receivedAt, joints: values } of inside) {
            const value = values?.[index];
            if (value !== undefined) points.push({ at: receivedAt, value });
          }
          const place = index + 1;
          const joint = joints[index] ?? { name: t`joint ${place}`, lower: null, upper: null };
          const shown = cursor === null ? points.at(-1) : nearest(points, cursor, 5_000);
          return (
            <Joint
              key={index}
              {...joint}
              points={thinByTime(points, (to - from) / COLUMNS)}
              value={shown?.value ?? null}
              from={from}
              to={to}
              gaps={gaps}
            />
          );
        })}
      </ul>
    </figure>
  );
});

/** Three digits, and no minus sign before a zero. */
const position = (value: number): string => formatNumber(value, 3, true);

type JointProps = {
  name: string;
  lower: number | null;
  upper: number | null;
  points: readonly Point[];
  value: number | null;
  from: number;
  to: number;
  gaps: readonly Gap[];
};

function Joint({ name, lower, upper, points, value, from, to, gaps }: JointProps) {
  const values = points.map((point) => point.value);
  const low = values.length === 0 ? (lower ?? 0) : Math.min(...values);
  const high = values.length === 0 ? (upper ?? 1) : Math.max(...values);
  const margin = Math.max((high - low) * 0.1, 0.01);
  const domain = [lower ?? low - margin, upper ?? high + margin] as const;
  const range = domain[1] - domain[0] || 1;
  const share = (at: number) => Math.min(1, Math.max(0, (at - domain[0]) / range)) * 100;
  const isBeyond = value !== null && ((lower !== null && value < lower) || (upper !== null && value > upper));
  const isNear =
    !isBeyond && value !== null && ((lower !== null && value - lower < NEAR * range) || (upper !== null && upper - value < NEAR * range));
  const limit = (at: number | null) => (at === null ? t`no limit` : formatNumber(at, 2, true));
  const [lowest, highest] = [formatNumber(low, 2, true), formatNumber(high, 2, true)];
  return (
    // One line where it has room by itself, whatever the window: beside another column the limits would run into each other.
    <li className="@container border-b border-line text-caption tabular">
      <div className="grid grid-cols-[minmax(0,1fr)_auto] items-center gap-x-3 gap-y-1 py-1.5 @md:grid-cols-[minmax(5rem,8rem)_4.5rem_minmax(0,1fr)_auto]">
        <span className="truncate" title={name}>
          {name}
        </span>
        <Sparkline
          points={points}
          from={from}
          to={to}
          domain={domain}
          gaps={gaps}
          summary={points.length === 0 ? t`${name}: no positions yet` : t`${name} moved between ${lowest} and ${highest}`}
          className="hidden h-5 w-full text-chart-1 @md:block"
        />
        <span className="order-last col-span-2 grid gap-0.5 @md:order-none @md:col-span-1">
          <span aria-hidden className="relative h-1.5 rounded-full bg-sunken">
            {/* Where it has been in this window, and where it is. */}
            {points.length === 0 ? null : (
              <span
                className="absolute inset-y-0 rounded-full bg-line-strong/40"
                style={{ left: `${share(low)}%`, right: `${100 - share(high)}%` }}
              />
            )}
            {value === null ? null : (
              <span
                className={classNames(
                  "absolute -top-0.5 h-2.5 w-1 -translate-x-1/2 rounded-full",
                  isBeyond ? "bg-danger" : isNear ? "bg-warn" : "bg-foreground",
                )}
                style={{ left: `${share(value)}%` }}
              />
            )}
          </span>
          <span className="flex justify-between text-muted">
            <span>{limit(lower)}</span>
            <span>{limit(upper)}</span>
          </span>
        </span>
        <span className={classNames("min-w-20 text-right font-medium", isBeyond && "text-danger", isNear && "text-warn")}>
          {value === null ? "–" : position(value)}
          {isBeyond ? (
            <span className="block font-normal">{t`beyond limit`}</span>
          ) : isNear ? (
            <span className="block font-normal">{t`near limit`}</span>
          ) : null}
        </span>
      </div>
    </li>
  );
}
