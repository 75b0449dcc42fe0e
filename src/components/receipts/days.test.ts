import { expect, test } from "vitest";

import { addDays, dayOf, daysBetween, startOfDay } from "./days.ts";

test("a day begins at midnight of its zone, in winter, in summer and on the days the clocks change", () => {
  expect(startOfDay("2026-01-15", "Europe/Berlin")).toBe(Date.parse("2026-01-14T23:00:00Z"));
  expect(startOfDay("2026-07-15", "Europe/Berlin")).toBe(Date.parse("2026-07-14T22:00:00Z"));
  expect(startOfDay("2026-03-29", "Europe/Berlin")).toBe(Date.parse("2026-03-28T23:00:00Z"));
  expect(startOfDay("2026-03-30", "Europe/Berlin")).toBe(Date.parse("2026-03-29T22:00:00Z"));
  expect(startOfDay("2026-10-25", "Europe/Berlin")).toBe(Date.parse("2026-10-24T22:00:00Z"));
  expect(startOfDay("2026-10-26", "Europe/Berlin")).toBe(Date.parse("2026-10-25T23:00:00Z"));
  expect(startOfDay("2026-03-01", "Pacific/Auckland")).toBe(Date.parse("2026-02-28T11:00:00Z"));
  expect(startOfDay("2026-03-01", "America/Los_Angeles")).toBe(Date.parse("2026-03-01T08:00:00Z"));
});

test("every moment lies within its own day", () => {
  for (const zone of ["UTC", "Europe/Berlin", "America/St_Johns", "Asia/Kolkata"]) {
    for (let at = Date.parse("2026-03-27T00:00:00Z"); at < Date.parse("2026-04-01T00:00:00Z"); at += 3_600_000) {
      const day = dayOf(at, zone);
      expect(startOfDay(day, zone)).toBeLessThanOrEqual(at);
      expect(startOfDay(addDays(day, 1), zone)).toBeGreaterThan(at);
    }
  }
});

test("days are counted without clocks", () => {
  expect(addDays("2026-02-28", 1)).toBe("2026-03-01");
  expect(addDays("2026-01-01", -1)).toBe("2025-12-31");
  expect(daysBetween("2026-03-01", "2026-04-01")).toBe(31);
});
