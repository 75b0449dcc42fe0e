import { cleanup, render, screen, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { type ComponentProps } from "react";
import { afterEach, expect, test, vi } from "vitest";

import { actionsWithin, budgetsWithin, mostActions, PromoteBounds, trialDue } from "./promote-bounds.tsx";

afterEach(cleanup);

const none = { needed: null, passed: 0 };

function show(over: Partial<ComponentProps<typeof PromoteBounds>> = {}) {
  const onActions = vi.fn();
  const choice = { budgetMs: 600_000, budgets: [120_000, 600_000], actions: null, trial: none, approved: null, actionsPerSecond: 25 };
  render(<PromoteBounds {...choice} onBudget={vi.fn()} onActions={onActions} {...over} />);
  const actions = screen.getByRole("region", { name: "Actions" });
  return {
    onActions,
    actions,
    offered: within(actions)
      .getAllByRole("radio")
      .map((radio) => radio.parentElement?.textContent),
  };
}

test("the policy of the deployment bounds the time budgets, and its own are among them", () => {
  const minutes = (policy: Parameters<typeof budgetsWithin>[0]) => budgetsWithin(policy).map((ms) => ms / 60_000);
  expect(minutes(undefined)).toEqual([2, 5, 10, 20, 30]);
  expect(minutes({ defaultBudgetSeconds: 600, maxBudgetSeconds: 14_400 })).toEqual([2, 5, 10, 20, 30]);
  expect(minutes({ defaultBudgetSeconds: 90, maxBudgetSeconds: 400 })).toEqual([1.5, 2, 5, 400 / 60]);
  expect(minutes({ defaultBudgetSeconds: 10, maxBudgetSeconds: 10 })).toEqual([1 / 6]);
});

test.each([
  [none, [25, 100, 500, null], null],
  [{ needed: 50, passed: 0 }, [25, 50], 50],
  [{ needed: 50, passed: 49 }, [25, 50], 50],
  [{ needed: 50, passed: 50 }, [25, 50, 100, 500, null], null],
  [{ needed: 100, passed: 100 }, [25, 100, 500, null], null],
  [{ needed: 10, passed: 0 }, [10], 10],
  [{ needed: null, passed: 80 }, [25, 100, 500, null], null],
])("with %j these numbers of actions may be chosen: %j", (trial, offered, due) => {
  expect(actionsWithin(trial, null)).toEqual(offered);
  expect(trialDue(trial)).toBe(due);
  expect(mostActions(trial, null)).toBe(due);
});

test.each([
  [none, 60, [25, 60]],
  [none, 25, [25]],
  [{ needed: 50, passed: 0 }, 40, [25, 40]],
  [{ needed: 50, passed: 0 }, 500, [25, 50]],
  [{ needed: 50, passed: 50 }, 100, [25, 100]],
])("with %j and an approval of %d actions, these may be chosen: %j", (trial, approved, offered) => {
  expect(actionsWithin(trial, approved)).toEqual(offered);
  expect(mostActions(trial, approved)).toBe(offered.at(-1));
});

test("without a trial to come any number is chosen, and fewer may be", async () => {
  const { onActions, actions, offered } = show();
  expect(offered).toEqual(["25", "100", "500", "Any number"]);
  expect((within(actions).getByRole("radio", { name: "Any number" }) as HTMLInputElement).checked).toBe(true);
  expect(actions.textContent).not.toContain("They last");
  await userEvent.click(within(actions).getByRole("radio", { name: "100" }));
  expect(onActions).toHaveBeenCalledWith(100);
});

test("who goes back to any number is asked for none", async () => {
  const { onActions, actions } = show({ actions: 100 });
  expect(actions.textContent).toContain("They last about 4 s.");
  await userEvent.click(within(actions).getByRole("radio", { name: "Any number" }));
  expect(onActions).toHaveBeenCalledWith(null);
});

test("a trial that is due says so, and offers no more than it", () => {
  const { actions, offered } = show({ actions: 50, trial: { needed: 50, passed: 0 }, actionsPerSecond: null });
  expect(offered).toEqual(["25", "50"]);
  expect(actions.textContent).toContain("asks for a trial of 50 actions first");
  expect(actions.textContent).not.toContain("They last");
});

test("what a second operator approved is said, and no more is offered", () => {
  const { actions, offered } = show({ actions: 60, approved: 60 });
  expect(offered).toEqual(["25", "60"]);
  expect(actions.textContent).toContain("A second operator approved at most 60 actions.");
});

test("a trial that went well is told", () => {
  expect(show({ trial: { needed: 50, passed: 50 } }).actions.textContent).toContain("A trial of 50 actions went well.");
});
