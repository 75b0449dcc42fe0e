import { defineTable } from "convex/server";
import { v } from "convex/values";

import { actor, nullable } from "../shapes";
import { doubleState, givenVerdict, resolution, verdict } from "./shapes";

const time = v.number();
const organizationId = v.id("organizations");

/** The tables of what people say of receipts. Part of the schema. */
export const reviewTables = {
  // One row per receipt, made with it: what is not reviewed yet is found by index.
  reviews: defineTable({
    organizationId,
    receiptId: v.id("receipts"),
    sequence: v.number(),
    verdict: nullable(verdict),
    note: v.string(),
    reviewedBy: nullable(actor),
    reviewedAt: nullable(time),
    /** How odd the receipt was among its deployment's last 200 (`model/receipts/outliers.ts`), and why. */
    score: v.optional(v.number()),
    oddities: v.optional(v.array(v.string())),
    /** Set with the first verdict of a receipt that is reviewed twice (`model/receipts/double.ts`); `verdict` waits for the outcome. */
    double: v.optional(v.object({ given: v.array(givenVerdict), isSeen: v.boolean(), resolution: nullable(resolution) })),
    doubleState: v.optional(doubleState),
    /** It and its receipt are found by their words (`model/receipts/search/`); absent: not yet. */
    isFindable: v.optional(v.boolean()),
    /** Its receipt is in the sums of its day (`model/trends/days.ts`); absent: not yet. */
    isCounted: v.optional(v.boolean()),
  })
    .index("by_receiptId", ["receiptId"])
    .index("by_isCounted", ["isCounted", "organizationId", "sequence"])
    .index("by_isFindable", ["isFindable", "organizationId", "sequence"])
    .index("by_organizationId_and_sequence", ["organizationId", "sequence"])
    .index("by_organizationId_and_verdict", ["organizationId", "verdict", "sequence"])
    .index("by_organizationId_and_verdict_and_score", ["organizationId", "verdict", "score"])
    .index("by_organizationId_and_doubleState", ["organizationId", "doubleState", "sequence"]),

  // At most one row per organization; none: every receipt is reviewed once.
  reviewSettings: defineTable({
    organizationId,
    /** Share of the receipts that two people review without seeing each other's verdict, 0 to 1. */
    doubleShare: v.number(),
  }).index("by_organizationId", ["organizationId"]),

  // Every verdict ever given, also those taken back: never changed but for the mark, never deleted.
  reviewEntries: defineTable({
    receiptId: v.id("receipts"),
    at: time,
    by: actor,
    verdict: nullable(verdict),
    note: v.string(),
    /** What it replaced, for an undo. */
    before: v.object({
      verdict: nullable(verdict),
      note: v.string(),
      reviewedBy: nullable(actor),
      reviewedAt: nullable(time),
      isBlind: v.optional(v.boolean()),
    }),
    /** Set on what was said of a receipt that is reviewed twice. */
    part: v.optional(v.union(v.literal("verdict"), v.literal("resolution"), v.literal("overruling"))),
    undoneAt: nullable(time),
  }).index("by_receiptId", ["receiptId", "undoneAt"]),
};
