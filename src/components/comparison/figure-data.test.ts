import { expect, test } from "vitest";

import type { ComparedRobot } from "#src/api/comparisons.ts";
import type { RobotId } from "#src/api/robots.ts";

import { askedOf } from "./fields.ts";
import { beyondAll, cutsOf, gapsOf, linesOf, possibleMinutes, stepOf, worstFirst } from "./figure-data.ts";

const minute = 60_000;
const hour = { from: 0, to: 60 * minute };
const compared = (id: string, min: number | null, max: number | null, more: Partial<ComparedRobot> = {}): ComparedRobot => ({
  robotId: id as RobotId,
  min: min === null ? null : { value: min, at: 0 },
  max: max === null ? null : { value: max, at: 0 },
  ...{ median: min, withValue: min === null ? 0 : 5, heard: 5, ...more },
});

test("a step is a minute of an hour and six of a day", () => {
  expect([hour, { from: 0, to: 360 * minute }, { from: 0, to: 1_440 * minute }].map((span) => stepOf(span) / minute)).toEqual([1, 2, 6]);
});

test("before it was registered a robot was not silent, and the minute that runs is no gap yet", () => {
  const gaps: ComparedRobot["gaps"] = [
    { from: 0, to: 10 * minute, cause: "silent" },
    { from: 12 * minute, to: 13 * minute, cause: "missing" },
    { from: 59 * minute, to: 60 * minute, cause: "silent" },
  ];
  expect(gapsOf({ gaps }, hour, 4 * minute + 30_000)).toEqual([
    { from: 0, to: 4 * minute, cause: "unknown" },
    { from: 4 * minute, to: 10 * minute, cause: "silent" },
    { from: 12 * minute, to: 13 * minute, cause: "missing" },
  ]);
  expect(gapsOf({ gaps: [{ ...hour, cause: "silent" }] }, hour, 90 * minute)).toEqual([{ ...hour, cause: "unknown" }]);
  expect([possibleMinutes(hour, 0), possibleMinutes(hour, 45 * minute + 1), possibleMinutes(hour, 99 * minute)]).toEqual([60, 15, 0]);
});

test("a line is cut where neighbouring gaps are a step long together, each with its own cause", () => {
  const gaps = [
    { from: 0, to: 3 * minute, cause: "silent" as const },
    { from: 3 * minute, to: 6 * minute, cause: "missing" as const },
    { from: 20 * minute, to: 25 * minute, cause: "silent" as const },
  ];
  expect(cutsOf(gaps, 6 * minute)).toEqual([
    { from: 0, to: 3 * minute, cause: "robot silent" },
    { from: 3 * minute, to: 6 * minute, cause: "not reported" },
  ]);
});

test("points lie in the middle of their step, and are its mean or its worst", () => {
  const robots = [{ id: "a", name: "arm-1", createdAt: 0 }];
  const one = compared("a", 20, 30, { values: [{ at: 0, min: 20, mean: 24, max: 30 }], gaps: [] });
  const points = (field: "controlHz" | "cpuPct" | "longestGapMs", as: "mean" | "worst") =>
    linesOf([one], robots, askedOf(field), hour, as)[0]?.points;
  expect(points("controlHz", "mean")).toEqual([{ at: 30_000, value: 24 }]);
  expect(points("controlHz", "worst")).toEqual([{ at: 30_000, value: 20 }]);
  expect(points("cpuPct", "worst")).toEqual([{ at: 30_000, value: 30 }]);
  expect(points("longestGapMs", "worst")).toEqual([{ at: 30_000, value: 0.03 }]);
});

test("of a battery the least is the worst, of a temperature the greatest; without a value comes last", () => {
  const all = [compared("none", null, null), compared("a", 10, 90), compared("b", 5, 50)];
  const order = (field: "batteryPct" | "temperatureC") => worstFirst(all, askedOf(field)).map(({ robotId }) => robotId);
  expect(order("batteryPct")).toEqual(["b", "a", "none"]);
  expect(order("temperatureC")).toEqual(["a", "b", "none"]);
  const odd = [compared("a", 10.4, 89.2)];
  expect([beyondAll(odd, askedOf("batteryPct")), beyondAll(odd, askedOf("temperatureC")), beyondAll([], askedOf("cpuPct"))]).toEqual([
    10,
    90,
    null,
  ]);
});
