import { v } from "convex/values";

import { nullable } from "../shapes";

/** `waiting`: an attempt is still to come. */
export const deliveryState = v.union(v.literal("waiting"), v.literal("delivered"), v.literal("failed"));
/** What came of posting once. `status` is the receiver's, `null` when it gave none; `detail` says why in our words. */
export const deliveryAttempt = v.object({
  at: v.number(),
  status: nullable(v.number()),
  latencyMs: nullable(v.number()),
  detail: v.string(),
});
