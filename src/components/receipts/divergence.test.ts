import fc from "fast-check";
import { expect, test } from "vitest";

import { firstCourseDivergence, firstDivergence, toleranceOf } from "./divergence.ts";

const points = (values: readonly number[], step = 100) => values.map((value, index) => ({ at: index * step, value }));
const within = 50;

test("runs part where three readings in a row lie apart, and not at a hiccup", () => {
  const reference = points([0, 0, 0, 0, 0, 0, 0, 0]);
  const part = (values: number[]) => firstDivergence({ reference, other: points(values), tolerance: 1, within });
  expect(part([0, 0, 5, 0, 5, 5, 0, 5])).toBeNull();
  expect(part([0, 5, 0, 0, 5, 5, 5, 0])).toBe(400);
  expect(part([0, 1, 1, 1, 1, 1, 1, 1])).toBeNull();
});

test("where one of the two says nothing is no difference", () => {
  const reference = points([0, 0, 0]);
  expect(firstDivergence({ reference, other: points([0, 0, 0, 9, 9, 9, 9]), tolerance: 1, within })).toBeNull();
  expect(firstDivergence({ reference: [], other: points([9, 9, 9]), tolerance: 1, within })).toBeNull();
});

test("the moment found is the first, for any step anywhere", () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 0, max: 60 }),
      fc.integer({ min: 3, max: 40 }),
      fc.double({ min: 1.01, max: 1e6, noNaN: true }),
      (before, after, jump) => {
        const other = points([...Array.from({ length: before }, () => 0), ...Array.from({ length: after }, () => jump)]);
        expect(firstDivergence({ reference: points(other.map(() => 0)), other, tolerance: 1, within })).toBe(before * 100);
      },
    ),
  );
});

test("courses part by what happened, not by when", () => {
  const event = (at: number, kind: string, mode = "dry_run") => ({ at, kind, mode });
  const reference = [event(0, "session.authorize"), event(900, "session.activate"), event(5_000, "session.promote", "apply_actions")];
  expect(
    firstCourseDivergence(reference, [
      event(0, "session.authorize"),
      event(4_000, "session.activate"),
      event(9_000, "session.promote", "apply_actions"),
    ]),
  ).toBeNull();
  expect(
    firstCourseDivergence(reference, [event(0, "session.authorize"), event(800, "session.activate"), event(7_000, "session.close")]),
  ).toMatchObject({ at: 5_000, other: { kind: "session.close" } });
  expect(firstCourseDivergence(reference, reference.slice(0, 2))).toMatchObject({ at: 5_000, other: null });
});

test("what moves much may differ more", () => {
  expect(toleranceOf(points([-1, 3]), 0.05)).toBeCloseTo(0.4);
  expect(toleranceOf(points([2, 2]), 0.05)).toBe(0.05);
  expect(toleranceOf([], 0.05)).toBe(0.05);
});
