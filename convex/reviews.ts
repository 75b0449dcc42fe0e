import { v } from "convex/values";

import { mutationAs, queryAs } from "./functions";
import * as Agreements from "./model/receipts/agreements";
import * as DoubleReviews from "./model/receipts/doubleReviews";
import * as Reviews from "./model/receipts/reviews";
import { nullable } from "./model/shapes";
import { verdict } from "./model/receipts/shapes";
import { agreementTable, receiptRow, reviewEntryView, reviewView } from "./model/receipts/answers";

/**
 * Everything that was ever said of a receipt, newest first, at most 200, also what was taken back. Of a receipt that is reviewed
 * twice: the caller's own words alone, until both verdicts are given.
 */
export const history = queryAs("viewer")({
  args: { receiptId: v.id("receipts") },
  returns: v.array(reviewEntryView),
  handler: (ctx, { receiptId }) => Reviews.history(ctx, ctx.me.organizationId, receiptId, ctx.me.actor.id),
});

/**
 * Takes back the caller's own newest review, or their resolution, and answers what stands now. Refused with `conflict`:
 * `nothing_to_undo`, `not_yours`, `resolved`.
 */
export const undo = mutationAs("operator")({
  args: { receiptId: v.id("receipts") },
  returns: nullable(reviewView),
  handler: (ctx, { receiptId }) => Reviews.undo(ctx, ctx.me, receiptId, Date.now()),
});

/** Which share of the receipts two people review without seeing each other's verdict, 0 (none) to 1 (all). */
export const doubleShare = queryAs("viewer")({
  args: {},
  returns: v.number(),
  handler: (ctx) => DoubleReviews.shareOf(ctx, ctx.me.organizationId),
});

/** Chooses that share; what was begun blind is finished blind all the same. Answers the share. */
export const setDoubleShare = mutationAs("admin")({
  args: { share: v.number() },
  returns: v.number(),
  handler: (ctx, { share }) => DoubleReviews.setShare(ctx, ctx.me, share, Date.now()),
});

/** Receipts about which two reviewers disagree, or about which a third has decided; newest first, at most 100. */
export const disagreements = queryAs("viewer")({
  args: { state: v.union(v.literal("disputed"), v.literal("resolved")) },
  returns: v.array(receiptRow),
  handler: (ctx, { state }) => Agreements.inState(ctx, ctx.me.organizationId, state, ctx.me.actor.id),
});

/** A third person's verdict where two disagree, with the reason. Refused with `conflict`: `not_disputed`, `not_third`. */
export const resolve = mutationAs("operator")({
  args: { receiptId: v.id("receipts"), verdict, note: v.string() },
  returns: v.null(),
  handler: async (ctx, args) => {
    await Reviews.resolve(ctx, ctx.me, args, Date.now());
    return null;
  },
});

/**
 * A third person's verdict against two who agree, with the reason; whoever gave it can take it back. Refused with `conflict`:
 * `not_agreed`, `not_third`, `same_verdict`.
 */
export const overrule = mutationAs("admin")({
  args: { receiptId: v.id("receipts"), verdict, note: v.string() },
  returns: v.null(),
  handler: async (ctx, args) => {
    await Reviews.overrule(ctx, ctx.me, args, Date.now());
    return null;
  },
});

/** How reviewers agree, over the newest 300 receipts with two verdicts; `notBlind` of those had seen the other's and count in no table. */
export const agreement = queryAs("viewer")({
  args: {},
  returns: v.object({
    tables: v.array(agreementTable),
    notBlind: v.number(),
    /** False: there are older ones, which were not looked at. */
    isAll: v.boolean(),
    /** Receipts with one verdict that wait for the second, at most 100, and whether there are more. */
    waiting: v.number(),
    hasMoreWaiting: v.boolean(),
  }),
  handler: (ctx) => Agreements.agreement(ctx, ctx.me.organizationId),
});
