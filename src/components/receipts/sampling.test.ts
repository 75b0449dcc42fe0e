import { expect, test } from "vitest";

import { chanceOfAtMost, drawSample, mostBad, sampleFor, supportInWords } from "./sampling.ts";

/** By counting, with exact integers. */
function exactly(found: number, population: number, bad: number, sample: number): number {
  const choose = (n: number, k: number): bigint => {
    if (k < 0 || k > n) return 0n;
    let result = 1n;
    for (let i = 0; i < k; i += 1) result = (result * BigInt(n - i)) / BigInt(i + 1);
    return result;
  };
  let sum = 0n;
  for (let hit = 0; hit <= found; hit += 1) sum += choose(bad, hit) * choose(population - bad, sample - hit);
  return Number((sum * 1_000_000_000_000n) / choose(population, sample)) / 1e12;
}

test("chances agree with exact counting", () => {
  for (const [found, population, bad, sample] of [
    [0, 200, 10, 51],
    [0, 200, 10, 50],
    [2, 60, 9, 20],
    [5, 1_000, 40, 100],
    [0, 10, 10, 3],
    [3, 10, 3, 9],
  ] as const) {
    expect(chanceOfAtMost(found, { population, bad, sample })).toBeCloseTo(exactly(found, population, bad, sample), 9);
  }
});

test("0 bad in 51 of 200 is the smallest sample that rules out 5 %", () => {
  expect(sampleFor(200)).toBe(51);
  expect(mostBad({ population: 200, sample: 51, found: 0 })).toBe(9);
  expect(mostBad({ population: 200, sample: 50, found: 0 })).toBe(10);
});

test("the bound is the largest number that the sample does not rule out", () => {
  for (const [population, sample, found] of [
    [200, 51, 0],
    [200, 51, 2],
    [500, 60, 1],
    [40, 39, 0],
    [1_000, 300, 12],
  ] as const) {
    const most = mostBad({ population, sample, found });
    expect(exactly(found, population, most, sample)).toBeGreaterThan(0.05);
    if (most < population - (sample - found)) expect(exactly(found, population, most + 1, sample)).toBeLessThanOrEqual(0.05);
  }
});

test("a sample of everything knows everything, one of nothing knows nothing", () => {
  expect(mostBad({ population: 30, sample: 30, found: 4 })).toBe(4);
  expect(mostBad({ population: 30, sample: 0, found: 0 })).toBe(30);
  expect(mostBad({ population: 30, sample: 10, found: 10 })).toBe(30);
  // The rule of three for a large population: 3/n.
  expect(mostBad({ population: 100_000, sample: 300, found: 0 }) / 100_000).toBeCloseTo(3 / 300, 3);
  expect(supportInWords({ population: 200, sample: 51, found: 0 })).toBe(
    "0 bad in 51 of 200: at most 4.5 % (9) are bad, with 95 % confidence.",
  );
  expect(supportInWords({ population: 3, sample: 3, found: 1 })).toMatch(/^All 3 were reviewed: 1 bad/);
});

test("a seed draws the same distinct rows whatever the order, and another seed others", () => {
  const rows = Array.from({ length: 200 }, (_, index) => ({ sequence: index + 1 }));
  const drawn = drawSample(rows, 51, 7);
  expect(new Set(drawn.map(({ sequence }) => sequence)).size).toBe(51);
  expect(drawSample(rows.toReversed(), 51, 7)).toEqual(drawn);
  expect(drawSample(rows, 51, 8)).not.toEqual(drawn);
  expect(drawSample(rows.slice(0, 3), 51, 7)).toHaveLength(3);
});

test("every row is drawn about equally often", () => {
  const rows = Array.from({ length: 20 }, (_, index) => ({ sequence: index }));
  const hits = Array.from({ length: 20 }, () => 0);
  for (let seed = 0; seed < 4_000; seed += 1)
    for (const { sequence } of drawSample(rows, 5, seed)) hits[sequence] = (hits[sequence] ?? 0) + 1;
  for (const count of hits) expect(Math.abs(count - 1_000)).toBeLessThan(150); // more than five standard deviations
});
