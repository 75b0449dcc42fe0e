import { expect, test } from "vitest";

import { compareFields, incomparableBecause } from "./compare.ts";

test("only real differences are called different", () => {
  const left = { steps: 10, hash: "a", heartbeats: { latencyMs: { p95: 80 } }, modes: ["dry_run"] };
  const right = { steps: 10, hash: "b", heartbeats: { latencyMs: { p95: 120 } }, modes: ["dry_run"], note: "x" };
  expect(compareFields(left, right)).toEqual([
    { path: "steps", left: 10, right: 10, same: true },
    { path: "heartbeats.latencyMs.p95", left: 80, right: 120, same: false },
    { path: "modes", left: ["dry_run"], right: ["dry_run"], same: true },
    { path: "note", left: undefined, right: "x", same: false },
  ]);
});

test("runs that cannot be compared say why", () => {
  const run = { robot: "arm-1", robotSchema: "so101@2", model: "acme/pick", runtime: "prime" };
  expect(incomparableBecause(run, run)).toEqual([]);
  expect(incomparableBecause(run, { ...run, robotSchema: "ur5@1", robot: "ur5" })[0]).toMatch(/different robot schemas/);
  expect(incomparableBecause(run, { ...run, robot: "arm-2", model: "b" })).toHaveLength(2);
});
