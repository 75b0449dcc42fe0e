import { expect, test } from "vitest";

import { gapsOf, type Minute, mostRobotsFor, summaryOf, valuesOf } from "./compared";

const minuteMs = 60_000;
const minuteOf = (index: number, value: number | null, longestGapMs = 1_000): Minute => ({
  ...{ minute: index * minuteMs, longestGapMs },
  fields: value === null ? {} : { inferenceMs: { min: value - 1, mean: value, max: value + 10, count: 60 } },
});

test("the extremes are single values with their minute, the median is of the means of minutes", () => {
  const minutes = [minuteOf(0, 30), minuteOf(1, 90), minuteOf(2, 10), minuteOf(3, null), minuteOf(5, 40)];
  expect(summaryOf(minutes, "inferenceMs")).toEqual({
    ...{ min: { value: 9, at: 2 * minuteMs }, max: { value: 100, at: minuteMs } },
    ...{ median: 35, withValue: 4, heard: 5 },
  });
  expect(summaryOf([minuteOf(0, 30), minuteOf(1, 90), minuteOf(2, 10)], "inferenceMs").median).toBe(30);
  expect(summaryOf([minuteOf(3, null)], "inferenceMs")).toEqual({ min: null, max: null, median: null, withValue: 0, heard: 1 });
});

test("how late heartbeats were is known of every minute that had one", () => {
  const late = [minuteOf(0, null, 1_000), minuteOf(7, null, 400_000), minuteOf(8, null, 2_000)];
  expect(summaryOf(late, "longestGapMs")).toEqual({
    ...{ min: { value: 1_000, at: 0 }, max: { value: 400_000, at: 7 * minuteMs } },
    ...{ median: 2_000, withValue: 3, heard: 3 },
  });
});

test("a day is at most 240 steps at the same times for every robot, and no extreme is lost", () => {
  const span = { since: 0, until: 1_440 * minuteMs };
  const values = valuesOf(
    Array.from({ length: 1_440 }, (_, index) => minuteOf(index, index === 777 ? 90 : 50)),
    "inferenceMs",
    span,
  );
  expect(values).toHaveLength(240);
  expect(values[129]).toMatchObject({ at: 774 * minuteMs, min: 49, max: 100 });
  expect(values[129]?.mean).toBeCloseTo((5 * 50 + 90) / 6);
  expect(valuesOf([minuteOf(11, 5), minuteOf(13, 5)], "inferenceMs", span).map(({ at }) => at / minuteMs)).toEqual([6, 12]);
});

test("a minute without heartbeats is another gap than one whose heartbeats lack the number", () => {
  const minutes = [minuteOf(1, 5), minuteOf(2, null), minuteOf(3, null), minuteOf(6, 5)];
  expect(
    gapsOf(minutes, "inferenceMs", { since: 0, until: 8 * minuteMs }).map(({ from, to, cause }) => [from / minuteMs, to / minuteMs, cause]),
  ).toEqual([
    [0, 1, "silent"],
    [2, 4, "missing"],
    [4, 6, "silent"],
    [7, 8, "silent"],
  ]);
  expect(gapsOf(minutes, "longestGapMs", { since: minuteMs, until: 7 * minuteMs })).toEqual([
    { from: 4 * minuteMs, to: 6 * minuteMs, cause: "silent" },
  ]);
  expect(gapsOf([], "inferenceMs", { since: 0, until: minuteMs })).toEqual([{ from: 0, to: minuteMs, cause: "silent" }]);
});

test("the longer the time, the fewer robots in one answer", () => {
  expect([60, 360, 1_440, 1].map(mostRobotsFor)).toEqual([72, 12, 3, 100]);
});
