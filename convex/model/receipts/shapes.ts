import { v } from "convex/values";

import { actor, nullable } from "../shapes";

// The record and what is said of it: of schema, arguments and answers.

export const verdict = v.union(v.literal("good"), v.literal("needs_attention"), v.literal("bad"));

/** One of two verdicts on a receipt that is reviewed twice. `isBlind`: given before its author could see the other's. */
export const givenVerdict = v.object({ by: actor, at: v.number(), verdict: nullable(verdict), note: v.string(), isBlind: v.boolean() });
/** `open`: fewer than two verdicts, and nobody sees the other's; `disputed`: two that differ, until a third person resolves them. */
export const doubleState = v.union(v.literal("open"), v.literal("agreed"), v.literal("disputed"), v.literal("resolved"));
export const resolution = v.object({ by: actor, at: v.number(), verdict, note: v.string() });

/** What receipts of one deployment are compared by (`receipts/outliers.ts`). Counts and milliseconds. */
export const measures = v.object({
  steps: v.number(),
  durationMs: v.number(),
  longestGapMs: v.number(),
  latencyP95Ms: nullable(v.number()),
  safeStops: v.number(),
  errorCount: v.number(),
});

/** The same of many receipts, column by column. */
export const measureColumns = v.object({
  steps: v.array(v.number()),
  durationMs: v.array(v.number()),
  longestGapMs: v.array(v.number()),
  latencyP95Ms: v.array(nullable(v.number())),
  safeStops: v.array(v.number()),
  errorCount: v.array(v.number()),
});

/** What was signed of pictures that came after a receipt; verified by `receipts/pictures.ts`. */
export const addendum = v.object({ body: v.string(), signature: v.string(), keyId: v.string() });

/** A signed statement of the last link of the chain at a time; verified by `receipts/chain.ts`. */
export const checkpoint = v.object({ body: v.string(), signature: v.string(), keyId: v.string() });
