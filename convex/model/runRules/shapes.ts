import { v } from "convex/values";

// Rules about runs: of schema, arguments and answers. Times and durations in ms.

/** Why a run counts: a software stop was asked for, the robot told a fault or a safe stop, the lease ran out while actions were applied, or a review flagged it. */
export const runSign = v.union(v.literal("stopped"), v.literal("fault"), v.literal("lease"), v.literal("flagged"));

/** Whose runs are counted together. */
export const runsOf = v.union(v.literal("deployment"), v.literal("robot"), v.literal("organization"));

/** What of such a rule decides: so many runs with one of the signs within the time. */
export const runsCondition = {
  signs: v.array(runSign),
  per: runsOf,
  /** 1 to 50. */
  atLeast: v.number(),
  /** Ten minutes to a week. */
  withinMs: v.number(),
};

/** What a person says of a rule about runs. */
export const newRunRule = {
  name: v.string(),
  ...runsCondition,
  /** 0 is the gravest. */
  severity: v.number(),
  isOn: v.boolean(),
};

/** The rule of an incident as it was when that opened; `of`: the name of the deployment, the robot or the organization. */
export const runRuleOfIncident = v.object({ id: v.id("runRules"), name: v.string(), runs: v.object(runsCondition), of: v.string() });
