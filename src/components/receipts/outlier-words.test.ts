import { expect, test } from "vitest";

import { outlierOf, withMarks } from "#convex/model/receipts/outliers.ts";

import { isMarked, outlierInWords } from "./outlier-words.ts";

const usual = { steps: 100, durationMs: 9_000, longestGapMs: 300, latencyP95Ms: 20, safeStops: 0, errorCount: 0 };

test("every reason that the server gives has words, and numbers are written as people read them", () => {
  const { reasons } = outlierOf(
    { steps: 12_000, durationMs: 90_000, longestGapMs: 9_000, latencyP95Ms: 60.5, safeStops: 5, errorCount: 3 },
    Array.from({ length: 20 }, () => usual),
  );
  expect(reasons).toHaveLength(6);
  expect(reasons.map(outlierInWords).toSorted()).toEqual([
    "duration 90,000 ms, usually 9,000 ms",
    "errors 3, usually 0",
    "latency 60.5 ms, usually 20 ms",
    "longest gap 9,000 ms, usually 300 ms",
    "safe stops 5, usually 0",
    "steps 12,000, usually 100",
  ]);
});

test("what a newer server says is shown as it is", () => {
  expect(["warmth 3, usually 2", "odd", ""].map(outlierInWords)).toEqual(["warmth 3, usually 2", "odd", ""]);
});

test("several reasons are told one after the other, and marks in words of their own", () => {
  const reason = (marks: number) =>
    withMarks({ score: 4, reasons: ["latency 60 ms, usually 30 ms", "steps 9, usually 800"] }, marks).reasons.join("; ");
  expect(outlierInWords(reason(0))).toBe("latency 60 ms, usually 30 ms; steps 9, usually 800");
  expect(outlierInWords(reason(1))).toBe("marked while it ran; latency 60 ms, usually 30 ms; steps 9, usually 800");
  expect(outlierInWords(reason(3))).toMatch(/^marked 3 times while it ran; latency/);
  expect([0, 1, 3].map((marks) => isMarked(reason(marks)))).toEqual([false, true, true]);
});
