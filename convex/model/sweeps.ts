import { internal } from "../_generated/api";
import type { Id } from "../_generated/dataModel";
import type { MutationCtx } from "../_generated/server";
import { recordAudit, systemActor } from "./audit";
import { minuteLifeMs, sampleLifeMs } from "./heartbeats";
import { linkAt, nextLinkChange } from "./link";
import { load, scheduleCheck, take, type Write } from "./sessionStore";

const clock = systemActor("clock");
const batch = 100;

export async function checkSession(
  ctx: Write,
  { sessionId, promotion }: { sessionId: Id<"sessions">; promotion?: number },
  now: number,
): Promise<void> {
  const doc = await ctx.db.get("sessions", sessionId);
  if (doc === null || doc.status === "closed") return;
  // The chain of an earlier promotion ends here; the later one has its own.
  if (promotion !== undefined && promotion !== doc.promotions) return;
  const before = await load(ctx, doc.organizationId, sessionId);
  const { loaded } = await take(ctx, before, { kind: "tick", now }, clock);
  await scheduleCheck(ctx, loaded);
}

/** Each session in a transaction of its own: one that cannot be ended must not keep the others from it. */
export async function sweepSessions(ctx: Write & Pick<MutationCtx, "runMutation">, now: number): Promise<number> {
  const due = await ctx.db
    .query("sessionLive")
    .withIndex("by_nextCheckAt", (q) => q.gt("nextCheckAt", 0).lte("nextCheckAt", now))
    .take(batch);
  for (const live of due) {
    const { sessionId } = live;
    try {
      await ctx.runMutation(internal.sweeps.checkSession, { sessionId });
    } catch (error) {
      console.error(`session ${sessionId} could not be checked`, error);
    }
  }
  return due.length;
}

export async function sweepLinks(ctx: Write, now: number): Promise<number> {
  const due = await ctx.db
    .query("robotStatus")
    .withIndex("by_nextLinkAt", (q) => q.gt("nextLinkAt", 0).lte("nextLinkAt", now))
    .take(batch);
  for (const row of due) {
    const link = linkAt(row.lastSeenAt, row.intervalMs, now);
    const nextLinkAt = row.lastSeenAt === null ? null : nextLinkChange(row.lastSeenAt, row.intervalMs, link);
    const changed = link !== row.link;
    await ctx.db.patch("robotStatus", row._id, { link, linkSince: changed ? now : row.linkSince, nextLinkAt });
  }
  return due.length;
}

/** One batch of each kind; a full batch means there is more, so it comes back at once. */
export async function prune(ctx: Write, now: number): Promise<number> {
  const samples = await ctx.db
    .query("heartbeatSamples")
    .withIndex("by_receivedAt", (q) => q.lt("receivedAt", now - sampleLifeMs))
    .take(batch * 4);
  for (const row of samples) await ctx.db.delete("heartbeatSamples", row._id);
  const minutes = await ctx.db
    .query("heartbeatMinutes")
    .withIndex("by_minute", (q) => q.lt("minute", now - minuteLifeMs))
    .take(batch * 4);
  for (const row of minutes) await ctx.db.delete("heartbeatMinutes", row._id);
  const intents = await ctx.db
    .query("promoteIntents")
    .withIndex("by_expiresAt", (q) => q.lt("expiresAt", now - 3_600_000))
    .take(batch);
  for (const row of intents) await ctx.db.delete("promoteIntents", row._id);
  const limits = await ctx.db
    .query("rateLimits")
    .withIndex("by_resetsAt", (q) => q.lt("resetsAt", now))
    .take(batch);
  for (const row of limits) await ctx.db.delete("rateLimits", row._id);
  const logins = await ctx.db
    .query("deviceLogins")
    .withIndex("by_expiresAt", (q) => q.lt("expiresAt", now - 3_600_000))
    .take(batch);
  for (const row of logins) await ctx.db.delete("deviceLogins", row._id);
  await revokeExpiredKeys(ctx, now);
  if (samples.length === batch * 4 || minutes.length === batch * 4) {
    await ctx.scheduler.runAfter(0, internal.sweeps.prune, {});
  }
  return samples.length + minutes.length + intents.length + limits.length;
}

/** Queries read no clock, so a key that ran out is revoked for them here. */
async function revokeExpiredKeys(ctx: Write, now: number): Promise<void> {
  const expired = await ctx.db
    .query("apiKeys")
    .withIndex("by_revokedAt_and_expiresAt", (q) =>
      q.eq("revokedAt", null).gt("expiresAt", 0).lte("expiresAt", now),
    )
    .take(batch);
  for (const key of expired) {
    await ctx.db.patch("apiKeys", key._id, { revokedAt: now });
    await recordAudit(ctx, {
      organizationId: key.organizationId,
      at: now,
      actor: clock,
      action: "apiKey.expire",
      target: { kind: "apiKey", id: key._id, name: key.name },
    });
  }
}
