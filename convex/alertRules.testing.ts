import { api } from "./_generated/api";
import type { start } from "./heartbeats.testing";
import type { NewRule } from "./model/alertRules/rules";
import type { NewRunRule } from "./model/runRules/rules";

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

export type Started = Awaited<ReturnType<typeof start>>;

export const incidents = async ({ people }: Started) =>
  (await people.viewer.as.query(api.incidents.list, { show: "all", paginationOpts: { numItems: 50, cursor: null } })).page;
export const stateOf = async ({ people, seeded: { robotId } }: Started) => {
  const pass = await people.viewer.as.query(api.robots.watchPass, {});
  return (await people.viewer.as.query(api.robots.states, { pass, robotIds: [robotId] }))[0];
};
export const notices = async ({ people }: Started) => (await people.viewer.as.query(api.notices.list, {})).notices;

/** Heartbeats a second apart, each with these numbers. */
export async function beats({ robot }: Started, seconds: number, numbers: Record<string, number>) {
  for (let index = 0; index < seconds; index += 1) await robot.beat(numbers);
}

/** A rule about runs as an admin writes it. */
export const twoStops: NewRunRule = {
  name: "Stopped twice",
  signs: ["stopped"],
  per: "deployment",
  atLeast: 2,
  withinMs: 3_600_000,
  severity: 2,
  isOn: true,
};
const { signs, per, atLeast, withinMs } = twoStops;
export const stopsCondition = { signs, per, atLeast, withinMs };

type Ids = { alertRuleId: string; runRuleId: string; robotId: string };

/** Who may call what of the rules, for `roles.testing.ts`. */
export const alertRuleRoles = {
  "alertRules:change": { needs: "admin", args: ({ alertRuleId }: Ids) => ({ ...battery, id: alertRuleId }) },
  "alertRules:create": { needs: "admin", args: () => battery },
  "alertRules:list": { needs: "viewer", args: () => ({}) },
  "alertRules:past": { needs: "viewer", args: ({ robotId }: Ids) => ({ robotId, since: 0, until: 0, ...batteryCondition }) },
  "alertRules:remove": { needs: "admin", args: ({ alertRuleId }: Ids) => ({ id: alertRuleId }) },
  "alertRules:test": { needs: "admin", args: ({ alertRuleId }: Ids) => ({ id: alertRuleId }) },
  "runRules:change": { needs: "admin", args: ({ runRuleId }: Ids) => ({ ...twoStops, id: runRuleId }) },
  "runRules:create": { needs: "admin", args: () => twoStops },
  "runRules:list": { needs: "viewer", args: () => ({}) },
  "runRules:past": { needs: "viewer", args: () => ({ ...stopsCondition, until: 0 }) },
  "runRules:remove": { needs: "admin", args: ({ runRuleId }: Ids) => ({ id: runRuleId }) },
  "runRules:test": { needs: "admin", args: ({ runRuleId }: Ids) => ({ id: runRuleId }) },
} as const;
