import { expect, test } from "vitest";

import { importedRow, isShowable } from "./imported.ts";

const body = {
  ...{
    sessionId: "s",
    robot: { id: "r", name: "arm" },
    deployment: null,
    model: "pi0.5",
    timestamp: 5_000,
    startedAt: 1_000,
    steps: 7,
    appliedSteps: 2,
    safeStops: 1,
    errors: ["x"],
  },
  ...{
    heartbeats: { longestGapMs: 3, latencyMs: { p95: 12 } },
    timeline: [{ mode: "dry_run" }, { mode: "apply_actions" }],
    closeReason: "done",
  },
};
const line = (change: object = {}) =>
  JSON.stringify({ sequence: 3, previousHash: "a", hash: "b", body: JSON.stringify({ ...body, ...change }) });

test("a signed receipt becomes a row of the list", () => {
  expect(importedRow(line())).toMatchObject({
    sequence: 3,
    robotName: "arm",
    deploymentName: null,
    timestamp: 5_000,
    steps: 7,
    errorCount: 1,
    latencyP95Ms: 12,
    applied: true,
    closeReason: "done",
    review: null,
  });
});

test("the first line, an empty line and what is no JSON are no rows", () => {
  for (const text of ["", "{", '{"kind":"reflex-receipts"}', '{"sequence":1,"body":"{"}', "[1]"]) expect(importedRow(text)).toBeNull();
});

test("whatever a stranger's receipt holds, its row can be shown", () => {
  const strange = {
    robot: [],
    deployment: "d",
    heartbeats: { latencyMs: null },
    timeline: {},
    timestamp: 1e300,
    startedAt: "never",
    steps: null,
    closeReason: 5,
    errors: 1,
  };
  expect(importedRow(line(strange))).toMatchObject({
    robotName: null,
    timestamp: 0,
    startedAt: 0,
    steps: 0,
    closeReason: "",
    errorCount: 0,
    applied: false,
  });
  expect(isShowable(JSON.stringify(body))).toBe(true);
  expect(isShowable('{"timeline":[{"at":1e300}]}')).toBe(false);
  expect(isShowable("{")).toBe(false);
});
