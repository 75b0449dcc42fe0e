import { expect, test } from "vitest";

import { isFiltered, matches, receiptSearchFrom, receiptSearchText, serverFilterOf } from "./filters.ts";

const plain = { applied: false, safeStops: 0, errorCount: 0, closeReason: "operator_closed" };
const from = (text: string) => receiptSearchFrom(new URLSearchParams(text));

test("an address and its search say the same", () => {
  for (const text of [
    "",
    "q=left+arm",
    "deployment=d1&verdict=none",
    "motion=applied&problems=yes&from=2026-03-01&to=2026-03-02&order=outliers",
  ]) {
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
  const row = { ...plain };
  const search = from("problems=yes");
  expect(matches(search, row)).toBe(false);
  expect(matches(search, { ...row, safeStops: 1 })).toBe(true);
  expect(matches(search, { ...row, closeReason: "expired" })).toBe(true);
  expect(matches(from("motion=applied"), row)).toBe(false);
  expect(matches(from("motion=dry"), row)).toBe(true);
});

test("the server is asked for all that it has an index for", () => {
  expect(serverFilterOf(from(""))).toEqual({});
  expect(serverFilterOf(from("motion=dry&problems=yes&q=arm&order=outliers"))).toEqual({ applied: false, problems: true, text: "arm" });
  expect(serverFilterOf(from("q=+-+"))).toEqual({});
  expect(serverFilterOf(from("verdict=none&order=outliers&q=arm"))).toEqual({ verdict: "none", text: "arm" });
  expect(serverFilterOf(from("verdict=none&order=outliers&robot=r1"))).toEqual({ verdict: "none", order: "oddest", robotId: "r1" });
});

test("days of UTC, a model, and what has no robot or deployment are asked for as an address says", () => {
  const text = "deployment=none&robot=none&model=pi0.5&from=2026-03-01&to=2026-03-02&days=utc";
  expect(receiptSearchText(from(text))).toBe(text);
  expect(serverFilterOf(from(text))).toEqual({
    ...{ deploymentId: null, robotId: null, modelId: "pi0.5" },
    ...{ from: Date.UTC(2026, 2, 1), to: Date.UTC(2026, 2, 3) - 1 },
  });
});
