import { v } from "convex/values";

import { internalMutation } from "./_generated/server";
import { variable } from "./model/environment";

// For end-to-end tests on a server of their own; refused everywhere else.

/** Puts the samples of the last `minutes` at `hz` into a robot's ring, as its heartbeats would have: a chart need not wait for them. */
export const seedSamples = internalMutation({
  args: { robotId: v.id("robots"), minutes: v.number(), hz: v.number() },
  returns: v.null(),
  handler: async (ctx, { robotId, minutes, hz }) => {
    if (variable("IS_TEST") !== "1") throw new Error("only where IS_TEST is set");
    const now = Date.now();
    const chunkMs = 10_000;
    for (let from = now - minutes * 60_000; from < now; from += chunkMs) {
      const samples = Array.from({ length: Math.floor((chunkMs / 1_000) * hz) }, (_, index) => {
        const receivedAt = from + (index * 1_000) / hz;
        const wave = Math.sin(receivedAt / 9_000);
        return {
          sessionId: null,
          seq: Math.round(receivedAt - now + minutes * 60_000),
          receivedAt,
          sentAt: receivedAt,
          mode: "dry_run" as const,
          state: "ok" as const,
          controlHz: 25 + wave,
          inferenceMs: 42 + 12 * wave,
          roundTripMs: 9 + 3 * wave,
          temperatureC: 41 + 4 * wave,
          batteryPct: 80,
          cpuPct: 35 + 10 * wave,
          joints: [0.1, 0.2, 0.3, 0.4, 0.5, 0.6].map((offset) => Math.sin(receivedAt / 20_000 + offset)),
        };
      });
      await ctx.db.insert("sampleChunks", { robotId, from, samples });
    }
    return null;
  },
});

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
