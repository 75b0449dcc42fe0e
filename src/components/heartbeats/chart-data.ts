import { t } from "@lingui/core/macro";

import type { HeartbeatMinute, HeartbeatSample } from "#src/api/heartbeats.ts";
import type { ChartGap } from "#src/components/ui/chart-parts.ts";
import { downsample, findGaps, firstFrom, type Point, thinByTime } from "#src/lib/series.ts";

/** The numbers that are charted. */
export const fields = ["inferenceMs", "roundTripMs", "controlHz", "temperatureC", "batteryPct", "cpuPct"] as const;
export type Field = (typeof fields)[number];

export const windows = ["1m", "5m", "15m", "1h", "6h", "24h"] as const;
export type Window = (typeof windows)[number];

export const windowMs = {
  "1m": 60_000,
  "5m": 300_000,
  "15m": 900_000,
  "1h": 3_600_000,
  "6h": 21_600_000,
  "24h": 86_400_000,
} satisfies Record<Window, number>;

/** Up to 15 minutes every heartbeat is drawn; beyond, the mean of each minute. */
export const isRaw = (window: Window): boolean => windowMs[window] <= 900_000;

/** How often a chart of the window is drawn anew, ms: each second of minutes, and when an hour or a day has moved by about two pixels. */
export const redrawMs = (window: Window): number => (isRaw(window) ? 1_000 : Math.min(60_000, windowMs[window] / 360));

/** What a still chart and a table hold: recharts costs about 8 µs a point, and nobody reads more rows. */
const MAX_POINTS = 200;
/** A live chart is about as many pixels wide; each gets the lowest and the highest of its time. */
const LIVE_COLUMNS = 600;

export type ChartData = { points: Record<Field, readonly Point[]>; gaps: readonly ChartGap[]; count: number };

type Known = {
  from: number;
  to: number;
  intervalMs: number;
  /** Since when there is a robot to be heard, epoch ms: before it nothing is missing. */
  knownSince: number;
  isConnected: boolean;
  /** For a live chart, which takes more points than one that stands still. */
  isLive?: boolean;
};

function byField(read: (field: Field) => readonly Point[], columnMs: number | null): ChartData["points"] {
  const thin = (field: Field) => (columnMs === null ? downsample(read(field), MAX_POINTS) : thinByTime(read(field), columnMs));
  return {
    inferenceMs: thin("inferenceMs"),
    roundTripMs: thin("roundTripMs"),
    controlHz: thin("controlHz"),
    temperatureC: thin("temperatureC"),
    batteryPct: thin("batteryPct"),
    cpuPct: thin("cpuPct"),
  };
}

function named(gaps: ReturnType<typeof findGaps>, to: number, isConnected: boolean): ChartGap[] {
  // Only the gap that lasts until now can be ours; earlier ones were filled after the reconnection.
  return gaps.map((gap) => ({ ...gap, cause: gap.to === to && !isConnected ? t`this page is not connected` : t`robot silent` }));
}

const receivedAt = (sample: HeartbeatSample) => sample.receivedAt;

export function rawChartData(
  samples: readonly HeartbeatSample[],
  { from, to, intervalMs, knownSince, isConnected, isLive = false }: Known,
): ChartData {
  // One more on either side: a line goes on to the edge of the part that is shown.
  const inside = samples.slice(firstFrom(samples, from - intervalMs, receivedAt), firstFrom(samples, to + intervalMs, receivedAt));
  const times = inside.map(receivedAt);
  const points = byField(
    (field) =>
      inside.flatMap((sample): Point[] => {
        const value = sample[field];
        return value === undefined ? [] : [{ at: sample.receivedAt, value }];
      }),
    isLive ? (to - from) / LIVE_COLUMNS : null,
  );
  return { points, gaps: named(findGaps(times, intervalMs, Math.max(from, knownSince), to), to, isConnected), count: inside.length };
}

export function minuteChartData(
  minutes: readonly HeartbeatMinute[],
  { from, to, knownSince, isConnected }: Omit<Known, "intervalMs" | "isLive">,
): ChartData {
  const MINUTE = 60_000;
  const inside = minutes.filter(({ minute }) => minute >= from - MINUTE && minute <= to);
  // A minute is drawn at its middle, which is where its mean belongs.
  const middle = (minute: number) => Math.min(to, minute + MINUTE / 2);
  const points = byField(
    (field) =>
      inside.flatMap(({ minute, fields: stats }): Point[] => {
        const stat = stats[field];
        return stat === undefined ? [] : [{ at: middle(minute), value: stat.mean, min: stat.min, max: stat.max }];
      }),
    null,
  );
  const gaps = findGaps(
    inside.map(({ minute }) => middle(minute)),
    MINUTE,
    Math.max(from, knownSince),
    to,
  );
  // The minute that is running has no row until its first heartbeat, so the newest stretch is no gap before two minutes.
  const settled = gaps.filter((gap) => gap.to !== to || to - gap.from > 2 * MINUTE);
  return { points, gaps: named(settled, to, isConnected), count: inside.reduce((sum, { count }) => sum + count, 0) };
}
