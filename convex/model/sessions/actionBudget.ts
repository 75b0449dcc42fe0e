import { unmet, type Condition } from "./condition";
import type { Session } from "./state";

// A promotion may be bound to a number of actions. One that ends by them, and not by trouble, is a trial that went well. Pure.

/** Whether the promotion has let through what it may; `appliedSteps` is what the session has applied in all. */
export const areActionsSpent = ({ actions }: Pick<Session, "actions">, appliedSteps: number): boolean =>
  actions !== null && appliedSteps - actions.from >= actions.budget;

/** What a promotion that ends by its own number of actions has shown; an earlier and longer trial counts on. */
export const trialAfter = ({ actions, trialActions }: Pick<Session, "actions" | "trialActions">): number =>
  Math.max(trialActions, actions?.budget ?? 0);

export type TrialFacts = {
  /** By the deployment's policy: a trial of so many actions comes first; `null`: none. */
  needed: number | null;
  /** Actions of the longest trial of this session that went well. */
  passed: number;
  /** How many actions this promote would let through; `null`: any number. */
  actionBudget: number | null;
};

/** Before a trial that the policy asks for has gone well, a promote may let through no more than it. */
export function unmetOfTrial({ needed, passed, actionBudget }: TrialFacts): Condition | null {
  if (needed === null || passed >= needed || (actionBudget !== null && actionBudget <= needed)) return null;
  return unmet(
    "trial_missing",
    `The promote policy asks for a trial of ${needed} actions first.`,
    `Promote with at most ${needed} actions, and let them end by themselves.`,
  );
}
