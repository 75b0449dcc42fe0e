import { expect, test } from "vitest";

import { readBody } from "./receipt-body.ts";

const body = {
  format: 1,
  robot: { id: "r", name: "arm-1", kind: null, calibrationId: null },
  robotSchema: null,
  deployment: null,
  model: "m",
  runtime: "edge",
  timeline: [
    {
      at: 1,
      kind: "promoted",
      actor: { kind: "operator", id: "u", name: "Ana" },
      mode: "apply_actions",
      version: 3,
      reason: null,
      evidence: null,
    },
  ],
  stops: [],
  faults: 0,
  errors: [],
  heartbeats: { count: 5, longestGapMs: 900, latencyMs: { p50: 1, p95: 2, p99: null } },
  runSummary: { ok: true, steps: 10, appliedSteps: 4, safeStops: 0, errors: [] },
  closedBy: null,
};

test("a receipt's text is read, with what is new in it left in", () => {
  expect(readBody(JSON.stringify({ ...body, invented: 1 }))).toMatchObject({ model: "m", invented: 1 });
});

test("a text that is no receipt is null, never an error", () => {
  expect(readBody("{")).toBeNull();
  expect(readBody("{}")).toBeNull();
});
