import { expect, test } from "vitest";

import { defaultPolicy, loweredGuards, policyProblem, type Policy } from "./policy";

test("the default policy is sound and lowers nothing", () => {
  expect(policyProblem(defaultPolicy)).toBeNull();
  expect(loweredGuards(defaultPolicy, defaultPolicy)).toEqual([]);
});

test.each<[Partial<Policy>, string]>([
  [{ minDryRunSteps: 0 }, "$.policy.minDryRunSteps"],
  [{ minDryRunSteps: 1.5 }, "$.policy.minDryRunSteps"],
  [{ minDryRunSteps: NaN }, "$.policy.minDryRunSteps"],
  [{ maxBudgetSeconds: 14_401 }, "$.policy.maxBudgetSeconds"],
  [{ maxBudgetSeconds: Infinity }, "$.policy.maxBudgetSeconds"],
  [{ defaultBudgetSeconds: 9 }, "$.policy.defaultBudgetSeconds"],
  [{ maxFirstMove: 0 }, "$.policy.maxFirstMove"],
  [{ maxFirstMove: 10_001 }, "$.policy.maxFirstMove"],
  [{ maxFirstMove: Number.NaN }, "$.policy.maxFirstMove"],
  [{ defaultBudgetSeconds: 601, maxBudgetSeconds: 600 }, "$.policy.defaultBudgetSeconds"],
])("%j is refused at %s", (change, path) => {
  expect(policyProblem({ ...defaultPolicy, ...change })).toMatchObject({ path });
});

test("raising a guard lowers nothing, and every lowering is named", () => {
  const strict: Policy = { minDryRunSteps: 500, defaultBudgetSeconds: 60, maxBudgetSeconds: 120, requiresApproval: true };
  expect(loweredGuards(defaultPolicy, strict)).toEqual([]);
  expect(loweredGuards(strict, defaultPolicy)).toEqual(["minDryRunSteps", "maxBudgetSeconds", "requiresApproval"]);
  expect(loweredGuards(strict, { ...strict, defaultBudgetSeconds: 120 })).toEqual([]);
});

test("a first move may be bounded, and letting it go further is a lowered guard", () => {
  const guarded = { ...defaultPolicy, requiresPresence: true };
  expect(loweredGuards(defaultPolicy, guarded)).toEqual([]);
  for (const lowered of [defaultPolicy, { ...guarded, requiresPresence: false }])
    expect(loweredGuards(guarded, lowered)).toEqual(["requiresPresence"]);
  const bounded = { ...defaultPolicy, maxFirstMove: 0.5 };
  expect(policyProblem(bounded)).toBeNull();
  expect(policyProblem({ ...bounded, maxFirstMove: null })).toBeNull();
  expect(loweredGuards(defaultPolicy, bounded)).toEqual([]);
  expect(loweredGuards(bounded, { ...bounded, maxFirstMove: 0.4 })).toEqual([]);
  for (const maxFirstMove of [null, undefined, 0.6]) expect(loweredGuards(bounded, { ...bounded, maxFirstMove })).toEqual(["maxFirstMove"]);
});
