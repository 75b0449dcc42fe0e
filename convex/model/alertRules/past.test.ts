import { expect, test } from "vitest";

import { type Minute, pastOf } from "./past";

const condition = { measure: "temperatureC" as const, isOver: true, threshold: 70, forMs: 0 };
const minuteOf = (index: number, value: number | null): Minute => ({
  ...{ minute: index * 60_000, lastAt: index * 60_000 + 59_000 },
  fields: value === null ? {} : { temperatureC: { min: value - 1, mean: value, max: value + 1, count: 60 } },
});

test("a day is some 240 points, and no extreme is lost", () => {
  const minutes = Array.from({ length: 1_440 }, (_, index) => minuteOf(index, index === 777 ? 90 : 50));
  const { values, possible } = pastOf(condition, minutes);
  expect(values).toHaveLength(240);
  expect(values[0]).toEqual({ at: 0, min: 49, mean: 50, max: 51 });
  const [highest] = values.toSorted((a, b) => b.max - a.max);
  expect(highest).toMatchObject({ at: 774 * 60_000, min: 49, max: 91 });
  expect(highest?.mean).toBeCloseTo((5 * 50 + 90) / 6);
  expect(possible).toHaveLength(1);
});

test("minutes that are missing, or that lack the value, stay a gap", () => {
  const minutes = Array.from({ length: 1_440 }, (_, index) => minuteOf(index, index > 99 && index < 200 ? null : 50)).filter(
    ({ minute }) => minute < 600 * 60_000 || minute > 700 * 60_000,
  );
  const at = pastOf(condition, minutes).values.map((value) => value.at / 60_000);
  expect(at.filter((each) => each >= 100 && each < 200)).toEqual([]);
  expect(at.filter((each) => each >= 600 && each <= 700)).toEqual([]);
  expect(at).toContain(200);
  expect(at).toContain(701);
});

test("minutes without the value count as no data, those that are missing do not, and neither joins another", () => {
  const heard = (index: number) => (index === 20 ? [] : [minuteOf(index, index < 3 || index === 9 ? 50 : null)]);
  const minutes = Array.from({ length: 30 }, (_, index) => heard(index)).flat();
  const spans = (noDataMs?: number) =>
    pastOf({ ...condition, ...(noDataMs === undefined ? {} : { noDataMs }) }, minutes).withoutData.map(({ from, until }) => [
      from / 60_000,
      until === null ? null : until / 60_000,
    ]);
  expect(spans()).toEqual([]);
  // Of 3 to 8, of 10 to 19, and of 21 to the end.
  expect(spans(5 * 60_000)).toEqual([
    [8, 9],
    [15, 20],
    [26, null],
  ]);
  expect(spans(9 * 60_000)).toEqual([
    [19, 20],
    [30, null],
  ]);
  expect(spans(60 * 60_000)).toEqual([]);
});

test("a few minutes are a point each", () => {
  expect(pastOf(condition, [minuteOf(0, 60), minuteOf(1, 61), minuteOf(5, 62)]).values).toEqual([
    { at: 0, min: 59, mean: 60, max: 61 },
    { at: 60_000, min: 60, mean: 61, max: 62 },
    { at: 300_000, min: 61, mean: 62, max: 63 },
  ]);
});
