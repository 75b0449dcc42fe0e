import { expect, test } from "vitest";

import { isFiltered, matches, receiptSearchFrom, receiptSearchText, serverFilterOf } from "./filters.ts";

const from = (text: string) => receiptSearchFrom(new URLSearchParams(text));

test("an address and its search say the same", () => {
  for (const text of ["", "deployment=d1&verdict=none", "motion=applied&problems=yes&from=2026-03-01&to=2026-03-02&order=outliers"]) {
    expect(receiptSearchText(from(text))).toBe(text);
  }
});

test("what an address says wrongly filters nothing", () => {
  expect(receiptSearchText(from("verdict=great&from=yesterday&order=3&motion="))).toBe("");
  expect(isFiltered(from("order=outliers"))).toBe(false);
  expect(isFiltered(from("problems=yes"))).toBe(true);
});

test("days are whole days in the reader's zone, both inclusive", () => {
  const filter = serverFilterOf(from("from=2026-03-01&to=2026-03-01"));
  expect(filter.from).toBe(new Date(2026, 2, 1).getTime());
  expect(filter.to).toBe(new Date(2026, 2, 2).getTime() - 1);
});

test("problems are safe stops, errors and ends nobody asked for", () => {
  const row = { applied: false, safeStops: 0, errorCount: 0, closeReason: "operator_closed" };
  const search = from("problems=yes");
  expect(matches(search, row)).toBe(false);
  expect(matches(search, { ...row, safeStops: 1 })).toBe(true);
  expect(matches(search, { ...row, closeReason: "expired" })).toBe(true);
  expect(matches(from("motion=applied"), row)).toBe(false);
  expect(matches(from("motion=dry"), row)).toBe(true);
});
