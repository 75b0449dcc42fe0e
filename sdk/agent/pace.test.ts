import { expect, test } from "vitest";

import { ControlRate } from "./pace.ts";

/** The rate after periods of these lengths, ms. */
const rateOf = (...periods: number[]) => {
  const rate = new ControlRate();
  let now = 5_000;
  for (const period of [0, ...periods]) rate.measure((now += period));
  return rate.hz;
};

test("one period is no mean, and without two beginnings there is none", () => {
  expect(new ControlRate().hz).toBeUndefined();
  expect(rateOf()).toBeUndefined();
  expect(rateOf(40)).toBe(25);
});

test("one short period among many of 40 ms moves the rate by four hundredths of the difference", () => {
  expect(rateOf(...Array.from({ length: 50 }, () => 40), 4)).toBeCloseTo(1_000 / (40 * 0.96 + 4 * 0.04), 9);
});

test("a clock that stands gives no rate", () => {
  expect(rateOf(0, 0)).toBeUndefined();
});
