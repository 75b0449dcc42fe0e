import { plural, t } from "@lingui/core/macro";

import { Segmented } from "#src/components/ui/segmented.tsx";
import { StateMark } from "#src/components/ui/state-mark.tsx";
import { formatNumber } from "#src/lib/numbers.ts";
import { formatDuration } from "#src/lib/time.ts";

export const BUDGETS_MS = [2, 5, 10, 20, 30].map((minutes) => minutes * 60_000);
/** About a second, four and twenty at 25 actions a second. */
const ACTIONS = [25, 100, 500];
const ANY = 0;

/** Of how many actions the policy asks a trial first (`null`: none), and how many the longest that went well had. */
export type Trial = { needed: number | null; passed: number };

/** The trial that a promote must be now, in actions; `null`: it need not be one. */
export const trialDue = ({ needed, passed }: Trial): number | null => (needed !== null && passed < needed ? needed : null);

/** The usual budgets as far as a policy allows them, and its own default and maximum. Milliseconds, ascending. */
export function budgetsWithin(policy: { defaultBudgetSeconds: number; maxBudgetSeconds: number } | undefined): readonly number[] {
  if (policy === undefined) return BUDGETS_MS;
  const most = policy.maxBudgetSeconds * 1_000;
  const own = [policy.defaultBudgetSeconds * 1_000, ...(most < (BUDGETS_MS.at(-1) ?? 0) ? [most] : [])];
  return [...new Set([...BUDGETS_MS, ...own])].filter((budget) => budget <= most).sort((a, b) => a - b);
}

/** The most actions that may be chosen now: no more than a trial that is due has, and than a second operator approved. `null`: neither bounds them. */
export function mostActions(trial: Trial, approved: number | null): number | null {
  const due = trialDue(trial);
  return due === null || approved === null ? (due ?? approved) : Math.min(due, approved);
}

/** How many actions may be chosen: no more than `mostActions`. `null` is any number. */
export function actionsWithin(trial: Trial, approved: number | null): readonly (number | null)[] {
  const most = mostActions(trial, approved);
  if (most !== null) return [...ACTIONS.filter((actions) => actions < most), most];
  const own = trial.needed === null ? [] : [trial.needed];
  return [...[...new Set([...ACTIONS, ...own])].sort((a, b) => a - b), null];
}

/** Whole minutes also beyond an hour, because that is how they are laid down. */
function budgetInWords(budgetMs: number): string {
  const count = budgetMs / 60_000;
  return Number.isInteger(count) ? t`${count} min` : formatDuration(budgetMs);
}

type PromoteBoundsProps = {
  budgetMs: number;
  /** What the deployment's policy allows. */
  budgets: readonly number[];
  /** `null`: any number. */
  actions: number | null;
  trial: Trial;
  /** The most that a second operator approved; `null`: no approval bounds them. */
  approved: number | null;
  /** How many actions the robot plays in a second, where its schema says so. */
  actionsPerSecond: number | null;
  onBudget: (ms: number) => void;
  onActions: (actions: number | null) => void;
};

type ActionChoiceProps = {
  actions: number | null;
  choices: readonly (number | null)[];
  onActions: (actions: number | null) => void;
};

export const ActionChoice = ({ actions, choices, onActions }: ActionChoiceProps) => (
  <Segmented
    label={t`Actions`}
    value={actions ?? ANY}
    onChange={(value) => onActions(value === ANY ? null : value)}
    options={choices.map((value) => ({
      value: value ?? ANY,
      label: value === null ? t({ message: "Any number", context: "actions" }) : formatNumber(value),
    }))}
  />
);

/** What ends the promotion by itself: its time, and where it is chosen a number of actions. */
export function PromoteBounds({ budgetMs, budgets, actions, trial, approved, actionsPerSecond, onBudget, onActions }: PromoteBoundsProps) {
  const due = trialDue(trial);
  const lasts = actions === null || actionsPerSecond === null ? null : formatDuration((actions * 1_000) / actionsPerSecond);
  const { passed } = trial;
  return (
    <>
      <section aria-label={t`Actions`} className="grid gap-2">
        <h3 className="text-heading">{t`Actions`}</h3>
        <p className="text-caption text-muted">
          {due !== null
            ? plural(due, {
                one: "The promote policy asks for a trial of # action first. It counts when it ends by itself and nothing goes wrong.",
                other: "The promote policy asks for a trial of # actions first. It counts when it ends by itself and nothing goes wrong.",
              })
            : t`After the last one the robot goes back to the dry run by itself.`}
        </p>
        <ActionChoice actions={actions} choices={actionsWithin(trial, approved)} onActions={onActions} />
        {passed === 0 || due !== null ? null : (
          <StateMark shape="disc" tone="ok">
            {plural(passed, { one: "A trial of # action went well.", other: "A trial of # actions went well." })}
          </StateMark>
        )}
        {approved === null ? null : (
          <p>
            {plural(approved, {
              one: "A second operator approved at most # action.",
              other: "A second operator approved at most # actions.",
            })}
          </p>
        )}
        {lasts === null ? null : <p className="text-caption text-muted">{t`They last about ${lasts}.`}</p>}
      </section>

      <section aria-label={t`Time budget`} className="grid gap-2">
        <h3 className="text-heading">{t`Time budget`}</h3>
        <p className="text-caption text-muted">{t`At its end, or when heartbeats fall silent, the robot goes back to the dry run by itself.`}</p>
        <Segmented
          label={t`Time budget`}
          value={budgetMs}
          onChange={onBudget}
          options={budgets.map((value) => ({ value, label: budgetInWords(value) }))}
        />
      </section>
    </>
  );
}
