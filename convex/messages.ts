import { v } from "convex/values";

import { watchAs } from "./functions";
import * as Messages from "./model/messages/list";
import { messagesPage } from "./model/messages/answers";

/**
 * The raw messages of a session as the server took them (heartbeats that are neither duplicates nor out of order, at most five a
 * second), from what the last 15 minutes and a kept run still hold. `from` and `until`: server times of receipt, epoch ms, both
 * inclusive. At most 200 a page, in the `order` asked for; `next` is where to go on: the `from` of the next page when `asc`, its
 * `until` when `desc`, `null` when there is nothing more now. Errors: `not_found`, `invalid`.
 */
export const list = watchAs("viewer")({
  args: {
    id: v.id("sessions"),
    order: v.union(v.literal("asc"), v.literal("desc")),
    from: v.optional(v.number()),
    until: v.optional(v.number()),
  },
  returns: messagesPage,
  handler: (ctx, args) => Messages.list(ctx, ctx.me.organizationId, args),
});
