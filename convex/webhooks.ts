import { v, type Infer } from "convex/values";

import { internal } from "./_generated/api";
import { internalAction, internalMutation, internalQuery } from "./_generated/server";
import { mutationAs, queryAs } from "./functions";
import { tellDisabled } from "./model/notices/tellings";
import { actor, nullable } from "./model/shapes";
import { deliveryAttempt, deliveryState } from "./model/webhooks/shapes";
import { noticeKind } from "./model/notices/shapes";
import * as Deliveries from "./model/webhooks/deliveries";
import * as Webhooks from "./model/webhooks/webhooks";

const id = v.id("webhooks");
const time = v.number();
const attemptOf = { id: v.id("webhookDeliveries"), attempt: v.number() };
const parcel = v.object({
  url: v.string(),
  secret: v.string(),
  previous: nullable(v.object({ secret: v.string(), until: time })),
  messageId: v.string(),
  body: v.string(),
});

/** The organization's webhooks, at most 10, without their secrets. */
export const list = queryAs("admin")({
  args: {},
  returns: v.array(
    v.object({
      id,
      url: v.string(),
      kinds: v.array(noticeKind),
      createdBy: actor,
      createdAt: time,
      failingSince: nullable(time),
      disabledAt: nullable(time),
      overlapEndsAt: nullable(time),
    }),
  ),
  handler: (ctx) => Webhooks.list(ctx, ctx.me.organizationId),
});

/** `url`: https, a host name of the internet. `secret` is shown this once. Throws `invalid`, `conflict`. */
export const create = mutationAs("admin")({
  args: { url: v.string(), kinds: v.array(noticeKind) },
  returns: v.object({ id, secret: v.string() }),
  handler: (ctx, args) => Webhooks.create(ctx, ctx.me, args, Date.now()),
});

/** Changes what is posted, or whether anything is. Throws `not_found`. */
export const update = mutationAs("admin")({
  args: { id, kinds: v.optional(v.array(noticeKind)), isEnabled: v.optional(v.boolean()) },
  returns: v.null(),
  handler: async (ctx, args) => {
    await Webhooks.update(ctx, ctx.me, args, Date.now());
    return null;
  },
});

/** A new signing secret, shown this once; the one before signs beside it until `overlapEndsAt`, a day. Throws `not_found`. */
export const rotateSecret = mutationAs("admin")({
  args: { id },
  returns: v.object({ secret: v.string(), overlapEndsAt: time }),
  handler: (ctx, args) => Webhooks.rotateSecret(ctx, ctx.me, args.id, Date.now()),
});

/** Scheduled by `rotateSecret`: forgets the secret before. */
export const endOverlap = internalMutation({
  args: { id },
  returns: v.null(),
  handler: async (ctx, args) => {
    await Webhooks.endOverlap(ctx, args.id, Date.now());
    return null;
  },
});

/** What waits to be posted to it fails. Throws `not_found`. */
export const remove = mutationAs("admin")({
  args: { id },
  returns: v.null(),
  handler: async (ctx, args) => {
    await Webhooks.remove(ctx, ctx.me, args.id, Date.now());
    return null;
  },
});

/** Posts a message of the type `test`. Throws `not_found`, `conflict` when disabled, `rate_limited`. */
export const test = mutationAs("admin")({
  args: { id },
  returns: v.null(),
  handler: async (ctx, args) => {
    await Webhooks.test(ctx, ctx.me, args.id, Date.now());
    return null;
  },
});

/** Posts a message again under its own id. Throws `not_found`, `conflict` when disabled, `rate_limited`. */
export const replay = mutationAs("admin")({
  args: { id: v.id("webhookDeliveries") },
  returns: v.null(),
  handler: async (ctx, args) => {
    await Webhooks.replay(ctx, ctx.me, args.id, Date.now());
    return null;
  },
});

/** The newest 50 deliveries of a webhook, newest first. Throws `not_found`. */
export const deliveries = queryAs("admin")({
  args: { id },
  returns: v.array(
    v.object({
      ...{
        id: v.id("webhookDeliveries"),
        kind: v.union(noticeKind, v.literal("test")),
        messageId: v.string(),
        body: v.string(),
        createdAt: time,
      },
      ...{ state: deliveryState, attempts: v.number(), nextAttemptAt: nullable(time), last: nullable(deliveryAttempt) },
    }),
  ),
  handler: (ctx, args) => Webhooks.deliveries(ctx, ctx.me.organizationId, args.id),
});

/** Begins the next attempt of a delivery. */
export const attempt = internalMutation({
  args: { id: v.id("webhookDeliveries") },
  returns: v.null(),
  handler: async (ctx, args) => {
    await Deliveries.attempt(ctx, args.id, Date.now());
    return null;
  },
});

/** With the secret that signs it, so for `send` alone. */
export const parcelOf = internalQuery({
  args: attemptOf,
  returns: nullable(parcel),
  handler: (ctx, args) => Deliveries.parcel(ctx, args.id, args.attempt),
});

/** Posts one attempt, up to 10 s. */
export const send = internalAction({
  args: attemptOf,
  returns: v.null(),
  handler: async (ctx, args) => {
    const wanted: Infer<typeof parcel> | null = await ctx.runQuery(internal.webhooks.parcelOf, args);
    if (wanted === null) return null;
    await ctx.runMutation(internal.webhooks.settle, { ...args, result: await Deliveries.post(wanted) });
    return null;
  },
});

/** Writes what came of an attempt and plans the next. */
export const settle = internalMutation({
  args: { ...attemptOf, result: deliveryAttempt },
  returns: v.null(),
  handler: async (ctx, args) => {
    const now = Date.now();
    const ended = await Deliveries.settle(ctx, args.id, args.attempt, args.result, now);
    if (ended !== null) await tellDisabled(ctx, ended, now);
    return null;
  },
});
