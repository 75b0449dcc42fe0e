import { v } from "convex/values";

import { internalMutation } from "./_generated/server";
import { variable } from "./model/environment";

// For end-to-end tests on a server of their own; refused everywhere else.

/** Moves a session's lease, budget or last heartbeat into the past, so a test need not wait for it. */
export const ageSession = internalMutation({
  args: { sessionId: v.id("sessions"), byMs: v.number() },
  returns: v.null(),
  handler: async (ctx, { sessionId, byMs }) => {
    if (variable("IS_TEST") !== "1") throw new Error("only where IS_TEST is set");
    const doc = await ctx.db.get("sessions", sessionId);
    const live = await ctx.db
      .query("sessionLive")
      .withIndex("by_sessionId", (q) => q.eq("sessionId", sessionId))
      .unique();
    if (doc === null || live === null) return null;
    const earlier = (time: number | null) => (time === null ? null : time - byMs);
    await ctx.db.patch("sessions", doc._id, {
      createdAt: doc.createdAt - byMs,
      budgetEndsAt: earlier(doc.budgetEndsAt),
    });
    await ctx.db.patch("sessionLive", live._id, {
      leaseExpiresAt: earlier(live.leaseExpiresAt),
      lastHeartbeatAt: earlier(live.lastHeartbeatAt),
      nextCheckAt: earlier(live.nextCheckAt),
    });
    return null;
  },
});
