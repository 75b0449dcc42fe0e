import { loweredGuards, type Policy, policyBounds } from "#src/api/policy.ts";

export const guardNames: Record<string, string> = { minDryRunSteps: "dry-run steps", maxBudgetSeconds: "the longest time budget", requiresApproval: "the second operator" };

/** A policy as it is typed: numbers as text, budgets in minutes. */
export type Draft = { requiresApproval: boolean; minDryRunSteps: string; defaultMinutes: string; maxMinutes: string };

export const draftOf = ({ requiresApproval, minDryRunSteps, defaultBudgetSeconds, maxBudgetSeconds }: Policy): Draft => ({
  requiresApproval,
  minDryRunSteps: String(minDryRunSteps),
  defaultMinutes: String(Math.round((defaultBudgetSeconds / 60) * 100) / 100),
  maxMinutes: String(Math.round((maxBudgetSeconds / 60) * 100) / 100),
});

type Read = { ok: true; policy: Policy } | { ok: false; errors: Record<string, string> };

/** What the typed text means, or what is wrong at which field. The server judges again. */
export function policyFrom({ requiresApproval, minDryRunSteps, defaultMinutes, maxMinutes }: Draft): Read {
  const errors: Record<string, string> = {};
  const [fewest, most] = policyBounds.minDryRunSteps;
  const [shortest, longest] = policyBounds.budgetSeconds;
  const steps = numberIn(minDryRunSteps);
  if (!Number.isInteger(steps) || steps < fewest || steps > most) errors.minDryRunSteps = `A whole number from ${fewest} to ${most.toLocaleString("en")}.`;
  const budget = (field: string, text: string) => {
    const seconds = Math.round(numberIn(text) * 60);
    if (!(seconds >= shortest && seconds <= longest)) errors[field] = `From ${shortest} seconds (${Math.round((shortest / 60) * 100) / 100}) to ${longest / 60} minutes.`;
    return seconds;
  };
  const defaultBudgetSeconds = budget("defaultMinutes", defaultMinutes);
  const maxBudgetSeconds = budget("maxMinutes", maxMinutes);
  if (errors.defaultMinutes === undefined && errors.maxMinutes === undefined && defaultBudgetSeconds > maxBudgetSeconds) errors.defaultMinutes = "Longer than the longest.";
  return Object.keys(errors).length > 0 ? { ok: false, errors } : { ok: true, policy: { requiresApproval, minDryRunSteps: steps, defaultBudgetSeconds, maxBudgetSeconds } };
}

const numberIn = (text: string) => (text.trim() === "" ? Number.NaN : Number(text.trim().replace(",", ".")));

export const loweredBy = (before: Policy, after: Policy): readonly string[] => loweredGuards(before, after);
