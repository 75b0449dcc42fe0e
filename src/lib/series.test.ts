import { expect, test } from "vitest";

import { downsample, findGaps, firstFrom, mergeRows, nearest, roundTicks, steadyDomain, thinByTime } from "./series.ts";

const at = (...times: number[]) => times.map((time) => ({ at: time, value: time }));

test("a silence longer than one and a half intervals is a gap, also at both ends", () => {
  expect(findGaps([0, 1000, 2500, 5000], 1000, 0, 6000)).toEqual([{ from: 2500, to: 5000 }]);
  expect(findGaps([3000], 1000, 0, 10_000)).toEqual([
    { from: 0, to: 3000 },
    { from: 3000, to: 10_000 },
  ]);
  expect(findGaps([], 1000, 0, 10_000)).toEqual([{ from: 0, to: 10_000 }]);
});

test("a sample before the window tells where the silence began", () => {
  expect(findGaps([-5000, 800], 1000, 0, 1000)).toEqual([]);
  expect(findGaps([-5000, 1800], 1000, 0, 2000)).toEqual([{ from: 0, to: 1800 }]);
});

test("thinning keeps a spike that lasted one sample", () => {
  const points = Array.from({ length: 3600 }, (_, index) => ({ at: index, value: index === 1777 ? 99 : 1 }));
  const thin = downsample(points, 200);
  expect(thin.length).toBeLessThanOrEqual(200);
  expect(thin.some(({ value }) => value === 99)).toBe(true);
  expect(thin.every((point, index) => index === 0 || point.at > (thin[index - 1]?.at ?? 0))).toBe(true);
});

test("the nearest point counts only within the tolerance", () => {
  expect(nearest(at(0, 1000, 2000), 1400, 600)?.at).toBe(1000);
  expect(nearest(at(0, 1000, 2000), 9000, 600)).toBeNull();
  expect(nearest([], 5, 5)).toBeNull();
});

test("the axis widens in round steps only when the data leaves it", () => {
  expect(steadyDomain(at(10, 80), [0, 100])).toEqual([0, 100]);
  expect(steadyDomain(at(10, 130), [0, 100])).toEqual([0, 200]);
  expect(steadyDomain([{ at: 0, value: -0.3 }], [0, 1])).toEqual([-0.5, 1]);
});

test("a line is cut inside every gap", () => {
  const rows = mergeRows([{ key: "a", points: at(0, 10) }], [{ from: 0, to: 10 }]);
  expect(rows).toEqual([
    { at: 0, a: 0 },
    { at: 5, a: null },
    { at: 10, a: 10 },
  ]);
});

test("series that were thinned apart are joined without holes", () => {
  const rows = mergeRows(
    [
      { key: "a", points: at(0, 10, 20) },
      { key: "b", points: at(0, 5, 20) },
    ],
    [],
  );
  expect(rows.map((row) => row["a"])).toEqual([0, 5, 10, 20]);
  expect(rows.map((row) => row["b"])).toEqual([0, 5, 10, 20]);
});

test("a gap of one series cuts its own line and no other", () => {
  const rows = mergeRows(
    [
      { key: "a", points: at(0, 10), gaps: [{ from: 2, to: 6 }] },
      { key: "b", points: at(0, 10) },
    ],
    [],
  );
  expect(rows).toEqual([
    { at: 0, a: 0, b: 0 },
    { at: 4, a: null, b: 4 },
    { at: 10, a: 10, b: 10 },
  ]);
});

test("an axis is labelled with round numbers", () => {
  expect(roundTicks([0, 250])).toEqual([0, 100, 200]);
  expect(roundTicks([0, 100])).toEqual([0, 25, 50, 75, 100]);
  expect(roundTicks([20, 80])).toEqual([20, 40, 60, 80]);
  expect(roundTicks([-0.5, 0.5])).toEqual([-0.5, -0.25, 0, 0.25, 0.5]);
  expect(roundTicks([3, 3])).toEqual([3]);
});

test("a moving line keeps a spike, and the shape of what has not moved out", () => {
  const points = Array.from({ length: 900 }, (_, index) => ({ at: index * 200, value: index === 377 ? 99 : index % 7 }));
  const thin = thinByTime(points, 1_500);
  expect(thin.some(({ value }) => value === 99)).toBe(true);
  expect(thin.length).toBeLessThanOrEqual(2 * 121);
  expect(thin.every((point, index) => index === 0 || point.at > (thin[index - 1]?.at ?? 0))).toBe(true);
  // Five samples later all columns but the first, which lost some, are as they were.
  expect(thinByTime(points.slice(5), 1_500).slice(2)).toEqual(thin.slice(2));
});

test("the first at or after a time is found, also beyond both ends", () => {
  const of = (time: number) => firstFrom(at(10, 20, 20, 30), time, (point) => point.at);
  expect([0, 10, 11, 20, 30, 31].map(of)).toEqual([0, 0, 1, 1, 3, 4]);
});
