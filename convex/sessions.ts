import { paginationOptsValidator } from "convex/server";
import { v } from "convex/values";

import { mutationAs, mutationOnSession, notHeld, queryAs } from "./functions";
import * as KeptSamples from "./model/heartbeats/keptSamples";
import * as Ending from "./model/sessions/ending";
import * as Marks from "./model/sessions/marks";
import * as Presence from "./model/sessions/presence";
import * as Promoting from "./model/sessions/promoting";
import * as Starting from "./model/sessions/starting";
import * as SessionViews from "./model/sessions/views";
import { condition, mode, nullable, sessionStatus } from "./model/shapes";
import { heartbeatSample } from "./model/heartbeats/shapes";
import { stopFacts } from "./model/sessions/shapes";
import { paged } from "./model/answers";
import { presenceView, readinessView, sessionEventView, sessionLiveView, sessionView } from "./model/sessions/answers";

const id = v.id("sessions");

/** Newest first; with `status: "open"` (authorized or active) in two runs, each newest first. At most one filter besides `status` is indexed: robot before deployment. */
export const list = queryAs("viewer")({
  args: {
    status: v.optional(v.union(sessionStatus, v.literal("open"))),
    robotId: v.optional(v.id("robots")),
    deploymentId: v.optional(v.id("deployments")),
    paginationOpts: paginationOptsValidator,
  },
  returns: paged(sessionView),
  handler: (ctx, args) => SessionViews.list(ctx, ctx.me.organizationId, args),
});

/** Status, mode, version and stop facts. Wakes on state changes only; counters and lease are in `live`. */
export const get = queryAs("viewer")({
  args: { id },
  returns: sessionView,
  handler: (ctx, args) => SessionViews.get(ctx, ctx.me.organizationId, args.id),
});

/** Counters, latency and lease; wakes with every heartbeat. */
export const live = queryAs("viewer")({
  args: { id },
  returns: sessionLiveView,
  handler: (ctx, args) => SessionViews.live(ctx, ctx.me.organizationId, args.id),
});

/** Oldest first, at most 1,000 entries. */
export const timeline = queryAs("viewer")({
  args: { id },
  returns: v.array(sessionEventView),
  handler: (ctx, args) => SessionViews.timeline(ctx, ctx.me.organizationId, args.id),
});

/** Starts a session, always as a dry run. The grant's `token` is for the robot and is shown this once. */
export const authorize = mutationAs("operator")({
  args: { deploymentId: v.id("deployments"), robotId: v.id("robots"), clientSessionId: v.optional(v.string()) },
  returns: v.object({ sessionId: id, token: v.string(), expiresAt: v.number() }),
  handler: (ctx, args) => Starting.authorizeAsOperator(ctx, ctx.me, args, Date.now()),
});

/**
 * All unmet promote conditions as last recorded. Queries read no clock, so conditions that depend on the time are
 * judged at `now`: server time rounded by the client to whole seconds. The promote itself decides on the server's clock.
 */
export const promoteReadiness = queryAs("viewer")({
  args: { id, now: v.number() },
  returns: readinessView,
  handler: (ctx, args) => SessionViews.readiness(ctx, ctx.me, args),
});

/** A single-use permission to promote, valid 10 s and only for the session's present version. Answers nothing else. */
export const requestIntent = mutationAs("operator")({
  args: { id },
  returns: v.object({ intent: v.id("promoteIntents"), version: v.number(), issuedAt: v.number(), expiresAt: v.number() }),
  handler: (ctx, args) => Promoting.requestIntent(ctx, ctx.me, args.id, Date.now()),
});

/**
 * Lets actions be applied to a real arm. Never retried, never queued: a late arrival is refused `stale_intent`.
 * Refusals are values, with every unmet condition. `budgetSeconds` is 10 to 14,400, default 600,
 * or what the deployment's policy says. `actionBudget`, 1 to 1,000,000: after so many actions the session is in its dry run again; absent: any number.
 */
export const promote = mutationAs("operator")({
  args: { id, intent: v.string(), version: v.number(), budgetSeconds: v.optional(v.number()), actionBudget: v.optional(v.number()) },
  returns: v.union(
    v.object({ ok: v.literal(true), version: v.number(), leaseExpiresAt: v.number(), budgetEndsAt: v.number() }),
    v.object({ ok: v.literal(false), reason: v.string(), unmet: v.array(condition) }),
  ),
  handler: (ctx, args) => Promoting.promoteAsOperator(ctx, ctx.me, args, Date.now()),
});

