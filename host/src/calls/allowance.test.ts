import { expect, test } from "vitest";

import { Allowance, LONGEST_WAIT_MS } from "./allowance.ts";

test("so much at once is free, more waits as long as it takes to be earned, and another sender waits for nothing", () => {
  const allowance = new Allowance(100, 5);
  for (let n = 0; n < 5; n += 1) expect(allowance.take("a", 100, 0, 0)).toEqual({ waitMs: 0 });
  // The five seconds' worth are used: the next one is over it by nothing yet, the one after by its second.
  expect(allowance.take("a", 100, 0, 0)).toEqual({ waitMs: 0 });
  expect(allowance.take("a", 100, 0, 0)).toEqual({ waitMs: 1_000 });
  expect(allowance.take("b", 100, 0, 0)).toEqual({ waitMs: 0 });
  expect(allowance.take("a", 100, 0, 1_500)).toEqual({ waitMs: 500 });
  expect(allowance.take("a", 100, 0, 60_000), "all is earned again").toEqual({ waitMs: 0 });
});

test("who would wait for long is told when to ask again, and asking costs nothing", () => {
  const allowance = new Allowance(1, 1);
  expect(allowance.take("a", 30, 0, 0)).toEqual({ waitMs: 0 });
  for (let n = 0; n < 3; n += 1) expect(allowance.take("a", 1, 0, 0)).toEqual({ retryAfterMs: 29_000 });
  expect(allowance.take("a", 1, 0, 29_000 - LONGEST_WAIT_MS)).toEqual({ waitMs: LONGEST_WAIT_MS });
});

test("what belongs together does not wait for itself, and counts", () => {
  const allowance = new Allowance(1, 1);
  expect(allowance.take("a", 50, 0, 0)).toEqual({ waitMs: 0 });
  expect(allowance.take("a", 20, 50, 0)).toEqual({ waitMs: 0 });
  expect(allowance.take("a", 1, 0, 0)).toEqual({ retryAfterMs: 69_000 });
});

test("addresses that have nothing to wait for are forgotten, others are not", () => {
  const allowance = new Allowance(1, 1);
  allowance.take("debtor", 1_000_000, 0, 0);
  for (let n = 0; n < 5_000; n += 1) allowance.take(`passer-by ${n}`, 1, 0, n * 1_000);
  expect(allowance.size).toBeLessThan(2_000);
  expect(allowance.take("debtor", 1, 0, 5_000_000 / 1_000)).toHaveProperty("retryAfterMs");
});
