import { expect, test } from "vitest";

import {
  applyZone,
  formatAgo,
  formatCountdown,
  formatDateTime,
  formatDuration,
  formatTimeAndZone,
  formatTimeOfDay,
  localZone,
} from "./time.ts";

test("a duration is told in its two largest units", () => {
  expect(formatDuration(-5)).toBe("0 s");
  expect(formatDuration(42_900)).toBe("42 s");
  expect(formatDuration(200_000)).toBe("3 min 20 s");
  expect(formatDuration(180_000)).toBe("3 min");
  expect(formatDuration(5 * 3_600_000 + 120_000)).toBe("5 h 2 min");
  expect(formatDuration(99 * 3_600_000)).toBe("4 d 3 h");
});

test("an age uses one unit", () => {
  expect(formatAgo(-10)).toBe("now");
  expect(formatAgo(9_999)).toBe("9 s ago");
  expect(formatAgo(3 * 60_000)).toBe("3 min ago");
  expect(formatAgo(49 * 3_600_000)).toBe("2 d ago");
});

test("a countdown rounds up, so zero means over", () => {
  expect(formatCountdown(598_000)).toBe("9:58");
  expect(formatCountdown(6_001)).toBe("0:07");
  expect(formatCountdown(3_750_000)).toBe("1:02:30");
  expect(formatCountdown(-1)).toBe("0:00");
});

test("absolute times carry their zone", () => {
  const at = Date.UTC(2026, 10, 24, 8, 5, 9);
  expect(formatDateTime(at, "UTC", "en-GB")).toContain("UTC");
  expect(formatTimeOfDay(at, true, "UTC", "en-GB")).toBe("08:05:09");
  expect(formatTimeOfDay(at, false, "UTC", "en-GB")).toBe("08:05");
  expect(formatTimeAndZone(at, "UTC", "en-GB")).toBe("08:05:09 UTC");
});

test("a chosen zone replaces the browser's, and one nobody knows is refused", () => {
  applyZone("Asia/Tokyo");
  expect(localZone()).toBe("Asia/Tokyo");
  expect(formatTimeOfDay(Date.UTC(2026, 0, 1), false, undefined, "en-GB")).toBe("09:00");
  expect(() => applyZone("Mars/Olympus")).toThrow(RangeError);
  applyZone(null);
});
