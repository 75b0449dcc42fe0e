import { v } from "convex/values";

import { brokenRule, ruleWithoutData } from "../alertRules/shapes";
import { actor, nullable } from "../shapes";
import { heartbeatNumbers, robotState } from "../heartbeats/shapes";
import { happened } from "../incidents/shapes";
import { attendance, schemaSummary } from "./shapes";

export const robotSchemaView = v.object({
  id: v.id("robotSchemas"),
  name: v.string(),
  version: v.number(),
  robotKind: nullable(v.string()),
  hash: v.string(),
  summary: schemaSummary,
  createdBy: actor,
  createdAt: v.number(),
});

export const robotView = v.object({
  id: v.id("robots"),
  name: v.string(),
  robotSchemaId: v.id("robotSchemas"),
  robotSchemaName: v.string(),
  robotSchemaVersion: v.number(),
  robotKind: nullable(v.string()),
  calibrationId: nullable(v.string()),
  emergencyStopLocation: v.string(),
  createdBy: actor,
  createdAt: v.number(),
  retiredAt: nullable(v.number()),
  /** The machine that holds the robot's credential, `null` until paired. */
  paired: nullable(v.object({ hostname: nullable(v.string()), agentVersion: nullable(v.string()), prefix: v.string(), at: v.number() })),
});

/** What of a robot changes seldom: what a list of the whole fleet follows. `pending`: what happened and waits for somebody to look; `brokenRules`: the organization's own rules
 * that it breaks; `rulesWithoutData`: those whose value its heartbeats do not carry, since when (server time, epoch ms). */
export const robotStateView = v.object({
  robotId: v.id("robots"),
  ...robotState,
  attendance: v.optional(attendance),
  pending: v.optional(v.array(happened)),
  brokenRules: v.optional(v.array(brokenRule)),
  rulesWithoutData: v.optional(v.array(ruleWithoutData)),
});

/** What a wall shows where nobody signs in. Times are server time, epoch ms; `expiresAt`: when its link ends. */
export const wallView = v.object({
  organization: v.string(),
  expiresAt: v.number(),
  robots: v.array(
    v.object({
      robotId: v.id("robots"),
      name: v.string(),
      robotSchemaName: v.string(),
      isPaired: v.boolean(),
      link: robotState.link,
      mode: robotState.mode,
      health: robotState.health,
      hasSession: v.boolean(),
      pending: v.optional(v.array(happened)),
      brokenRules: v.optional(v.array(brokenRule)),
      attendance: v.optional(v.object({ name: v.string(), since: v.number() })),
    }),
  ),
});

/** When a robot was last heard, server time, epoch ms; how often it promised to be, ms. */
export const heardView = v.object({ link: robotState.link, lastSeenAt: nullable(v.number()), intervalMs: v.number() });

/** The live row of a robot. Times are server time, epoch ms. */
export const robotStatusView = v.object({
  robotId: v.id("robots"),
  ...robotState,
  state: v.string(),
  lastSeenAt: nullable(v.number()),
  intervalMs: v.number(),
  seq: v.number(),
  deploymentId: nullable(v.id("deployments")),
  clockSkewMs: nullable(v.number()),
  duplicates: v.number(),
  outOfOrder: v.number(),
  ...heartbeatNumbers,
  joints: v.optional(v.array(v.number())),
});
