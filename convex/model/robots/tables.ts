import { defineTable } from "convex/server";
import { v } from "convex/values";

import { brokenRule, ruleWithoutData, standing } from "../alertRules/shapes";
import { actor, nullable } from "../shapes";
import { heartbeatNumbers, minuteStats, robotState } from "../heartbeats/shapes";
import { happened } from "../incidents/shapes";
import { attendance, schemaSummary } from "./shapes";

const time = v.number();
const organizationId = v.id("organizations");

/** The tables of robots and of what they are made of. Part of the schema. */
export const robotTables = {
  // Immutable versions: a change of the document is a new row with the next version.
  robotSchemas: defineTable({
    organizationId,
    name: v.string(),
    version: v.number(),
    robotKind: nullable(v.string()),
    /** JSON text: a Convex value may not hold every key a JSON document may. */
    document: v.string(),
    hash: v.string(),
    summary: schemaSummary,
    createdBy: actor,
    createdAt: time,
  })
    .index("by_organizationId_and_name", ["organizationId", "name", "version"])
    // oxlint-disable-next-line convex/no-duplicate-indexes -- newest first
    .index("by_organizationId", ["organizationId"]),

  robots: defineTable({
    organizationId,
    name: v.string(),
    robotSchemaId: v.id("robotSchemas"),
    robotKind: nullable(v.string()),
    calibrationId: nullable(v.string()),
    /** Where the hardware emergency stop is, in words a person on the floor understands. */
    emergencyStopLocation: v.string(),
    createdBy: actor,
    createdAt: time,
    retiredAt: nullable(time),
    /** Shown facts of the live credential, `null` when there is none: the list of robots reads no other table for it. */
    paired: nullable(v.object({ hostname: nullable(v.string()), agentVersion: nullable(v.string()), prefix: v.string(), at: time })),
    /** Its live row, so that a heartbeat need not look for it; absent in robots from before. */
    statusId: v.optional(v.id("robotStatus")),
  })
    .index("by_organizationId_and_name", ["organizationId", "name"])
    .index("by_robotSchemaId", ["robotSchemaId"]),

  // One row per robot, written by every heartbeat. Apart from `robots`, so only live views wake.
  robotStatus: defineTable({
    organizationId,
    robotId: v.id("robots"),
    ...robotState,
    /** Server time at which the sweep must look again; `null` when silence changes nothing more. */
    nextLinkAt: nullable(time),
    state: v.string(),
    lastSeenAt: nullable(time),
    intervalMs: v.number(),
    seq: v.number(),
    deploymentId: nullable(v.id("deployments")),
    /** Robot clock minus server clock, ms, by the fastest of the newest heartbeats: less than the true one by what that took to arrive. */
    clockSkewMs: nullable(v.number()),
    /** What the newest heartbeats say of it, newest last. */
    clockOffsets: v.optional(v.array(v.number())),
    duplicates: v.number(),
    outOfOrder: v.number(),
    lastSampleAt: nullable(time),
    /** Heartbeats taken since, for their limit; here, because this row is written anyway. */
    taken: v.optional(v.object({ since: time, count: v.number() })),
    /** Robot clock of the newest heartbeat: tells a restarted agent from an old message. */
    lastSentAt: nullable(time),
    ...heartbeatNumbers,
    joints: v.optional(v.array(v.number())),
    /** Of the newest heartbeat, if it named one: how far each joint would go at once. */
    firstMove: v.optional(v.array(v.number())),
    /** Of the newest heartbeat: the cameras that the robot has. Until when somebody looks at them, if anybody ever did. */
    cameras: v.optional(v.array(v.string())),
    picturesUntil: v.optional(time),
    /** False: no stop of this robot waits for its acknowledgement. Otherwise one may, and is looked for. Set with every stop. */
    mayHaveStop: v.optional(v.boolean()),
    /** The same for an open session that the robot has not named yet. Set with every session that is authorized. */
    mayHaveSession: v.optional(v.boolean()),
    /** The newest row of the ring of samples, and the minute that runs: a heartbeat finds both here. */
    chunk: v.optional(v.object({ id: v.id("sampleChunks"), from: time })),
    minute: v.optional(v.object(minuteStats)),
    /** How it stands with the rules of its organization; absent: it breaks none, and reports what they are about. */
    rules: v.optional(v.array(standing)),
    /** Absent in rows from before there were `robotStates`: theirs is still to be made. */
    hasState: v.optional(v.literal(true)),
  })
    .index("by_robotId", ["robotId"])
    .index("by_organizationId", ["organizationId"])
    .index("by_hasState", ["hasState"])
    .index("by_nextLinkAt", ["nextLinkAt"]),

  // What of the row above changes seldom, in a row of its own: the fleet's list follows these (`model/robots/states.ts`).
  robotStates: defineTable({
    organizationId,
    robotId: v.id("robots"),
    ...robotState,
    attendance: v.optional(attendance),
    /** What happened and waits for somebody to look; absent or empty: nothing (`model/incidents`). */
    pending: v.optional(v.array(happened)),
    /** Rules of the organization that it breaks, each with an open incident; absent or empty: none. */
    brokenRules: v.optional(v.array(brokenRule)),
    /** Rules that can say nothing of it, because its heartbeats do not carry their value; absent: none. */
    rulesWithoutData: v.optional(v.array(ruleWithoutData)),
  })
    .index("by_robotId", ["robotId"])
    .index("by_organizationId_and_attendee", ["organizationId", "attendance.by.id"]),
};
