import { expect, test } from "vitest";

import { holdsUntil, spansOf, timesOf } from "./window";

const row = (receipt: string, at: number) => ({ receiptId: receipt as never, at });
const rule = { atLeast: 3, withinMs: 100 };

test("a run with two signs is one run, by the later", () => {
  expect(timesOf([row("a", 1), row("b", 5), row("a", 9)])).toEqual([9, 5]);
  expect(timesOf([])).toEqual([]);
});

test.each([
  [[50, 40, 30], 50, 130],
  [[50, 40, 30], 129, 130],
  [[50, 40, 30], 130, null],
  [[50, 40], 50, null],
  [[50, 40, 30, 1], 50, 130],
  [[], 0, null],
])("of %j at %d it holds until %s", (times, now, until) => {
  expect(holdsUntil(rule, times, now)).toBe(until);
});

test.each<[number[], [number, number][]]>([
  [[10, 20], []],
  [[10, 20, 30], [[30, 110]]],
  // The fourth comes while the first three hold, and carries on.
  [[10, 20, 30, 100], [[30, 120]]],
  // The third leaves the first behind by then.
  [[10, 20, 110], []],
  [[10, 20, 109], [[109, 110]]],
  [
    [10, 20, 30, 300, 310, 320],
    [
      [30, 110],
      [320, 400],
    ],
  ],
])("runs at %j would have broken it in %j", (times, spans) => {
  expect(spansOf(rule, times.toReversed()).map(({ from, until }) => [from, until])).toEqual(spans);
});

test("a rule of one run holds with each", () => {
  expect(spansOf({ atLeast: 1, withinMs: 10 }, [30, 5])).toEqual([
    { from: 5, until: 15 },
    { from: 30, until: 40 },
  ]);
});
