import { v } from "convex/values";

import { ruleOfIncident } from "../alertRules/shapes";
import { runRuleOfIncident } from "../runRules/shapes";
import { actor, nullable } from "../shapes";

// What needed attention: of schema, arguments and answers. Times are server time, epoch ms.

export const happened = v.union(v.literal("stop_unasked"), v.literal("doctor_failed"));
export const cause = v.union(
  v.literal("silent_applying"),
  v.literal("late_applying"),
  v.literal("fault"),
  v.literal("safe_stop"),
  v.literal("silent_in_session"),
  v.literal("warning"),
  v.literal("late"),
  v.literal("offline"),
  happened,
);

/** Also a rule that the organization wrote itself. */
export const causeOrRule = v.union(cause, v.literal("rule"));

/** `gone`: it is not so any more. `changed`: another cause took its place. `settled`: a person looked. `promoted`, `passed`: what came after settled it.
 * `rule_changed`: somebody changed its rule, switched it off or removed it. */
export const ending = v.object({
  how: v.union(
    v.literal("gone"),
    v.literal("changed"),
    v.literal("settled"),
    v.literal("promoted"),
    v.literal("passed"),
    v.literal("retired"),
    v.literal("rule_changed"),
  ),
  by: nullable(actor),
});

/** What people did about it: took it, gave it to somebody, were done, or said what they did. */
export const step = v.object({
  at: v.number(),
  kind: v.union(v.literal("take"), v.literal("give"), v.literal("done"), v.literal("note")),
  by: actor,
  to: nullable(v.string()),
  text: nullable(v.string()),
});

export const incidentFields = {
  /** `null`: of a rule about the runs of a deployment (`deploymentId`), or, without one, of the organization. */
  robotId: nullable(v.id("robots")),
  cause: causeOrRule,
  /** The rule of a `rule`, as it was. */
  rule: v.optional(v.union(ruleOfIncident, runRuleOfIncident)),
  /** 0 is the gravest. */
  severity: v.number(),
  /** Whether an arm moved, or stopped by itself. */
  isOfMotion: v.boolean(),
  startedAt: v.number(),
  endedAt: nullable(v.number()),
  ending: nullable(ending),
  /** How often it came back within a minute, or happened again meanwhile; 1: once. */
  times: v.number(),
  /** The robot's own message, why a session was stopped, or which checks failed. */
  detail: nullable(v.string()),
  sessionId: nullable(v.id("sessions")),
  deploymentId: nullable(v.id("deployments")),
  /** The first 30; the audit log has all. */
  steps: v.array(step),
};
