import type { NewRule } from "./model/alertRules/rules";

/** A rule as an admin writes it. */
export const battery: NewRule = {
  name: "Battery low",
  measure: "batteryPct",
  isOver: false,
  threshold: 20,
  forMs: 5_000,
  scope: { kind: "all" },
  severity: 2,
  isOn: true,
};

const { measure, isOver, threshold, forMs } = battery;
export const batteryCondition = { measure, isOver, threshold, forMs };

type Ids = { alertRuleId: string; robotId: string };

/** Who may call what of the rules, for `roles.testing.ts`. */
export const alertRuleRoles = {
  "alertRules:change": { needs: "admin", args: ({ alertRuleId }: Ids) => ({ ...battery, id: alertRuleId }) },
  "alertRules:create": { needs: "admin", args: () => battery },
  "alertRules:list": { needs: "viewer", args: () => ({}) },
  "alertRules:past": { needs: "viewer", args: ({ robotId }: Ids) => ({ robotId, since: 0, until: 0, ...batteryCondition }) },
  "alertRules:remove": { needs: "admin", args: ({ alertRuleId }: Ids) => ({ id: alertRuleId }) },
  "alertRules:test": { needs: "admin", args: ({ alertRuleId }: Ids) => ({ id: alertRuleId }) },
} as const;
