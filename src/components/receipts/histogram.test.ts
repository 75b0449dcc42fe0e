import { expect, test } from "vitest";

import { barsOf, countIn } from "./histogram.ts";

const at = (text: string, count: number, problems = 0) => ({ hour: Date.parse(text), count, problems });

test("hours become days of the reader's zone, with empty days between and today last", () => {
  const hours = [at("2026-03-01T23:00:00Z", 2, 1), at("2026-03-02T05:00:00Z", 3), at("2026-03-09T10:00:00Z", 4)];
  const utc = barsOf(hours, "2026-03-10", "UTC");
  expect(utc.map(({ count }) => count)).toEqual([2, 3, 0, 0, 0, 0, 0, 0, 4, 0]);
  expect(utc[0]).toEqual({ from: "2026-03-01", to: "2026-03-01", count: 2, problems: 1 });
  expect(barsOf(hours, "2026-03-10", "Europe/Berlin")[0]).toMatchObject({ from: "2026-03-02", count: 5 });
});

test("a long time gets wider bars, never more than asked for, and loses nothing", () => {
  const hours = Array.from({ length: 400 }, (_, day) => ({ hour: Date.parse("2025-02-01T12:00:00Z") + day * 86_400_000, count: 1, problems: 0 }));
  const bars = barsOf(hours, "2026-03-10", "UTC");
  expect(bars.length).toBeLessThanOrEqual(60);
  expect(bars.reduce((sum, { count }) => sum + count, 0)).toBe(400);
  expect(bars.at(-1)?.to).toBe("2026-03-10");
});

test("a count of chosen days is exact or unknown, never nearly", () => {
  const bars = [
    { from: "2026-03-01", to: "2026-03-02", count: 5, problems: 0 },
    { from: "2026-03-03", to: "2026-03-04", count: 7, problems: 0 },
  ];
  expect(countIn(bars, "2026-03-03", "2026-03-04")).toBe(7);
  expect(countIn(bars, "2026-03-04", "2026-03-04")).toBeNull();
  expect(countIn(bars, undefined, undefined)).toBe(12);
  expect(barsOf([], "2026-03-10", "UTC")).toEqual([]);
});
