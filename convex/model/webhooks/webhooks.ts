import type { Doc, Id } from "../../_generated/dataModel";
import type { MutationCtx, QueryCtx } from "../../_generated/server";
import { internal } from "../../_generated/api";
import { appError } from "../../errors";
import { recordAudit } from "../audit";
import type { NoticeKind, Told } from "../notices/told";
import type { Acting } from "../people/me";
import { takeFromLimit } from "../rateLimits";
import { isAnywhereAllowed, refusalOf } from "./address";
import { enqueue } from "./deliveries";
import { newSecret } from "./signature";

// The addresses that an organization's notices are posted to.

type Read = Pick<QueryCtx, "db">;
type Write = Pick<MutationCtx, "db" | "scheduler">;

const mostWebhooks = 10;
const mostDeliveries = 50;
/** How long the secret before a new one signs too, ms. */
const overlapMs = 24 * 3_600_000;
/** Tests and replays a minute: what this server sends is chosen by notices, not by presses. */
const mostPresses = 20;

const ofOrganization = (ctx: Read, organizationId: Id<"organizations">) =>
  ctx.db
    .query("webhooks")
    .withIndex("by_organizationId", (q) => q.eq("organizationId", organizationId))
    .take(mostWebhooks);

/** Queues a notice for every webhook that wants its kind. In the transaction of what it tells of: neither is without the other. */
export async function postNotice(ctx: Write, notice: Told & { id: Id<"notices"> }, now: number): Promise<void> {
  const { organizationId, kind, target, text, actor, id } = notice;
  for (const webhook of await ofOrganization(ctx, organizationId)) {
    if (webhook.disabledAt !== null || !webhook.kinds.includes(kind)) continue;
    const body = JSON.stringify({ type: kind, timestamp: new Date(now).toISOString(), data: { id, organizationId, text, target, actor } });
    await enqueue(ctx, webhook, { kind, body }, now);
  }
}

function toView({ _id, url, kinds, createdBy, createdAt, failingSince, disabledAt, previous }: Doc<"webhooks">) {
  return { id: _id, url, kinds, createdBy, createdAt, failingSince, disabledAt, overlapEndsAt: previous?.until ?? null };
}

/** Without their secrets. */
export async function list(ctx: Read, organizationId: Id<"organizations">) {
  return (await ofOrganization(ctx, organizationId)).map(toView);
}

export async function getOrThrow(ctx: Read, organizationId: Id<"organizations">, id: Id<"webhooks">): Promise<Doc<"webhooks">> {
  const row = await ctx.db.get("webhooks", id);
  if (row === null || row.organizationId !== organizationId) throw appError({ code: "not_found", what: "webhook" });
  return row;
}

const targetOf = (id: Id<"webhooks">, url: string) => ({ kind: "webhook", id, name: new URL(url).host });

/** `secret` is given this once. Throws `invalid` for an address that is refused, `conflict` `too_many`. */
export async function create(ctx: Pick<MutationCtx, "db">, me: Acting, args: { url: string; kinds: readonly NoticeKind[] }, now: number) {
  const { organizationId, actor } = me;
  const refusal = refusalOf(args.url.trim(), isAnywhereAllowed());
  if (refusal !== null) throw appError({ code: "invalid", path: "$.url", message: refusal });
  const url = new URL(args.url.trim()).href;
  if ((await ofOrganization(ctx, organizationId)).length >= mostWebhooks)
    throw appError({ code: "conflict", reason: "too_many", message: `At most ${mostWebhooks} webhooks. Remove one first.` });
  const kinds = [...new Set(args.kinds)];
  const secret = newSecret();
  const id = await ctx.db.insert("webhooks", {
    organizationId,
    url,
    kinds,
    secret,
    createdBy: actor,
    createdAt: now,
    failingSince: null,
    disabledAt: null,
  });
  await recordAudit(ctx, { organizationId, at: now, actor, action: "webhook.create", target: targetOf(id, url), after: { url, kinds } });
  return { id, secret };
}

/** Chooses what is posted, and whether anything is. Enabling forgets how long it failed. */
export async function update(
  ctx: Pick<MutationCtx, "db">,
  me: Acting,
  args: { id: Id<"webhooks">; kinds?: readonly NoticeKind[]; isEnabled?: boolean },
  now: number,
): Promise<void> {
  const row = await getOrThrow(ctx, me.organizationId, args.id);
  const kinds = args.kinds === undefined ? row.kinds : [...new Set(args.kinds)];
  const wasEnabled = row.disabledAt === null;
  const isEnabled = args.isEnabled ?? wasEnabled;
  const change = isEnabled === wasEnabled ? {} : isEnabled ? { disabledAt: null, failingSince: null } : { disabledAt: now };
  await ctx.db.patch("webhooks", row._id, { kinds, ...change });
  const { organizationId, actor } = me;
  const target = targetOf(row._id, row.url);
  await recordAudit(ctx, {
    organizationId,
    at: now,
    actor,
    action: "webhook.update",
    target,
    before: { kinds: row.kinds, isEnabled: wasEnabled },
    after: { kinds, isEnabled },
  });
}

