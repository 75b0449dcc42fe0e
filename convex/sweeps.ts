import { v } from "convex/values";

import { internalMutation } from "./_generated/server";
import * as KeptSamples from "./model/heartbeats/keptSamples";
import * as RawSweep from "./model/heartbeats/rawSweep";
import * as RunRules from "./model/runRules/judge";
import * as Checkpoints from "./model/receipts/checkpoints";
import * as Sweeps from "./model/sweeps";

/** The exact moment: ends a lease or a budget that ran out, else comes back when it will. */
export const checkSession = internalMutation({
  args: { sessionId: v.id("sessions"), promotion: v.optional(v.number()) },
  returns: v.null(),
  handler: async (ctx, args) => {
    await Sweeps.checkSession(ctx, args, Date.now());
    return null;
  },
});

/** The net under `checkSession`, and what closes unused sessions. */
export const sweepSessions = internalMutation({
  args: {},
  returns: v.number(),
  handler: (ctx) => Sweeps.sweepSessions(ctx, Date.now()),
});

/** Writes that a robot went late or offline. */
export const sweepLinks = internalMutation({
  args: {},
  returns: v.number(),
  handler: (ctx) => Sweeps.sweepLinks(ctx, Date.now()),
});

/** Looks again at rules about runs where one has left its window. */
export const sweepRuns = internalMutation({
  args: {},
  returns: v.number(),
  handler: (ctx) => RunRules.sweep(ctx, Date.now()),
});

/** Deletes what is past its time, in batches. */
export const prune = internalMutation({
  args: {},
  returns: v.number(),
  handler: (ctx) => Sweeps.prune(ctx, Date.now()),
});

/** Deletes raw data past the time that its organization gives it, in batches. */
export const pruneRaw = internalMutation({
  args: { cursor: v.optional(v.union(v.string(), v.null())) },
  returns: v.number(),
  handler: (ctx, { cursor }) => RawSweep.pruneRaw(ctx, cursor ?? null, Date.now()),
});

/** Deletes the copies of a session's samples, in batches, unless somebody keeps them again meanwhile. */
export const dropKept = internalMutation({
  args: { sessionId: v.id("sessions"), goAt: v.number() },
  returns: v.number(),
  handler: (ctx, args) => KeptSamples.drop(ctx, args),
});

/** Makes the day's signed checkpoint of every organization that has none yet. Asked every hour, so that a host that was off at midnight makes up for it. */
export const makeCheckpoints = internalMutation({
  args: { cursor: v.optional(v.union(v.string(), v.null())) },
  returns: v.number(),
  handler: (ctx, { cursor }) => Checkpoints.makeDaily(ctx, cursor ?? null, Date.now()),
});

/** Older receipts get the words that they are found by; `until`: when it goes on no more (epoch ms). */
export const makeFindable = internalMutation({
  args: { until: v.optional(v.number()) },
  returns: v.number(),
  handler: (ctx, { until }) => Sweeps.makeFindable(ctx, until, Date.now()),
});

/** Older receipts get into the sums of their days; `until`: when it goes on no more (epoch ms). */
export const countByDay = internalMutation({
  args: { until: v.optional(v.number()) },
  returns: v.number(),
  handler: (ctx, { until }) => Sweeps.countByDay(ctx, until, Date.now()),
});
