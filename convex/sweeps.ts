import { v } from "convex/values";

import { internalMutation } from "./_generated/server";
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

/** Deletes what is past its time, in batches. */
export const prune = internalMutation({
  args: {},
  returns: v.number(),
  handler: (ctx) => Sweeps.prune(ctx, Date.now()),
});
