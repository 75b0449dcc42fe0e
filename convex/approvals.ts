import { v } from "convex/values";

import { mutationAs, notHeld, queryAs } from "./functions";
import * as Approvals from "./model/sessions/approvals";
import { nullable } from "./model/shapes";
import { approvalView } from "./model/sessions/answers";

/** The newest request of a session, `null` when there was none. `dissolved` turns true with any change. */
export const latest = queryAs("viewer")({
  args: { sessionId: v.id("sessions") },
  returns: nullable(approvalView),
  handler: (ctx, { sessionId }) => Approvals.latest(ctx, ctx.me, sessionId),
});

/** Undecided requests that live beyond `now` (server time as the client knows it), soonest end first. */
export const waiting = queryAs("viewer")({
  args: { now: v.number() },
  returns: v.array(approvalView),
  handler: (ctx, { now }) => Approvals.waiting(ctx, ctx.me, now),
});

/**
 * Asks a second operator; lives 10 minutes and holds for exactly the present versions and evidence, and for a promote of at most
 * `actionBudget` actions; without it, of any number.
 */
export const request = mutationAs("operator")({
  args: { sessionId: v.id("sessions"), note: v.optional(v.string()), actionBudget: v.optional(v.number()) },
  returns: v.object({ id: v.id("approvals"), binding: v.string(), expiresAt: v.number() }),
  handler: (ctx, args) => Approvals.request(ctx, ctx.me, args, Date.now()),
});

/**
 * `binding` is that of the request as it was shown. Refused with `conflict`: `own_request`, `decided`, `expired`,
 * `dissolved`, `not_what_you_saw`. Whoever approves may not be who promotes.
 */
export const approve = mutationAs("operator")({
  args: { id: v.id("approvals"), binding: v.string(), reason: v.optional(v.string()) },
  returns: approvalView,
  handler: (ctx, args) => Approvals.decide(ctx, ctx.me, { ...args, approve: true }, Date.now()),
});

/** Also takes an approval back, until the promote; the requester withdraws with it. No limit keeps anybody from saying no. */
export const decline = mutationAs(
  "operator",
  notHeld,
)({
  args: { id: v.id("approvals"), reason: v.optional(v.string()) },
  returns: approvalView,
  handler: (ctx, args) => Approvals.decide(ctx, ctx.me, { ...args, approve: false, binding: "" }, Date.now()),
});
