import fc from "fast-check";
import { expect, test } from "vitest";

import { defaultPolicy, loweredGuards, policyProblem, strongestOf, type Policy } from "./policy";

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

const policies: fc.Arbitrary<Policy> = fc
  .record({
    minDryRunSteps: fc.integer({ min: 1, max: 1_000_000 }),
    defaultBudgetSeconds: fc.integer({ min: 10, max: 14_400 }),
    maxBudgetSeconds: fc.integer({ min: 10, max: 14_400 }),
    requiresApproval: fc.boolean(),
    requiresPresence: fc.option(fc.boolean(), { nil: undefined }),
    maxFirstMove: fc.option(fc.double({ min: 0.001, max: 10_000, noNaN: true })),
    trialActions: fc.option(fc.integer({ min: 1, max: 10_000 })),
  })
  .map((policy) => ({ ...policy, defaultBudgetSeconds: Math.min(policy.defaultBudgetSeconds, policy.maxBudgetSeconds) }) as Policy);

test("the strongest of two policies is sound, lowers no guard of either, and no other that does is weaker", () => {
  fc.assert(
    fc.property(policies, policies, (a, b) => {
      const both = strongestOf(a, b);
      expect(policyProblem(both)).toBeNull();
      expect(loweredGuards(a, both)).toEqual([]);
      expect(loweredGuards(b, both)).toEqual([]);
      // Each guard is as one of the two has it.
      for (const guard of loweredGuards(both, a)) expect(loweredGuards(both, b)).not.toContain(guard);
    }),
  );
});
