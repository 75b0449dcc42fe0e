import { defineTable } from "convex/server";
import { v } from "convex/values";

import { actor, nullable } from "../shapes";
import { deliveryAttempt, deliveryState } from "./shapes";
import { noticeKind } from "../notices/shapes";

const time = v.number();
const organizationId = v.id("organizations");

/** The tables of what other systems are told. Part of the schema. */
export const webhookTables = {
  // Whom notices are posted to. The secret signs, so it cannot be kept as a hash; no public function returns it but `create`.
  webhooks: defineTable({
    organizationId,
    url: v.string(),
    kinds: v.array(noticeKind),
    secret: v.string(),
    /** The one before, which signs too until then, so that receivers can change over. */
    previous: v.optional(nullable(v.object({ secret: v.string(), until: time }))),
    createdBy: actor,
    createdAt: time,
    /** Since when no attempt succeeded; `null` after a success. */
    failingSince: nullable(time),
    /** Nothing is posted any more; by a person, or after days of failure. */
    disabledAt: nullable(time),
  }).index("by_organizationId", ["organizationId"]),

  // What was posted and is to be posted, kept for 7 days. `attempting`: the attempt whose answer is still awaited.
  webhookDeliveries: defineTable({
    organizationId,
    webhookId: v.id("webhooks"),
    kind: v.union(noticeKind, v.literal("test")),
    /** The same for every attempt and replay: receivers tell repeats by it. */
    messageId: v.string(),
    body: v.string(),
    createdAt: time,
    state: deliveryState,
    attempts: v.number(),
    attempting: nullable(v.number()),
    nextAttemptAt: nullable(time),
    last: nullable(deliveryAttempt),
  })
    // oxlint-disable-next-line convex/no-duplicate-indexes -- newest first
    .index("by_webhookId", ["webhookId"])
    .index("by_createdAt", ["createdAt"]),
};