/**
 * A new secret, given this once. For a day what is posted carries a signature of the one before too. Rotating again within the day ends
 * the one before at once, as one does with a secret that got known.
 */
export async function rotateSecret(ctx: Write, me: Acting, id: Id<"webhooks">, now: number) {
  const row = await getOrThrow(ctx, me.organizationId, id);
  const secret = newSecret();
  const until = now + overlapMs;
  await ctx.db.patch("webhooks", id, { secret, previous: { secret: row.secret, until } });
  await ctx.scheduler.runAt(until, internal.webhooks.endOverlap, { id });
  await recordAudit(ctx, {
    organizationId: me.organizationId,
    at: now,
    actor: me.actor,
    action: "webhook.rotateSecret",
    target: targetOf(id, row.url),
    after: { overlapEndsAt: until },
  });
  return { secret, overlapEndsAt: until };
}

/** Forgets the secret before once its day is over; one that a later rotation put there stays. */
export async function endOverlap(ctx: Pick<MutationCtx, "db">, id: Id<"webhooks">, now: number): Promise<void> {
  const row = await ctx.db.get("webhooks", id);
  if (row?.previous && row.previous.until <= now) await ctx.db.patch("webhooks", id, { previous: null });
}

/** What waits to be posted to it fails; its log goes with time. */
export async function remove(ctx: Pick<MutationCtx, "db">, me: Acting, id: Id<"webhooks">, now: number): Promise<void> {
  const { url, kinds } = await getOrThrow(ctx, me.organizationId, id);
  await ctx.db.delete("webhooks", id);
  await recordAudit(ctx, {
    organizationId: me.organizationId,
    at: now,
    actor: me.actor,
    action: "webhook.remove",
    target: targetOf(id, url),
    before: { url, kinds },
  });
}

async function press(ctx: Pick<MutationCtx, "db">, { organizationId }: Acting, webhook: Doc<"webhooks">, now: number): Promise<void> {
  if (webhook.disabledAt !== null)
    throw appError({ code: "conflict", reason: "disabled", message: "The webhook is disabled. Enable it first." });
  const retryAfterMs = await takeFromLimit(ctx, `webhook:${organizationId}`, mostPresses, 60_000, now);
  if (retryAfterMs !== null) throw appError({ code: "rate_limited", retryAfterMs });
}

/** Posts a message of the type `test`. Throws `conflict` `disabled`, `rate_limited`. */
export async function test(ctx: Write, me: Acting, id: Id<"webhooks">, now: number): Promise<void> {
  const webhook = await getOrThrow(ctx, me.organizationId, id);
  await press(ctx, me, webhook, now);
  const { organizationId, actor } = me;
  const data = { organizationId, text: `A test by ${actor.name}. Nothing happened.`, actor };
  await enqueue(ctx, webhook, { kind: "test", body: JSON.stringify({ type: "test", timestamp: new Date(now).toISOString(), data }) }, now);
  await recordAudit(ctx, { organizationId, at: now, actor, action: "webhook.test", target: targetOf(id, webhook.url) });
}

/** Posts a message again, under its own id. Throws `not_found`, `conflict` `disabled`, `rate_limited`. */
export async function replay(ctx: Write, me: Acting, deliveryId: Id<"webhookDeliveries">, now: number): Promise<void> {
  const row = await ctx.db.get("webhookDeliveries", deliveryId);
  if (row === null || row.organizationId !== me.organizationId) throw appError({ code: "not_found", what: "delivery" });
  const webhook = await getOrThrow(ctx, me.organizationId, row.webhookId);
  await press(ctx, me, webhook, now);
  const { kind, messageId, body } = row;
  await enqueue(ctx, webhook, { kind, messageId, body }, now);
  const target = targetOf(webhook._id, webhook.url);
  await recordAudit(ctx, {
    organizationId: me.organizationId,
    at: now,
    actor: me.actor,
    action: "webhook.replay",
    target,
    after: { messageId },
  });
}

/** The newest 50 deliveries of a webhook, newest first. */
export async function deliveries(ctx: Read, organizationId: Id<"organizations">, id: Id<"webhooks">) {
  await getOrThrow(ctx, organizationId, id);
  const rows = await ctx.db
    .query("webhookDeliveries")
    .withIndex("by_webhookId", (q) => q.eq("webhookId", id))
    .order("desc")
    .take(mostDeliveries);
  return rows.map(({ _id, kind, messageId, body, createdAt, state, attempts, nextAttemptAt, last }) => ({
    id: _id,
    kind,
    messageId,
    body,
    createdAt,
    state,
    attempts,
    nextAttemptAt,
    last,
  }));
}
