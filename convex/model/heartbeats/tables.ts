import { defineTable } from "convex/server";
import { v } from "convex/values";

import { heartbeatSample, minuteStats, sample } from "./shapes";

/** The tables of raw data: what robots report, until it is past its time. Part of the schema. */
export const rawTables = {
  // A ring of ten seconds a row: each new row deletes what left the window, so its size is bounded per robot.
  sampleChunks: defineTable({ robotId: v.id("robots"), from: v.number(), samples: v.array(sample) })
    .index("by_robotId_and_from", ["robotId", "from"])
    .index("by_from", ["from"]),

  // Samples from before they shared rows; nothing is written here any more, and within 15 minutes nothing is left.
  heartbeatSamples: defineTable(heartbeatSample.fields)
    .index("by_robotId_and_receivedAt", ["robotId", "receivedAt"])
    .index("by_receivedAt", ["receivedAt"]),

  // Samples that somebody asked to keep: copies, so that the ring stays as small as it is.
  // `organizationId` is absent in rows from before each organization chose how long.
  keptSamples: defineTable({ ...heartbeatSample.fields, sessionId: v.id("sessions"), organizationId: v.optional(v.id("organizations")) })
    .index("by_sessionId_and_receivedAt", ["sessionId", "receivedAt"])
    .index("by_organizationId_and_receivedAt", ["organizationId", "receivedAt"]),

  // Minutes that are over; the one that runs is in `robotStatus`.
  heartbeatMinutes: defineTable({ robotId: v.id("robots"), organizationId: v.optional(v.id("organizations")), ...minuteStats })
    .index("by_robotId_and_minute", ["robotId", "minute"])
    .index("by_organizationId_and_minute", ["organizationId", "minute"]),

  // At most one row per organization; none: `defaultRetention` (`model/heartbeats/retention.ts`).
  retentionSettings: defineTable({
    organizationId: v.id("organizations"),
    /** How long means of minutes stay. */
    chartHours: v.number(),
    /** How long the single heartbeats of a kept run stay. */
    keptDays: v.number(),
    /** Every session is kept from its beginning, without anybody asking. */
    keepsEveryRun: v.boolean(),
  }).index("by_organizationId", ["organizationId"]),
};
