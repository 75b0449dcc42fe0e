import { bytesToHex } from "@noble/hashes/utils.js";
import type { Infer } from "convex/values";

import { internal } from "../../_generated/api";
import type { Doc, Id } from "../../_generated/dataModel";
import type { MutationCtx, QueryCtx } from "../../_generated/server";
import { recordAudit, systemActor } from "../audit";
import type { deliveryAttempt } from "./shapes";
import { isAnywhereAllowed, refusalOf } from "./address";
import { signedHeaders } from "./signature";

// From a message to its receiver: attempts by the scheduler, each begun and settled in a transaction, so that one that died
// on the way is settled all the same.

type Write = Pick<MutationCtx, "db" | "scheduler">;
type Attempt = Infer<typeof deliveryAttempt>;
const second = 1_000;
const hour = 3_600 * second;

/** How long to wait after each failed attempt, ms; after the last one a delivery has failed. */
export const waits = [5 * second, 30 * second, 120 * second, 600 * second, hour, 3 * hour, 8 * hour];
/** So long a receiver has to answer, ms. */
const patience = 10 * second;
/** An attempt of which nothing was heard is given up, ms. */
const lostAfter = 3 * patience;
/** A webhook that failed so long without a success is disabled. */
export const failingLife = 72 * hour;
export const deliveryLife = 7 * 24 * hour;

/** Puts a message to a webhook into its queue. */
export async function enqueue(
  ctx: Write,
  webhook: Doc<"webhooks">,
  message: { kind: Doc<"webhookDeliveries">["kind"]; messageId?: string; body: string },
  now: number,
) {
  const { _id: webhookId, organizationId } = webhook;
  const messageId = message.messageId ?? `msg_${bytesToHex(crypto.getRandomValues(new Uint8Array(16)))}`;
  const id = await ctx.db.insert("webhookDeliveries", {
    ...{ organizationId, webhookId, kind: message.kind, messageId, body: message.body, createdAt: now },
    ...{ state: "waiting", attempts: 0, attempting: null, nextAttemptAt: now, last: null },
  });
  await ctx.scheduler.runAfter(0, internal.webhooks.attempt, { id });
  return id;
}

/** Begins the next attempt. */
export async function attempt(ctx: Write, id: Id<"webhookDeliveries">, now: number): Promise<void> {
  const row = await ctx.db.get("webhookDeliveries", id);
  if (row === null || row.state !== "waiting" || row.attempting !== null) return;
  const webhook = await ctx.db.get("webhooks", row.webhookId);
  if (webhook === null || webhook.disabledAt !== null) {
    const last = { at: now, status: null, latencyMs: null, detail: "The webhook was disabled or removed." };
    await ctx.db.patch("webhookDeliveries", id, { state: "failed", nextAttemptAt: null, last });
    return;
  }
  const number = row.attempts + 1;
  await ctx.db.patch("webhookDeliveries", id, { attempts: number, attempting: number, nextAttemptAt: null });
  await ctx.scheduler.runAfter(0, internal.webhooks.send, { id, attempt: number });
  await ctx.scheduler.runAfter(lostAfter, internal.webhooks.settle, {
    id,
    attempt: number,
    result: { at: now, status: null, latencyMs: null, detail: "The attempt was lost." },
  });
}

/** What an attempt sends, `null` when it is no longer wanted. */
export async function parcel(ctx: Pick<QueryCtx, "db">, id: Id<"webhookDeliveries">, number: number) {
  const row = await ctx.db.get("webhookDeliveries", id);
  const webhook = row === null ? null : await ctx.db.get("webhooks", row.webhookId);
  if (row === null || webhook === null || row.attempting !== number) return null;
  return { url: webhook.url, secret: webhook.secret, previous: webhook.previous ?? null, messageId: row.messageId, body: row.body };
}

type Parcel = NonNullable<Awaited<ReturnType<typeof parcel>>>;

/** Posts once. Answers, never throws. Follows no redirect and reads no body: the receiver's status is all that is told. */
export async function post({ url, secret, previous, messageId, body }: Parcel): Promise<Attempt> {
  const at = Date.now();
  const failed = (detail: string): Attempt => ({ at, status: null, latencyMs: null, detail });
  const refusal = refusalOf(url, isAnywhereAllowed());
  if (refusal !== null) return failed(refusal);
  const controller = new AbortController();
  const timer = setTimeout(() => controller.abort(), patience);
  try {
    const secrets = previous !== null && previous.until > at ? [secret, previous.secret] : [secret];
    const headers = { "Content-Type": "application/json", "User-Agent": "Reflex-Console", ...signedHeaders(secrets, messageId, body, at) };
    const response = await fetch(url, { method: "POST", headers, body, redirect: "manual", signal: controller.signal });
    controller.abort();
    const isGood = response.status >= 200 && response.status < 300;
    return { at, status: response.status, latencyMs: Math.max(0, Date.now() - at), detail: isGood ? "" : `Answered ${response.status}.` };
  } catch {
    // The network's own wording may name what this server can reach.
    return failed(controller.signal.aborted ? `No answer within ${patience / second} s.` : "Could not be reached.");
  } finally {
    clearTimeout(timer);
  }
}

/** Writes what came of an attempt, once, and plans the next; answers the webhook if this ended its patience. */
export async function settle(
  ctx: Write,
  id: Id<"webhookDeliveries">,
  number: number,
  last: Attempt,
  now: number,
): Promise<Doc<"webhooks"> | null> {
  const row = await ctx.db.get("webhookDeliveries", id);
  if (row === null || row.attempting !== number) return null;
  const webhook = await ctx.db.get("webhooks", row.webhookId);
  const isDelivered = last.status !== null && last.status >= 200 && last.status < 300;
  const wait = waits[number - 1];
  // 410: the receiver says that it is gone for good.
  const isOver = isDelivered || last.status === 410 || wait === undefined || webhook === null;
  const nextAttemptAt = isOver ? null : now + wait;
  await ctx.db.patch("webhookDeliveries", id, {
    attempting: null,
    last,
    nextAttemptAt,
    state: isDelivered ? "delivered" : isOver ? "failed" : "waiting",
  });
  if (nextAttemptAt !== null) await ctx.scheduler.runAt(nextAttemptAt, internal.webhooks.attempt, { id });
  if (webhook === null) return null;
  const failingSince = isDelivered ? null : (webhook.failingSince ?? now);
  if (failingSince !== webhook.failingSince) await ctx.db.patch("webhooks", webhook._id, { failingSince });
  const isSpent = last.status === 410 || (failingSince !== null && now - failingSince >= failingLife);
  return isSpent && webhook.disabledAt === null ? await disable(ctx, webhook, now) : null;
}

async function disable(ctx: Write, webhook: Doc<"webhooks">, now: number): Promise<Doc<"webhooks">> {
  await ctx.db.patch("webhooks", webhook._id, { disabledAt: now });
  const { organizationId, _id: id } = webhook;
  const target = { kind: "webhook", id, name: new URL(webhook.url).host };
  await recordAudit(ctx, { organizationId, at: now, actor: systemActor("webhooks"), action: "webhook.disable", target, reason: "failing" });
  return webhook;
}

/** Deletes at most `most` deliveries that are past their life; answers how many. */
export async function prune(ctx: Pick<MutationCtx, "db">, now: number, most: number): Promise<number> {
  const past = await ctx.db
    .query("webhookDeliveries")
    .withIndex("by_createdAt", (q) => q.lt("createdAt", now - deliveryLife))
    .take(most);
  for (const { _id } of past) await ctx.db.delete("webhookDeliveries", _id);
  return past.length;
}
