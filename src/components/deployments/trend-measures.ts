import { t } from "@lingui/core/macro";

import type { TrendPoint } from "#src/api/receipts.ts";
import { type Level, levelsOf } from "#src/lib/change-points.ts";
import { formatNumber } from "#src/lib/numbers.ts";

/** `least`: a difference below it is no change, however steady the runs are; the same as for odd receipts. */
export type TrendMeasure = {
  key: string;
  label: string;
  unit: string;
  digits: number;
  least: number;
  of: (point: TrendPoint) => number | null;
};

export const trendMeasures: readonly TrendMeasure[] = [
  { key: "latency", label: t`Latency, 95 of 100`, unit: "ms", digits: 0, least: 5, of: (point) => point.latencyP95Ms },
  { key: "gap", label: t`Longest gap`, unit: "s", digits: 1, least: 0.25, of: (point) => point.longestGapMs / 1_000 },
  { key: "duration", label: t`Duration`, unit: "s", digits: 0, least: 5, of: (point) => point.durationMs / 1_000 },
  { key: "steps", label: t`Steps`, unit: "", digits: 0, least: 50, of: (point) => point.steps },
  { key: "problems", label: t`Safe stops and errors`, unit: "", digits: 0, least: 1, of: (point) => point.safeStops + point.errorCount },
];

/** One measure over the runs: `runs` are those that have a value, with `values` in the same order. */
export type Trend = { measure: TrendMeasure; runs: readonly TrendPoint[]; values: readonly number[]; levels: readonly Level[] };

export function trendOf(points: readonly TrendPoint[], measure: TrendMeasure): Trend {
  const runs = points.filter((point) => measure.of(point) !== null);
  const values = runs.map((point) => measure.of(point) ?? 0);
  return { measure, runs, values, levels: levelsOf(values, measure.least) };
}

export const valueText = (value: number, { digits, unit }: TrendMeasure): string =>
  `${formatNumber(value, digits)}${unit === "" ? "" : ` ${unit}`}`;

export type Change = { measure: TrendMeasure; /** The first run of the new level. */ run: TrendPoint; before: number; after: number };

/** Where a measure changed for good or for a while, newest first. */
export const changesOf = ({ measure, runs, levels }: Trend): Change[] =>
  levels
    .slice(1)
    .flatMap(({ from, level }, index) => {
      const run = runs[from];
      const before = levels[index]?.level;
      return run === undefined || before === undefined ? [] : [{ measure, run, before, after: level }];
    })
    .toReversed();

export function changeInWords({ measure, before, after }: Change): string {
  const { label } = measure;
  const [old, now] = [valueText(before, measure), valueText(after, measure)];
  return after > before ? t`${label} rose from ${old} to ${now}` : t`${label} fell from ${old} to ${now}`;
}
