import { expect, test } from "vitest";

import type { TrendPoint } from "#src/api/receipts.ts";

import { changeInWords, changesOf, trendMeasures, trendOf } from "./trend-measures.ts";

const point = (sequence: number, latencyP95Ms: number | null): TrendPoint => ({
  id: `r${sequence}` as TrendPoint["id"], // stand-in for an id of the server
  ...{
    sequence,
    latencyP95Ms,
    timestamp: sequence * 60_000,
    durationMs: 30_000,
    steps: 700,
    safeStops: 0,
    errorCount: 0,
    longestGapMs: 1_000,
    applied: false,
  },
});

test("a change is told with its first run, and runs without a value neither make nor move one", () => {
  const points = [
    ...Array.from({ length: 10 }, (_, n) => point(n + 1, 30 + (n % 2))),
    point(11, null),
    ...Array.from({ length: 8 }, (_, n) => point(n + 12, 45 + (n % 2))),
  ];
  const all = trendMeasures.flatMap((measure) => changesOf(trendOf(points, measure)));
  expect(all.map((change) => [change.run.sequence, changeInWords(change)])).toEqual([[12, "Latency, 95 of 100 rose from 31 ms to 46 ms"]]);
});

test("steady runs and few runs tell of no change", () => {
  for (const count of [0, 1, 9, 60]) {
    const points = Array.from({ length: count }, (_, n) => point(n + 1, 30 + (n % 3)));
    expect(trendMeasures.flatMap((measure) => changesOf(trendOf(points, measure)))).toEqual([]);
  }
});
