import { expect, test } from "vitest";

import { barsOf, countIn, edgesOf, spansOf } from "./histogram.ts";

test("spans are days up to today, a week at least, and their edges are midnights of the reader's zone", () => {
  const spans = spansOf("2026-03-01", "2026-03-10");
  expect(spans).toHaveLength(10);
  expect([spans[0], spans.at(-1)]).toEqual([
    { from: "2026-03-01", to: "2026-03-01" },
    { from: "2026-03-10", to: "2026-03-10" },
  ]);
  expect(spansOf("2026-03-10", "2026-03-10").map(({ from }) => from)).toHaveLength(7);
  const utc = edgesOf(spans, "UTC");
  expect(utc).toHaveLength(11);
  expect([utc[0], utc.at(-1)]).toEqual([Date.parse("2026-03-01T00:00:00Z"), Date.parse("2026-03-11T00:00:00Z")]);
  expect(edgesOf(spans, "Europe/Berlin")[0]).toBe(Date.parse("2026-02-28T23:00:00Z"));
  expect(edgesOf([], "UTC")).toEqual([]);
});

test("a long time gets wider spans, never more than asked for, without a gap", () => {
  for (const first of ["2025-12-01", "2025-02-01", "2016-02-01"]) {
    const spans = spansOf(first, "2026-03-10");
    expect(spans.length).toBeLessThanOrEqual(60);
    expect((spans[0]?.from ?? "") <= first).toBe(true);
    expect(spans.at(-1)?.to).toBe("2026-03-10");
    const edges = edgesOf(spans, "Europe/Berlin");
    expect(edges).toEqual([...new Set(edges)].toSorted((a, b) => a - b));
  }
});

test("each span gets what was counted in it", () => {
  const spans = spansOf("2026-03-01", "2026-03-07");
  const counts = spans.map((_, index) => ({ count: index, problems: index % 2 }));
  expect(barsOf(spans, counts)[3]).toEqual({ from: "2026-03-04", to: "2026-03-04", count: 3, problems: 1 });
});

test("a count of chosen days is exact or unknown, never nearly", () => {
  const bars = [
    { from: "2026-03-01", to: "2026-03-02", count: 5, problems: 0 },
    { from: "2026-03-03", to: "2026-03-04", count: 7, problems: 0 },
  ];
  expect(countIn(bars, "2026-03-03", "2026-03-04")).toBe(7);
  expect(countIn(bars, "2026-03-04", "2026-03-04")).toBeNull();
  expect(countIn(bars, undefined, undefined)).toBe(12);
  expect(barsOf([], [])).toEqual([]);
});
