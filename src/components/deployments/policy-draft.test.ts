import { expect, test } from "vitest";

import { draftOf, loweredBy, policyFrom } from "./policy-draft.ts";

const policy = {
  requiresApproval: false,
  minDryRunSteps: 100,
  defaultBudgetSeconds: 600,
  maxBudgetSeconds: 14_400,
  maxFirstMove: null,
  requiresPresence: false,
  trialActions: null,
};

test("what is shown unchanged is saved unchanged", () => {
  expect(policyFrom(draftOf(policy))).toEqual({ ok: true, policy });
  expect(policyFrom(draftOf({ ...policy, defaultBudgetSeconds: 10 }))).toMatchObject({ ok: true, policy: { defaultBudgetSeconds: 10 } });
});

test("a number that cannot be is named at its field", () => {
  const draft = draftOf(policy);
  expect(policyFrom({ ...draft, minDryRunSteps: "0" })).toMatchObject({
    ok: false,
    errors: { minDryRunSteps: expect.stringContaining("1") },
  });
  for (const defaultMinutes of ["", "0", "-5", "soon", "241"])
    expect(policyFrom({ ...draft, defaultMinutes })).toMatchObject({ ok: false });
  expect(policyFrom({ ...draft, defaultMinutes: "20", maxMinutes: "10" })).toMatchObject({
    ok: false,
    errors: { defaultMinutes: "Longer than the longest." },
  });
  expect(policyFrom({ ...draft, defaultMinutes: "2,5" })).toMatchObject({ ok: true, policy: { defaultBudgetSeconds: 150 } });
});

test("the farthest first move may be left empty, and is read with a comma", () => {
  const draft = draftOf(policy);
  expect(draft.maxFirstMove).toBe("");
  expect(draftOf({ ...policy, maxFirstMove: 0.5 }).maxFirstMove).toBe("0.5");
  expect(policyFrom({ ...draft, maxFirstMove: "0,25" })).toMatchObject({ ok: true, policy: { maxFirstMove: 0.25 } });
  for (const maxFirstMove of ["0", "-1", "far", "10001"]) {
    expect(policyFrom({ ...draft, maxFirstMove })).toMatchObject({
      ok: false,
      errors: { maxFirstMove: "From 0.001 to 10,000, or empty for any distance." },
    });
  }
  expect(loweredBy({ ...policy, maxFirstMove: 0.5 }, policy)).toEqual(["maxFirstMove"]);
  expect(loweredBy({ ...policy, requiresPresence: true }, policy)).toEqual(["requiresPresence"]);
});

test("a trial may be left out, and is a whole number of actions", () => {
  const draft = draftOf(policy);
  expect(draft.trialActions).toBe("");
  expect(draftOf({ ...policy, trialActions: 50 }).trialActions).toBe("50");
  expect(policyFrom({ ...draft, trialActions: " 50 " })).toMatchObject({ ok: true, policy: { trialActions: 50 } });
  for (const trialActions of ["0", "-1", "1.5", "many", "10001"]) {
    expect(policyFrom({ ...draft, trialActions })).toMatchObject({
      ok: false,
      errors: { trialActions: "A whole number from 1 to 10,000, or empty for no trial." },
    });
  }
  expect(loweredBy({ ...policy, trialActions: 50 }, policy)).toEqual(["trialActions"]);
});

test("a weaker guard is known before it is saved", () => {
  expect(loweredBy({ ...policy, requiresApproval: true }, { ...policy, minDryRunSteps: 5 })).toEqual([
    "minDryRunSteps",
    "requiresApproval",
  ]);
});
