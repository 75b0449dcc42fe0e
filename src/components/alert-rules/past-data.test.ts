import { expect, test } from "vitest";

import type { PastOfRobot } from "#src/api/alert-rules.ts";
import type { RobotId } from "#src/api/robots.ts";

import { pastChartOf } from "./past-data.ts";

const minute = 60_000;
const at = (index: number, mean: number) => ({ at: index * minute, min: mean - 1, mean, max: mean + 1 });
const past: PastOfRobot = {
  robotId: "arm-1" as RobotId,
  sure: [
    { from: 3 * minute, until: 4 * minute },
    { from: 6 * minute, until: 7 * minute },
  ],
  possible: [
    { from: 2 * minute, until: 4 * minute },
    { from: 6 * minute, until: 7 * minute },
    { from: 9 * minute, until: null },
  ],
  minutes: 7,
  withoutData: [],
  values: [at(0, 50), at(1, 51), at(2, 71), at(3, 75), at(8, 60), at(9, 70.5), at(10, 71)],
};

test("when missing data would have been an incident is a stretch of its own", () => {
  const { shades } = pastChartOf({ isOver: true }, { ...past, withoutData: [{ from: 5 * minute, until: 6 * minute }] }, 0, 11 * minute);
  expect(shades.find(({ label }) => label === "no data: incident")).toMatchObject({ from: 5 * minute, to: 6 * minute, tone: "warn" });
});

test("the worst of each point is the side that breaks the rule", () => {
  const values = (isOver: boolean) => pastChartOf({ isOver }, past, 0, 11 * minute).worst.map(({ value }) => value);
  expect(values(true)).toEqual([51, 52, 72, 76, 61, 71.5, 72]);
  expect(values(false)).toEqual([49, 50, 70, 74, 59, 69.5, 70]);
});

test("what is sure is drawn above what is possible; what lasts ends with the chart; minutes without a value are a gap", () => {
  const { shades, gaps, stepMs } = pastChartOf({ isOver: true }, past, 0, 11 * minute);
  expect(stepMs).toBe(minute);
  expect(shades.map(({ from, to, tone }) => [from / minute, to / minute, tone])).toEqual([
    [2, 4, "warn"],
    [9, 11, "warn"],
    [3, 4, "danger"],
    [6, 7, "danger"],
  ]);
  expect(gaps.map(({ from, to }) => [from / minute, to / minute])).toEqual([[3, 8]]);
});

test("as a table each point says whether the rule was kept", () => {
  expect(pastChartOf({ isOver: true }, past, 0, 11 * minute).rows.map(({ verdict }) => verdict)).toEqual([
    ...["kept", "kept", "maybe", "broken", "kept", "maybe", "maybe"],
  ]);
});

test("a whole day stands for six minutes a point", () => {
  const day = { ...past, minutes: 1_440, values: Array.from({ length: 240 }, (_, index) => at(index * 6, 50)) };
  const { stepMs, gaps } = pastChartOf({ isOver: true }, day, 0, 1_440 * minute);
  expect(stepMs).toBe(6 * minute);
  expect(gaps).toEqual([]);
});
