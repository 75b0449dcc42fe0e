import { v } from "convex/values";

import schema from "../../schema";
import { actor, nullable } from "../shapes";
import { addendum, checkpoint, doubleState, givenVerdict, resolution, verdict } from "./shapes";

export const reviewView = v.object({
  verdict: nullable(verdict),
  note: v.string(),
  reviewedBy: actor,
  reviewedAt: v.number(),
});

/**
 * A receipt that two people review without seeing each other's verdict. `given` holds only the caller's own word until both are
 * there (`count` says how many are), and none for an API key.
 */
export const doubleView = v.object({
  state: doubleState,
  count: v.number(),
  given: v.array(v.object({ ...givenVerdict.fields, isMine: v.boolean() })),
  resolution: nullable(resolution),
});

const { body: _body, signature: _signature, organizationId: _organization, ...receiptColumns } = schema.tables.receipts.validator.fields;

/** A row of the receipts list. */
export const receiptRow = v.object({
  ...receiptColumns,
  id: v.id("receipts"),
  robotName: nullable(v.string()),
  deploymentName: nullable(v.string()),
  review: nullable(reviewView),
  /** Absent where one verdict is enough, or nobody has begun. */
  double: v.optional(doubleView),
  /** How odd it is among its deployment's last 200, from 3.5 worth a look; `reason` names what is odd, oddest first, and is empty below. Absent for receipts from before this was judged. */
  outlier: v.optional(v.object({ score: v.number(), reason: v.string() })),
});

const foundWhere = v.union(
  v.literal("note"),
  v.literal("robot"),
  v.literal("deployment"),
  v.literal("model"),
  v.literal("schema"),
  v.literal("reason"),
  v.literal("message"),
  v.literal("person"),
);

/** With, in an answer to words, parts of the texts that they stand in, at most two. */
export const listedReceipt = receiptRow.extend({ found: v.optional(v.array(v.object({ where: foundWhere, text: v.string() }))) });

/** What of a receipt its deployment's trend is drawn from. */
export const trendPoint = v.object({
  id: v.id("receipts"),
  sequence: v.number(),
  timestamp: v.number(),
  durationMs: v.number(),
  steps: v.number(),
  safeStops: v.number(),
  errorCount: v.number(),
  longestGapMs: v.number(),
  latencyP95Ms: nullable(v.number()),
  applied: v.boolean(),
});

/** One thing said of a receipt; `undoneAt` is set once it was taken back. */
export const reviewEntryView = v.object({
  id: v.id("reviewEntries"),
  reviewedAt: v.number(),
  reviewedBy: actor,
  verdict: nullable(verdict),
  note: v.string(),
  /** It resolved a disagreement of two others. */
  isResolution: v.boolean(),
  /** It overruled two others who agreed. */
  isOverruling: v.boolean(),
  undoneAt: nullable(v.number()),
});

/** How two people agree who reviewed the same receipts blind: one's verdicts down and the other's across, good, needs attention, bad. */
export const agreementTable = v.object({
  a: v.object({ id: v.string(), name: v.string() }),
  b: v.object({ id: v.string(), name: v.string() }),
  counts: v.array(v.array(v.number())),
});

/** A receipt as it is verified: `body` is the exact text that `hash` is over. */
export const signedReceipt = v.object({
  id: v.id("receipts"),
  sequence: v.number(),
  previousHash: v.string(),
  body: v.string(),
  hash: v.string(),
  signature: v.string(),
  keyId: v.string(),
  /** What was signed of pictures that came after it, in order; absent where none did. */
  addenda: v.optional(v.array(addendum)),
});

/** A part of an organization's chain with all that verifies it. */
export const receiptChain = {
  receipts: v.array(signedReceipt),
  /** Base64url Ed25519 keys by key id. */
  publicKeys: v.record(v.string(), v.string()),
  /** When each key was in use (epoch ms), replaced ones too. */
  keyTimes: v.record(v.string(), v.object({ createdAt: v.number(), retiredAt: nullable(v.number()) })),
  /** The signed head: exported with the receipts, it proves that the end of the file is there. */
  checkpoint: nullable(checkpoint),
  /** The last link of the whole chain, so a cut-off end is noticed; `null` before the first receipt. */
  head: nullable(v.object({ sequence: v.number(), hash: v.string() })),
};

/** A signed statement of one day that can be published: where the chain then ended. `at` epoch ms. */
export const dailyCheckpoint = v.object({ at: v.number(), sequence: v.number(), hash: v.string(), checkpoint });

/** What a run is set up with otherwise than `receipt`; a side is `null` where there is none. */
export const sinceLastGoodView = v.object({
  receipt: nullable(v.object({ id: v.id("receipts"), sequence: v.number(), timestamp: v.number() })),
  /** Receipts of the robot that were looked through. */
  looked: v.number(),
  changes: v.array(
    v.object({
      what: v.union(
        ...(["deployment", "spec", "model", "baseModel", "runtime", "robotSchema", "calibration"] as const).map((what) => v.literal(what)),
      ),
      before: nullable(v.string()),
      now: nullable(v.string()),
    }),
  ),
});

/** Which receipts a key asks for. */
export const receiptsAsked = {
  deploymentId: v.optional(v.id("deployments")),
  robotId: v.optional(v.id("robots")),
  before: v.optional(v.number()),
  limit: v.optional(v.number()),
};
