import { expect, test } from "vitest";

import type { RobotId } from "#src/api/robots.ts";

import { addressOf, comparisonFrom, drawnOf, meantBy, mostRobots, timesOf, usual } from "./comparison.ts";

const hour = 3_600_000;
const now = Date.parse("2030-01-31T12:00:30.000Z");
const robot = (name: string, robotKind: string | null = null) => ({ id: name as RobotId, name, robotKind });

test("an address says only what is not usual, and says it again when it is read", () => {
  expect(new Set(Object.values(addressOf(usual)))).toEqual(new Set([null]));
  const own = {
    ...usual,
    value: "controlHz" as const,
    span: "24h" as const,
    robots: ["a", "b"],
    part: 2,
    as: "worst" as const,
    line: -2.5,
  };
  const said = addressOf(own);
  expect(said).toMatchObject({ value: "controlHz", span: "24h", robots: "a,b", part: "2", as: "worst", line: "-2.5" });
  expect(addressOf({ until: undefined })).toEqual({ until: null });
  const text = Object.entries(said).flatMap(([key, value]) => (value === null ? [] : [[key, value]]));
  expect(comparisonFrom(new URLSearchParams(text))).toEqual(own);
});

test("what an address says wrong is as usual", () => {
  const wrong = "value=nothing&span=7d&until=yesterday&part=-1&as=x&kind=";
  expect(comparisonFrom(new URLSearchParams(wrong))).toEqual({ ...usual, kind: "" });
});

test("the time ends with now and begins no earlier than minutes are kept", () => {
  const kept = { now, keptMs: 24 * hour };
  const end = Date.parse("2030-01-31T12:01:00.000Z");
  expect(timesOf({ ...usual, span: "6h" }, kept)).toEqual({ from: end - 6 * hour, to: end });
  expect(timesOf({ ...usual, until: "2031-01-01T00:00:00.000Z" }, kept)).toEqual({ from: end - hour, to: end });
  const night = timesOf({ ...usual, span: "24h", until: "2030-01-31T03:00:00.000Z" }, kept);
  expect(night).toEqual({ from: end - 24 * hour, to: Date.parse("2030-01-31T03:00:00.000Z") });
  const before = timesOf({ ...usual, until: "2029-01-01T00:00:00.000Z" }, kept);
  expect(before.to - before.from).toBe(60_000);
  expect(before.from).toBe(end - 24 * hour);
});

test("robots are all, those of a kind or those that are named, and no more than are looked at together", () => {
  const robots = [robot("arm-1", "so101"), robot("arm-2", "so101"), robot("cart")];
  const names = (change: object) => meantBy({ ...usual, ...change }, robots).meant.map(({ name }) => name);
  expect(names({})).toEqual(["arm-1", "arm-2", "cart"]);
  expect(names({ kind: "so101" })).toEqual(["arm-1", "arm-2"]);
  expect(names({ robots: ["cart", "gone"], kind: "so101" })).toEqual(["cart"]);
  expect([mostRobots("24h"), mostRobots("6h"), mostRobots("1h")]).toEqual([60, 240, 1_440]);
  const many = Array.from({ length: 130 }, (_, index) => robot(`arm-${index}`));
  expect(meantBy({ ...usual, span: "24h", part: 3 }, many)).toMatchObject({ parts: 3, part: 3, looked: many.slice(120) });
  expect(meantBy({ ...usual, span: "24h", part: 9 }, many).part).toBe(3);
  expect(meantBy(usual, [])).toMatchObject({ parts: 1, part: 1, looked: [] });
});

test("six lines: those that are asked for, then the worst that have a value", () => {
  const ordered = ["a", "b", "c", "d", "e", "f", "g", "h"].map((id) => ({
    robotId: id as RobotId,
    withValue: id === "b" || id === "h" ? 0 : 9,
  }));
  expect(drawnOf(ordered)).toEqual(["a", "c", "d", "e", "f", "g"]);
  expect(drawnOf(ordered, ["h", "g"])).toEqual(["g", "h", "a", "c", "d", "e"]);
});
