import { defineTable } from "convex/server";
import { v } from "convex/values";

import { measureColumns, measures } from "./shapes";
import { nullable } from "../shapes";

const time = v.number();
const organizationId = v.id("organizations");

/** The tables of the record and of what is counted, compared and found in it. Part of the schema. */
export const receiptTables = {
  // Never changed and never deleted: no function of this folder patches or deletes this table.
  receipts: defineTable({
    organizationId,
    sequence: v.number(),
    sessionId: v.id("sessions"),
    robotId: nullable(v.id("robots")),
    deploymentId: nullable(v.id("deployments")),
    timestamp: time,
    startedAt: time,
    modelId: v.string(),
    steps: v.number(),
    appliedSteps: v.number(),
    safeStops: v.number(),
    errorCount: v.number(),
    longestGapMs: v.number(),
    latencyP95Ms: nullable(v.number()),
    applied: v.boolean(),
    closeReason: v.string(),
    /** A safe stop, an error, or an end nobody asked for; absent in receipts from before it was told. */
    isProblem: v.optional(v.boolean()),
    /** RFC 8785 canonical JSON; the hash is over exactly this text. */
    body: v.string(),
    previousHash: v.string(),
    hash: v.string(),
    signature: v.string(),
    keyId: v.string(),
  })
    .index("by_organizationId_and_sequence", ["organizationId", "sequence"])
    .index("by_organizationId_and_timestamp", ["organizationId", "timestamp"])
    .index("by_organizationId_and_isProblem", ["organizationId", "isProblem", "sequence"])
    .index("by_organizationId_and_applied", ["organizationId", "applied", "sequence"])
    .index("by_organizationId_and_deploymentId", ["organizationId", "deploymentId", "sequence"])
    .index("by_organizationId_and_robotId", ["organizationId", "robotId", "sequence"])
    .index("by_sessionId", ["sessionId"]),

  // What was signed of pictures that came after their receipt, in order: never changed and never deleted either.
  receiptAddenda: defineTable({
    organizationId,
    /** Of the receipt, and the place among its addenda from 1. */
    sequence: v.number(),
    number: v.number(),
    body: v.string(),
    signature: v.string(),
    keyId: v.string(),
  }).index("by_organizationId_and_sequence", ["organizationId", "sequence", "number"]),

  // Which of 1,024 receipts in a row (`block` times that, and on) have a word, or a value of a filter; written with each of them and its review.
  receiptWords: defineTable({ organizationId, word: v.string(), block: v.number(), bits: v.array(v.number()) }).index(
    "by_organizationId_and_word",
    ["organizationId", "word", "block"],
  ),

  // What the newest receipts of a deployment are compared by (`model/receipts/siblings.ts`), newest first, rewritten by every close.
  deploymentMeasures: defineTable({ deploymentId: v.id("deployments"), columns: measureColumns }).index("by_deploymentId", [
    "deploymentId",
  ]),

  // The same from before they shared a row; nothing is written here any more, and read only until there is such a row.
  receiptMeasures: defineTable({ deploymentId: v.id("deployments"), sequence: v.number(), measures }).index(
    "by_deploymentId_and_sequence",
    ["deploymentId", "sequence"],
  ),

  // Counts per organization and hour (UTC), raised by every close; the totals are of all hours up to this one.
  receiptHours: defineTable({
    organizationId,
    hour: time,
    count: v.number(),
    problems: v.number(),
    /** Absent in rows from before there were totals: theirs are still to be made. */
    total: v.optional(v.number()),
    totalProblems: v.optional(v.number()),
  })
    .index("by_organizationId_and_hour", ["organizationId", "hour"])
    .index("by_total", ["total"]),
};

const ofOrganization = { organizationId: v.id("organizations"), body: v.string(), signature: v.string(), keyId: v.string() };

/** The tables of signed words on where a chain ends. Part of the schema. */
export const checkpointTables = {
  // One row per organization: the signed end of its chain, rewritten with every receipt.
  receiptHeads: defineTable(ofOrganization).index("by_organizationId", ["organizationId"]),

  // The same once a day, to be published: never changed and never deleted.
  receiptCheckpoints: defineTable({ ...ofOrganization, at: v.number(), sequence: v.number(), hash: v.string() }).index(
    "by_organizationId_and_at",
    ["organizationId", "at"],
  ),
};