/** How the code stands that the session's robot was asked to show last, without the code; `null`: none was asked for. */
export const presence = queryAs("viewer")({
  args: { id },
  returns: nullable(presenceView),
  handler: (ctx, args) => Presence.view(ctx, ctx.me.organizationId, args.id),
});

/** Lets the robot of a dry run show a code of four digits for two minutes. At most six in ten minutes. */
export const askPresence = mutationAs("operator")({
  args: { id },
  returns: v.object({ expiresAt: v.number() }),
  handler: (ctx, args) => Presence.ask(ctx, ctx.me, args.id, Date.now()),
});

/** Shows by the robot's code that the caller stands at it: for one promote within a minute (`until`, epoch ms). Refusals are values; three wrong codes end a code. */
export const provePresence = mutationAs("operator")({
  args: { id, code: v.string() },
  returns: v.union(
    v.object({ ok: v.literal(true), until: v.number() }),
    v.object({
      ok: v.literal(false),
      reason: v.union(v.literal("not_asked"), v.literal("expired"), v.literal("used_up"), v.literal("not_shown"), v.literal("wrong")),
      triesLeft: v.number(),
    }),
  ),
  handler: (ctx, args) => Presence.prove(ctx, ctx.me, args, Date.now()),
});

/** Back to the dry run; legal in every state and for every role. Nothing happens in a dry run or a closed session. */
export const demote = mutationOnSession("viewer")({
  args: { reason: v.optional(v.string()) },
  returns: v.object({ mode, version: v.number() }),
  handler: (ctx, args) => Ending.demote(ctx, ctx.me, args, Date.now()),
});

/** Software stop; legal in every state and for every role. Repeat it until `acknowledgedAt` is set. `sentAt`: server time as the client knows it. */
export const stop = mutationOnSession("viewer")({
  args: { sentAt: v.optional(v.number()), reason: v.optional(v.string()) },
  returns: v.object({ ...stopFacts.fields, emergencyStopLocation: nullable(v.string()) }),
  handler: (ctx, args) => Ending.stop(ctx, ctx.me, args, Date.now()),
});

/** "Look at this later": the moment stands in the timeline and in the receipt, whose review comes first. At most 12 a minute. */
export const mark = mutationAs("operator")({
  args: { id },
  returns: v.object({ at: v.number() }),
  handler: (ctx, args) => Marks.mark(ctx, ctx.me, args.id, Date.now()),
});

/** Gives applied actions more time, counted from now: 10 to 14,400 s. */
export const extendBudget = mutationAs("operator")({
  args: { id, budgetSeconds: v.number(), version: v.number() },
  returns: v.object({ version: v.number(), budgetEndsAt: v.number() }),
  handler: (ctx, args) => Promoting.extendBudget(ctx, ctx.me, args, Date.now()),
});

/**
 * Stops first if actions are applied, then writes the receipt. Closing twice returns the first receipt. Whoever started the session may
 * close it, whatever they may act on by now.
 */
export const close = mutationAs("operator", { isForStarter: true })({
  args: { id, reason: v.optional(v.string()) },
  returns: v.object({ receiptId: nullable(v.id("receipts")) }),
  handler: (ctx, args) => Ending.closeAsOperator(ctx, ctx.me, args, Date.now()),
});

/** Keeps the raw samples for the organization's time (`retention:get`): those of the last 15 minutes, and every one from now on. Asking again changes nothing. */
export const keepSamples = mutationAs(
  "operator",
  notHeld,
)({
  args: { id },
  returns: v.object({ keptFrom: v.number(), copied: v.number() }),
  handler: (ctx, args) => KeptSamples.keep(ctx, ctx.me, args.id, Date.now()),
});

/** Takes the keeping back: the copies go an hour later (`goAt`, epoch ms), until when `keepSamples` keeps them again. `null`: none were kept. */
export const releaseSamples = mutationAs(
  "operator",
  notHeld,
)({
  args: { id },
  returns: v.object({ goAt: nullable(v.number()) }),
  handler: (ctx, args) => KeptSamples.release(ctx, ctx.me, args.id, Date.now()),
});

/** The kept samples, oldest first; empty when none are kept. */
export const samples = queryAs("viewer")({
  args: { id, paginationOpts: paginationOptsValidator },
  returns: paged(heartbeatSample),
  handler: (ctx, args) => KeptSamples.list(ctx, ctx.me.organizationId, args),
});
