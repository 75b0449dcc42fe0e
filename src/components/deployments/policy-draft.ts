import { t } from "@lingui/core/macro";

import { loweredGuards, type Policy, policyBounds } from "#src/api/policy.ts";
import { formatNumber } from "#src/lib/numbers.ts";

export const guardNames: Record<string, string> = {
  minDryRunSteps: t`dry-run steps`,
  maxBudgetSeconds: t`the longest time budget`,
  requiresApproval: t`the second operator`,
  maxFirstMove: t`the first move`,
  requiresPresence: t`the code at the robot`,
  trialActions: t`the trial`,
};

/** A policy as it is typed: numbers as text, budgets in minutes. */
export type Draft = {
  requiresApproval: boolean;
  requiresPresence: boolean;
  minDryRunSteps: string;
  defaultMinutes: string;
  maxMinutes: string;
  /** In the schema's units; empty: any distance. */
  maxFirstMove: string;
  /** Actions; empty: no trial. */
  trialActions: string;
};

export const draftOf = ({
  requiresApproval,
  requiresPresence,
  minDryRunSteps,
  defaultBudgetSeconds,
  maxBudgetSeconds,
  maxFirstMove,
  trialActions,
}: Policy): Draft => ({
  requiresApproval,
  requiresPresence: requiresPresence === true,
  minDryRunSteps: String(minDryRunSteps),
  defaultMinutes: String(Math.round((defaultBudgetSeconds / 60) * 100) / 100),
  maxMinutes: String(Math.round((maxBudgetSeconds / 60) * 100) / 100),
  maxFirstMove: maxFirstMove == null ? "" : String(maxFirstMove),
  trialActions: trialActions == null ? "" : String(trialActions),
});

type Read = { ok: true; policy: Policy } | { ok: false; errors: Record<string, string> };

/** What the typed text means, or what is wrong at which field. The server judges again. */
export function policyFrom({ requiresApproval, requiresPresence, minDryRunSteps, defaultMinutes, maxMinutes, ...typed }: Draft): Read {
  const errors: Record<string, string> = {};
  const [fewest, most] = policyBounds.minDryRunSteps;
  const [shortest, longest] = policyBounds.budgetSeconds;
  const steps = numberIn(minDryRunSteps);
  if (!Number.isInteger(steps) || steps < fewest || steps > most) errors.minDryRunSteps = rangeInWords(fewest, most);
  const budget = (field: string, text: string) => {
    const seconds = Math.round(numberIn(text) * 60);
    if (!(seconds >= shortest && seconds <= longest)) errors[field] = budgetRangeInWords(shortest, longest);
    return seconds;
  };
  const defaultBudgetSeconds = budget("defaultMinutes", defaultMinutes);
  const maxBudgetSeconds = budget("maxMinutes", maxMinutes);
  if (errors.defaultMinutes === undefined && errors.maxMinutes === undefined && defaultBudgetSeconds > maxBudgetSeconds)
    errors.defaultMinutes = t`Longer than the longest.`;
  const [nearest, farthest] = policyBounds.firstMove;
  const maxFirstMove = typed.maxFirstMove.trim() === "" ? null : numberIn(typed.maxFirstMove);
  if (maxFirstMove !== null && !(maxFirstMove >= nearest && maxFirstMove <= farthest))
    errors.maxFirstMove = distanceRangeInWords(nearest, farthest);
  const [shortestTrial, longestTrial] = policyBounds.trialActions;
  const trialActions = typed.trialActions.trim() === "" ? null : numberIn(typed.trialActions);
  if (trialActions !== null && !(Number.isInteger(trialActions) && trialActions >= shortestTrial && trialActions <= longestTrial))
    errors.trialActions = trialRangeInWords(shortestTrial, longestTrial);
  if (Object.keys(errors).length > 0) return { ok: false, errors };
  return {
    ok: true,
    policy: {
      requiresApproval,
      requiresPresence,
      minDryRunSteps: steps,
      defaultBudgetSeconds,
      maxBudgetSeconds,
      maxFirstMove,
      trialActions,
    },
  };
}

function rangeInWords(fewest: number, most: number): string {
  const [low, high] = [formatNumber(fewest), formatNumber(most)];
  return t`A whole number from ${low} to ${high}.`;
}

function budgetRangeInWords(seconds: number, longest: number): string {
  const asMinutes = formatNumber(seconds / 60, 2);
  const minutes = formatNumber(longest / 60, 2);
  return t`From ${seconds} seconds (${asMinutes}) to ${minutes} minutes.`;
}

function distanceRangeInWords(nearest: number, farthest: number): string {
  const [low, high] = [formatNumber(nearest, 3), formatNumber(farthest)];
  return t`From ${low} to ${high}, or empty for any distance.`;
}

function trialRangeInWords(shortest: number, longest: number): string {
  const [low, high] = [formatNumber(shortest), formatNumber(longest)];
  return t`A whole number from ${low} to ${high}, or empty for no trial.`;
}

const numberIn = (text: string) => (text.trim() === "" ? Number.NaN : Number(text.trim().replace(",", ".")));

export const loweredBy = (before: Policy, after: Policy): readonly string[] => loweredGuards(before, after);
