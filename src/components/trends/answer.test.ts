import { expect, test } from "vitest";

import { noPoint, noSums, readParts, type TrendPoint, type TrendQuestion } from "#src/api/trend-parts.ts";

import { bucketsOf, daysOfBucket, seriesOfAnswer } from "./answer.ts";
import { askedOf, divisorsOf, measureKeys } from "./measures.ts";

const day = 86_400_000;
const monday = Date.UTC(2026, 10, 2);
const question: TrendQuestion = { from: monday, to: monday + 3 * day, per: "day", groupBy: "robot" };
const point = (bucket: number, group: string | null, sums: Partial<TrendPoint["sums"]>, worst: TrendPoint["worst"] = null): TrendPoint => ({
  ...noPoint(bucket, group),
  sums: { ...noSums, runs: 1, ...sums },
  worst,
});

test("a week that was asked for in part says so, and months follow the calendar", () => {
  const asked = { from: monday + day, to: monday + 8 * day, per: "week" as const };
  expect(bucketsOf(asked)).toEqual([monday, monday + 7 * day]);
  expect(daysOfBucket(monday, asked)).toEqual({ first: monday + day, last: monday + 6 * day, isWhole: false });
  const year = { from: Date.UTC(2026, 0, 31), to: Date.UTC(2026, 2, 2), per: "month" as const };
  expect(bucketsOf(year)).toEqual([Date.UTC(2026, 0), Date.UTC(2026, 1), Date.UTC(2026, 2)]);
});

test("others are a share of all their runs' sums, not a mean of shares", () => {
  const asked = askedOf("safe_stops", "applied_steps");
  const points = [
    point(monday, "a", { safeStops: 90, appliedSteps: 1_000 }),
    point(monday, "b", { safeStops: 10, appliedSteps: 1_000 }),
    point(monday, "c", { safeStops: 1, appliedSteps: 9_000 }),
    point(monday + day, "d", { safeStops: 0, appliedSteps: 0 }),
  ];
  const series = seriesOfAnswer({ points }, question, asked, 1);
  expect(series.map(({ key, count }) => [key, count])).toEqual([
    ["group a", 1],
    ["others", 3],
  ]);
  expect(series.map(({ points: own }) => own.map(asked.valueOf))).toEqual([
    [90, null, null],
    [1.1, null, null],
  ]);
  expect(series.map(({ total }) => asked.valueOf(total))).toEqual([90, 1.1]);
});

test("the worst of others is the worst of them, and none where none is known", () => {
  const asked = askedOf("gap_worst", "total");
  const points = [1, 4, 2].map((gap, index) => point(monday, `r${index}`, {}, { gapMs: gap * 1_000, p95Us: null }));
  const series = seriesOfAnswer({ points }, question, asked, 1);
  expect(series.map(({ total }) => asked.valueOf(total))).toEqual([4, 2]);
  expect(askedOf("p95_worst", "total").valueOf(points[0] ?? noPoint(0, null))).toBeNull();
});

test("nothing is divided by itself, and only sums are divided", () => {
  for (const key of measureKeys) expect(divisorsOf(key).filter((each) => (each as string) === key && key !== "runs")).toEqual([]);
  expect(divisorsOf("p95_worst")).toEqual(["total"]);
  expect(divisorsOf("bad")).toContain("reviewed_share");
  expect(divisorsOf("steps")).not.toContain("runs_share");
});

test("the parts of an answer are added up, and too many of them are refused with what to do", async () => {
  const part = (bucket: number, isDone: boolean) => ({
    points: [point(bucket, "a", { steps: 5 })],
    names: [{ group: "a", name: "arm-1" }],
    ...{ isCounting: false, isDone, continueCursor: "next" },
  });
  const cursors: (string | null)[] = [];
  const answer = await readParts(
    (cursor) => {
      cursors.push(cursor);
      return Promise.resolve(part(monday, cursors.length === 3));
    },
    () => 7,
  );
  expect(cursors).toEqual([null, "next", "next"]);
  expect(answer.points).toEqual([point(monday, "a", { runs: 3, steps: 15 })]);
  expect([answer.names.get("a"), answer.readAt]).toEqual(["arm-1", 7]);
  await expect(
    readParts(
      () => Promise.resolve(part(monday, false)),
      () => 7,
    ),
  ).rejects.toThrow(/Choose a shorter time/);
});
