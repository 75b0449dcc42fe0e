import { t } from "@lingui/core/macro";

import type { NewRunRule, RunRule } from "#src/api/run-rules.ts";

const HOUR_MS = 3_600_000;

/** A rule about runs while it is written: numbers as they stand in their fields. */
export type RunDraft = Omit<NewRunRule, "atLeast" | "withinMs"> & { atLeast: string; hours: string };

export const emptyRunDraft: RunDraft = {
  ...{ name: "", signs: ["stopped", "fault", "lease"], per: "deployment", atLeast: "3", hours: "24", severity: 2, isOn: true },
};

export const runDraftOf = ({ name, signs, per, atLeast, withinMs, severity, isOn }: RunRule): RunDraft => ({
  ...{ name, signs, per, severity, isOn, atLeast: String(atLeast), hours: String(withinMs / HOUR_MS) },
});

const numberOf = (text: string): number => (/^\d+([.,]\d+)?$/.test(text.trim()) ? Number(text.trim().replace(",", ".")) : Number.NaN);

export type RunProblems = { name?: string; signs?: string; atLeast?: string; hours?: string };

/** What is still wrong, by field; the server looks again. */
export function runProblemsOf({ name, signs, atLeast, hours }: RunDraft): RunProblems {
  const [runs, time] = [numberOf(atLeast), numberOf(hours) * HOUR_MS];
  return {
    ...(name.trim() === "" ? { name: t`Give a name.` } : {}),
    ...(signs.length === 0 ? { signs: t`Choose what counts.` } : {}),
    ...(Number.isInteger(runs) && runs >= 1 && runs <= 50 ? {} : { atLeast: t`Give a whole number from 1 to 50.` }),
    ...(time >= HOUR_MS / 6 && time <= 168 * HOUR_MS ? {} : { hours: t`Give ten minutes to 168 hours.` }),
  };
}

export const runRuleOf = ({ atLeast, hours, ...rest }: RunDraft): NewRunRule => ({
  ...rest,
  atLeast: numberOf(atLeast),
  withinMs: Math.round(numberOf(hours) * HOUR_MS),
});
