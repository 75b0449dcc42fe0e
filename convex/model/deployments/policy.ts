import { fewestDryRunSteps } from "../sessions/promoteConditions";

// Pure: what an admin lays down for the promotes of a deployment.

export type Policy = {
  /** Steps a dry run needs before a promote. */
  minDryRunSteps: number;
  /** Time budget of a promote that names none. */
  defaultBudgetSeconds: number;
  /** No promote and no extension gives more than this at once. */
  maxBudgetSeconds: number;
  /** A second operator must approve each promote. */
  requiresApproval: boolean;
  /** No joint may go further than this at once when actions begin, in the schema's units; `null`, or absent in policies from before: any distance. */
  maxFirstMove?: number | null;
  /** Whoever promotes must type a code that the robot shows; absent in policies from before: they need not. */
  requiresPresence?: boolean;
  /** A session's first promote may let through this many actions at most, until a trial of so many went well; `null` or absent: any number. */
  trialActions?: number | null;
};

export const defaultPolicy: Policy = {
  minDryRunSteps: fewestDryRunSteps,
  defaultBudgetSeconds: 600,
  maxBudgetSeconds: 14_400,
  requiresApproval: false,
};

export const policyBounds = {
  minDryRunSteps: [1, 1_000_000],
  budgetSeconds: [10, 14_400],
  firstMove: [0.001, 10_000],
  trialActions: [1, 10_000],
} as const;

export type Guard = keyof Policy;

/** The guards that are weaker in `after` than in `before`. The default budget is a convenience and guards nothing. */
export function loweredGuards(before: Policy, after: Policy): Guard[] {
  const lowered: Guard[] = [];
  if (after.minDryRunSteps < before.minDryRunSteps) lowered.push("minDryRunSteps");
  if (after.maxBudgetSeconds > before.maxBudgetSeconds) lowered.push("maxBudgetSeconds");
  if (before.requiresApproval && !after.requiresApproval) lowered.push("requiresApproval");
  if (before.requiresPresence === true && after.requiresPresence !== true) lowered.push("requiresPresence");
  if ((after.maxFirstMove ?? Infinity) > (before.maxFirstMove ?? Infinity)) lowered.push("maxFirstMove");
  if ((after.trialActions ?? 0) < (before.trialActions ?? 0)) lowered.push("trialActions");
  return lowered;
}

/** Each guard as the stronger of the two has it, so that neither is lowered. The usual budget is that of `b`, as far as the longest allows. */
export function strongestOf(a: Policy, b: Policy): Policy {
  const maxBudgetSeconds = Math.min(a.maxBudgetSeconds, b.maxBudgetSeconds);
  const maxFirstMove = Math.min(a.maxFirstMove ?? Infinity, b.maxFirstMove ?? Infinity);
  const trialActions = Math.max(a.trialActions ?? 0, b.trialActions ?? 0);
  return {
    minDryRunSteps: Math.max(a.minDryRunSteps, b.minDryRunSteps),
    defaultBudgetSeconds: Math.min(b.defaultBudgetSeconds, maxBudgetSeconds),
    maxBudgetSeconds,
    requiresApproval: a.requiresApproval || b.requiresApproval,
    requiresPresence: a.requiresPresence === true || b.requiresPresence === true,
    maxFirstMove: maxFirstMove === Infinity ? null : maxFirstMove,
    trialActions: trialActions === 0 ? null : trialActions,
  };
}

type Problem = { path: string; message: string };

/** The first thing wrong with a policy, `null` when it is sound. */
export function policyProblem(policy: Policy): Problem | null {
  const { minDryRunSteps, defaultBudgetSeconds, maxBudgetSeconds } = policy;
  const outside = (value: number, [lowest, highest]: readonly [number, number]) =>
    !Number.isSafeInteger(value) || value < lowest || value > highest;
  const say = ([lowest, highest]: readonly [number, number]) => `Give a whole number from ${lowest} to ${highest}.`;
  const { minDryRunSteps: steps, budgetSeconds: budget } = policyBounds;
  if (outside(minDryRunSteps, steps)) return { path: "$.policy.minDryRunSteps", message: say(steps) };
  if (outside(maxBudgetSeconds, budget)) return { path: "$.policy.maxBudgetSeconds", message: say(budget) };
  if (outside(defaultBudgetSeconds, budget)) return { path: "$.policy.defaultBudgetSeconds", message: say(budget) };
  const [nearest, farthest] = policyBounds.firstMove;
  const { maxFirstMove } = policy;
  if (maxFirstMove != null && !(maxFirstMove >= nearest && maxFirstMove <= farthest))
    return { path: "$.policy.maxFirstMove", message: `Give a number from ${nearest} to ${farthest}.` };
  const { trialActions } = policy;
  if (trialActions != null && outside(trialActions, policyBounds.trialActions))
    return { path: "$.policy.trialActions", message: say(policyBounds.trialActions) };
  if (defaultBudgetSeconds <= maxBudgetSeconds) return null;
  return { path: "$.policy.defaultBudgetSeconds", message: "The default may not exceed the maximum." };
}
