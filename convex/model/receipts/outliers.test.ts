import { describe, expect, test } from "vitest";

import { fewestSiblings, median, oddFrom, outlierOf, robustScore, type Measures } from "./outliers";

const usual: Measures = { steps: 1_000, durationMs: 60_000, longestGapMs: 1_050, latencyP95Ms: 30, safeStops: 0, errorCount: 0 };
const siblings = Array.from({ length: 200 }, (_, index): Measures => {
  const wobble = (index % 11) - 5;
  return {
    ...usual,
    steps: 1_000 + wobble * 20,
    durationMs: 60_000 + wobble * 1_000,
    longestGapMs: 1_050 + wobble * 20,
    latencyP95Ms: 30 + wobble,
  };
});

test("a usual receipt is no outlier", () => {
  expect(outlierOf(usual, siblings)).toEqual({ score: 0, reasons: [] });
  for (const sibling of siblings) expect(outlierOf(sibling, siblings).reasons).toEqual([]);
});

describe("each measure alone makes an outlier, and is named", () => {
  test.each<[Partial<Measures>, string]>([
    [{ safeStops: 1 }, "safe stops 1, usually 0"],
    [{ errorCount: 2 }, "errors 2, usually 0"],
    [{ longestGapMs: 5_000 }, "longest gap 5000 ms, usually 1050 ms"],
    [{ latencyP95Ms: 90 }, "latency 90 ms, usually 30 ms"],
    [{ durationMs: 600_000 }, "duration 600000 ms, usually 60000 ms"],
    [{ steps: 3 }, "steps 3, usually 1000"],
  ])("%j", (odd, reason) => {
    const found = outlierOf({ ...usual, ...odd }, siblings);
    expect(found.reasons).toEqual([reason]);
    expect(found.score).toBeGreaterThanOrEqual(oddFrom);
  });
});

test("every odd measure is named, the oddest first", () => {
  const { reasons } = outlierOf({ ...usual, latencyP95Ms: 60, safeStops: 50 }, siblings);
  expect(reasons).toEqual(["safe stops 50, usually 0", "latency 60 ms, usually 30 ms"]);
});

test("a quarter of wild siblings moves neither the centre nor the spread", () => {
  const wild = siblings.map((sibling, index) => (index % 4 === 0 ? { ...sibling, latencyP95Ms: 9_000 } : sibling));
  expect(outlierOf(usual, wild).reasons).toEqual([]);
  expect(outlierOf({ ...usual, latencyP95Ms: 300 }, wild).reasons[0]).toMatch(/^latency/);
});

test("with too few siblings, or none that told it, nothing is odd", () => {
  const odd = { ...usual, safeStops: 9 };
  expect(outlierOf(odd, siblings.slice(0, fewestSiblings - 1))).toEqual({ score: 0, reasons: [] });
  expect(outlierOf(odd, siblings.slice(0, fewestSiblings)).score).toBeGreaterThan(0);
  const silent = siblings.map((sibling) => ({ ...sibling, latencyP95Ms: null }));
  expect(outlierOf({ ...usual, latencyP95Ms: 900 }, silent).reasons).toEqual([]);
  expect(outlierOf({ ...usual, latencyP95Ms: null }, siblings).reasons).toEqual([]);
});

test("identical siblings make a small difference no outlier, and the score stays finite", () => {
  const same = Array.from({ length: 20 }, () => usual);
  expect(outlierOf({ ...usual, latencyP95Ms: 34, steps: 1_049 }, same).reasons).toEqual([]);
  expect(outlierOf({ ...usual, steps: 1e12 }, same).score).toBe(1_000);
});

test("the score is unchanged by the order of the siblings and by a shift of all", () => {
  const values = [1, 9, 4, 7, 2, 8, 3, 6, 5];
  expect(median(values)).toBe(5);
  expect(median([4, 1, 3, 2])).toBe(2);
  expect(median([])).toBe(0);
  const score = robustScore(30, values, 1);
  expect(robustScore(30, values.toReversed(), 1)).toBe(score);
  expect(
    robustScore(
      130,
      values.map((value) => value + 100),
      1,
    ),
  ).toBe(score);
  expect(score).toBeCloseTo(25 / (1.4826 * 2), 9);
});
