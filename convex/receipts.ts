import { type PaginationResult, paginationOptsValidator } from "convex/server";
import { type Infer, v } from "convex/values";

import { mutationAs, queryAs } from "./functions";
import * as Checkpoints from "./model/receipts/checkpoints";
import * as Hours from "./model/receipts/hours";
import { lastGood as lastGoodBefore } from "./model/receipts/lastGood";
import * as Lists from "./model/receipts/lists";
import * as Receipts from "./model/receipts/receipts";
import * as Reviews from "./model/receipts/reviews";
import { count } from "./model/receipts/search/find";
import * as Found from "./model/receipts/search/pages";
import { askedOf, isAsking } from "./model/receipts/search/words";
import { sinceLastGood as sinceLastGoodOf } from "./model/receipts/sinceLastGood";
import { trend as trendOf } from "./model/receipts/trend";
import * as Loaded from "./model/sessions/loaded";
import { nullable } from "./model/shapes";
import { verdict } from "./model/receipts/shapes";
import {
  dailyCheckpoint,
  listedReceipt,
  receiptChain,
  receiptRow,
  reviewView,
  signedReceipt,
  sinceLastGoodView,
  trendPoint,
} from "./model/receipts/answers";
import { paged } from "./model/answers";

const common = {
  /** Free text: every word must be in the names, reasons, messages, persons or notes, the last one at least as a beginning; "#12" is a number. */
  text: v.optional(v.string()),
  verdict: v.optional(v.union(verdict, v.literal("none"), v.literal("disputed"))),
  applied: v.optional(v.boolean()),
  /** A safe stop, an error, or an end nobody asked for. */
  problems: v.optional(v.boolean()),
  /** Epoch ms, inclusive. */
  from: v.optional(v.number()),
  to: v.optional(v.number()),
};
/** What can be counted too. */
const filter = { ...common, deploymentId: v.optional(v.id("deployments")), robotId: v.optional(v.id("robots")) };
/** `null`: receipts without one. */
const listFilter = {
  ...common,
  deploymentId: v.optional(nullable(v.id("deployments"))),
  robotId: v.optional(nullable(v.id("robots"))),
  /** The model, as the receipt names it. */
  modelId: v.optional(v.string()),
};

/** Newest first. `verdict: "none"` is what the caller may still judge, `disputed` what two disagree about. A page may be shorter than asked for when a filter is set. */
export const list = queryAs("viewer")({
  args: {
    ...listFilter,
    /** `oddest`: by outlier score, highest first; only together with `verdict`, and not with `text`. */
    order: v.optional(v.union(v.literal("newest"), v.literal("oddest"))),
    paginationOpts: paginationOptsValidator,
  },
  returns: paged(listedReceipt),
  handler: async (ctx, { text, ...args }) => {
    const { organizationId, actor } = ctx.me;
    const asked = askedOf(text ?? "");
    if (!isAsking(asked)) {
      const { page, ...rest }: PaginationResult<Infer<typeof listedReceipt>> = await Lists.list(ctx, organizationId, args, actor.id);
      return { ...rest, page };
    }
    return await Found.page(ctx, organizationId, { ...args, asked }, args.paginationOpts, actor.id);
  },
});

/**
 * How many receipts pass a filter. `isExact: false`: at least so many, because only so many are looked through, because a beginning
 * stands for more words than are looked for (`isCut`), or because older receipts are not findable yet (`isIndexing`).
 */
export const countOf = queryAs("viewer")({
  args: filter,
  returns: v.object({ count: v.number(), isExact: v.boolean(), isIndexing: v.boolean(), isCut: v.boolean() }),
  handler: (ctx, { text, ...args }) => {
    const asked = askedOf(text ?? "");
    return count(ctx, ctx.me.organizationId, { ...args, ...(isAsking(asked) ? { asked } : {}) }, ctx.me.actor.id);
  },
});

/** When the first hour with receipts began (epoch ms), `null` without receipts. */
export const firstHour = queryAs("viewer")({
  args: {},
  returns: nullable(v.number()),
  handler: (ctx) => Hours.firstHour(ctx, ctx.me.organizationId),
});

/**
 * How many receipts lie between each of up to 100 times and the next, and how many of them with problems; whole hours (UTC), each
 * where it begins. `null` while an older server's counts are being summed.
 */
export const counts = queryAs("viewer")({
  args: { edges: v.array(v.number()) },
  returns: nullable(v.array(v.object({ count: v.number(), problems: v.number() }))),
  handler: (ctx, { edges }) => Hours.counts(ctx, ctx.me.organizationId, edges),
});

export const get = queryAs("viewer")({
  args: { id: v.id("receipts") },
  returns: v.object({ row: receiptRow, receipt: signedReceipt, publicKey: v.string(), publicKeys: v.record(v.string(), v.string()) }),
  handler: (ctx, { id }) => Receipts.get(ctx, ctx.me.organizationId, id, ctx.me.actor.id),
});

/** The newest good one of the same deployment before this receipt, among the 200 before it; `looked`: how many were looked through. */
export const lastGood = queryAs("viewer")({
  args: { id: v.id("receipts") },
  returns: v.object({ id: nullable(v.id("receipts")), looked: v.number() }),
  handler: (ctx, { id }) => lastGoodBefore(ctx, ctx.me.organizationId, id),
});

/**
 * What a session is set up with otherwise than the newest good run that moved its robot, among the robot's 200 newest receipts.
 * `receipt` is null, and `changes` empty, where there is none.
 */
export const sinceLastGood = queryAs("viewer")({
  args: { sessionId: v.id("sessions") },
  returns: sinceLastGoodView,
  handler: async (ctx, { sessionId }) => sinceLastGoodOf(ctx, await Loaded.getDoc(ctx, ctx.me.organizationId, sessionId)),
});

/** The numbers of a deployment's newest 200 receipts, oldest first: what its trend is drawn from. */
export const trend = queryAs("viewer")({
  args: { deploymentId: v.id("deployments") },
  returns: v.array(trendPoint),
  handler: (ctx, { deploymentId }) => trendOf(ctx, ctx.me.organizationId, deploymentId),
});

/** The chain in order of sequence from `after` (exclusive, default 0), at most 200 links, and the key to verify it with. */
export const chain = queryAs("viewer")({
  args: { after: v.optional(v.number()) },
  returns: v.object(receiptChain),
  handler: (ctx, { after }) => Receipts.chain(ctx, ctx.me.organizationId, after ?? 0),
});

/** The daily signed checkpoints, newest first, made before `before` (epoch ms), at most 200. */
export const checkpoints = queryAs("viewer")({
  args: { before: v.optional(v.number()), limit: v.optional(v.number()) },
  returns: v.array(dailyCheckpoint),
  handler: (ctx, args) => Checkpoints.list(ctx, ctx.me.organizationId, args),
});

/**
 * A verdict on a receipt, which itself never changes. `verdict: null` takes the verdict back; the audit log keeps all. Of a receipt
 * that is reviewed twice it is one of the two; refused with `conflict` `already_two` or `resolved` when it comes too late.
 */
export const review = mutationAs("operator")({
  args: { id: v.id("receipts"), verdict: nullable(verdict), note: v.optional(v.string()) },
  returns: reviewView,
  handler: (ctx, args) => Reviews.review(ctx, ctx.me, args, Date.now()),
});
