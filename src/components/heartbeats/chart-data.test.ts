import { expect, test } from "vitest";

import type { HeartbeatMinute, HeartbeatSample } from "#src/api/heartbeats.ts";

import { minuteChartData, rawChartData } from "./chart-data.ts";

const sample = (receivedAt: number, inferenceMs?: number): HeartbeatSample => ({
  robotId: "robot" as HeartbeatSample["robotId"], // an id is text here
  sessionId: null,
  seq: receivedAt,
  receivedAt,
  sentAt: null,
  mode: "dry_run",
  state: "idle",
  ...(inferenceMs === undefined ? {} : { inferenceMs }),
});
const known = { from: 0, to: 10_000, intervalMs: 1_000, knownSince: 0, isConnected: true };

test("samples outside the window are not drawn, and a missing number leaves no point", () => {
  const { points, count } = rawChartData([sample(-5_000, 1), sample(500, 40), sample(1_500)], known);
  expect(points.inferenceMs).toEqual([{ at: 500, value: 40 }]);
  expect(count).toBe(2);
});

test("a line goes on to both edges of the part that is shown, and nothing is missing there", () => {
  const samples = [-500, 500, 1_500, 2_500, 3_500, 4_500, 5_500].map((at) => sample(at, at));
  const { points, gaps } = rawChartData(samples, { ...known, from: 1_000, to: 3_000 });
  expect(points.inferenceMs.map(({ at }) => at)).toEqual([500, 1_500, 2_500, 3_500]);
  expect(gaps).toEqual([]);
});

test("a silence is blamed on the robot, unless this page itself hears nothing now", () => {
  const samples = [sample(500, 1), sample(4_000, 1), sample(5_000, 1)];
  expect(rawChartData(samples, known).gaps.map(({ cause }) => cause)).toEqual(["robot silent", "robot silent"]);
  expect(rawChartData(samples, { ...known, isConnected: false }).gaps.map(({ cause }) => cause)).toEqual([
    "robot silent",
    "this page is not connected",
  ]);
});

test("a minute keeps its extremes, and the running minute is no gap", () => {
  const minute = (at: number): HeartbeatMinute => ({
    minute: at,
    count: 60,
    longestGapMs: 1_000,
    fields: { inferenceMs: { min: 5, mean: 9, max: 70, count: 60 } },
  });
  const { points, gaps, count } = minuteChartData([minute(0), minute(60_000)], { from: 0, to: 150_000, knownSince: 0, isConnected: true });
  expect(points.inferenceMs[0]).toEqual({ at: 30_000, value: 9, min: 5, max: 70 });
  expect(gaps).toEqual([]);
  expect(count).toBe(120);
});
