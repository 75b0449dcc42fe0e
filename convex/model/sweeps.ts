import { internal } from "../_generated/api";
import type { Id } from "../_generated/dataModel";
import type { MutationCtx } from "../_generated/server";
import { recordAudit, systemActor } from "./audit";
import { tellOffline } from "./notices/tellings";
import * as Deliveries from "./webhooks/deliveries";
import * as Notices from "./notices/notices";
import { linkAt, nextLinkChange } from "./heartbeats/link";
import { prune as pruneIncidents } from "./incidents/incidents";
import { sampleLifeMs } from "./heartbeats/rawTimes";
import { prune as pruneRunSigns } from "./runRules/signs";
import { addTotals } from "./receipts/hours";
import { addMissing as addFindable } from "./receipts/search/postings";
import { addMissing, patchStatus } from "./robots/states";
import { prune as pruneOidcAttempts } from "./people/oidcAttempts";
import { prune as prunePasskeyChallenges } from "./people/passkeyChallenges";
import { revokeExpired } from "./people/wallLinks";
import { renewOldPasses } from "./people/watchPass";
import { load } from "./sessions/loaded";
import { scheduleCheck, take, type Write } from "./sessions/store";
import { addMissing as addCounted } from "./trends/days";
import { prune as pruneWatchers } from "./watching/watchers";

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
    await patchStatus(ctx, row, { link, linkSince: changed ? now : row.linkSince, nextLinkAt });
    if (changed && link === "offline") await tellOffline(ctx, row.robotId, now);
  }
  return due.length + (await addMissing(ctx, batch));
}

const hourMs = 3_600_000;
const monthMs = 30 * 24 * hourMs;
const manyRows = batch * 4;

/**
 * One batch of each kind; a full batch means there is more, so it comes back at once. What the log and the receipts
 * tell of these rows stays: they hold copies, not references.
 */
export async function prune(ctx: Write, now: number): Promise<number> {
  const { db } = ctx;
  const past = {
    samples: await db
      .query("heartbeatSamples")
      .withIndex("by_receivedAt", (q) => q.lt("receivedAt", now - sampleLifeMs))
      .take(manyRows),
    chunks: await db
      .query("sampleChunks")
      .withIndex("by_from", (q) => q.lt("from", now - sampleLifeMs))
      .take(manyRows),
    intents: await db
      .query("promoteIntents")
      .withIndex("by_expiresAt", (q) => q.lt("expiresAt", now - hourMs))
      .take(batch),
    challenges: await db
      .query("presenceChallenges")
      .withIndex("by_expiresAt", (q) => q.lt("expiresAt", now - hourMs))
      .take(batch),
    limits: await db
      .query("rateLimits")
      .withIndex("by_resetsAt", (q) => q.lt("resetsAt", now))
      .take(batch),
    logins: await db
      .query("deviceLogins")
      .withIndex("by_expiresAt", (q) => q.lt("expiresAt", now - hourMs))
      .take(batch),
    requests: await db
      .query("pairingRequests")
      .withIndex("by_expiresAt", (q) => q.lt("expiresAt", now - hourMs))
      .take(batch),
    approvals: await db
      .query("approvals")
      .withIndex("by_expiresAt", (q) => q.lt("expiresAt", now - monthMs))
      .take(batch),
    reports: await db
      .query("doctorReports")
      .withIndex("by_checkedAt", (q) => q.lt("checkedAt", now - monthMs))
      .take(batch),
    probes: await db
      .query("workerProbes")
      .withIndex("by_checkedAt", (q) => q.lt("checkedAt", now - monthMs))
      .take(batch),
    invitations: await db
      .query("invitations")
      .withIndex("by_expiresAt", (q) => q.lt("expiresAt", now - monthMs))
      .take(batch),
    pairings: await db
      .query("pairingTokens")
      .withIndex("by_expiresAt", (q) => q.lt("expiresAt", now - monthMs))
      .take(batch),
  };
  for (const row of past.samples) await db.delete("heartbeatSamples", row._id);
  for (const row of past.chunks) await db.delete("sampleChunks", row._id);
  for (const row of past.intents) await db.delete("promoteIntents", row._id);
  for (const row of past.challenges) await db.delete("presenceChallenges", row._id);
  for (const row of past.limits) await db.delete("rateLimits", row._id);
  for (const row of past.logins) await db.delete("deviceLogins", row._id);
  for (const row of past.requests) await db.delete("pairingRequests", row._id);
  for (const row of past.approvals) await db.delete("approvals", row._id);
  for (const row of past.reports) await db.delete("doctorReports", row._id);
  for (const row of past.probes) await db.delete("workerProbes", row._id);
  for (const row of past.invitations) await db.delete("invitations", row._id);
  for (const row of past.pairings) await db.delete("pairingTokens", row._id);
  await revokeExpiredKeys(ctx, now);
  await revokeExpired(ctx, clock, now, batch);
  const signs = await pruneRunSigns(ctx, now);
  const incidents = await pruneIncidents(ctx, now, batch);
  const notices = await Notices.prune(ctx, now, batch);
  const deliveries = await Deliveries.prune(ctx, now, batch);
  const renewed = await renewOldPasses(ctx, now, batch);
  const trips = await pruneOidcAttempts(ctx, now, batch);
  const challenges = await prunePasskeyChallenges(ctx, now, batch);
  const watchers = await pruneWatchers(ctx, now, batch);
  const totals = await addTotals(ctx, manyRows);
  const { samples, chunks, ...few } = past;
  const counts = Object.values(few).map((rows) => rows.length);
  const isMore =
    renewed === batch ||
    trips === batch ||
    challenges === batch ||
    watchers === batch ||
    signs === batch ||
    incidents === batch ||
    notices === batch ||
    deliveries === batch ||
    totals === manyRows ||
    [samples, chunks].some((rows) => rows.length === manyRows) ||
    counts.includes(batch);
  if (isMore) await ctx.scheduler.runAfter(0, internal.sweeps.prune, {});
  return counts.reduce((sum, count) => sum + count, samples.length + chunks.length);
}

/** So few, because each writes some twenty rows, and whoever stops a robot waits for it. */
const receiptsAtOnce = 10;
/** Shorter than the minute after which it is begun anew, so that it never goes on twice at a time. */
const findableMs = 50_000;

/** Makes receipts from before they were findable so, a few in each transaction, for less than a minute. Answers how many in this one. */
export async function makeFindable(ctx: Write, until: number | undefined, now: number): Promise<number> {
  const count = await addFindable(ctx, receiptsAtOnce);
  const end = until ?? now + findableMs;
  if (count === receiptsAtOnce && now < end) await ctx.scheduler.runAfter(0, internal.sweeps.makeFindable, { until: end });
  return count;
}

/** A row is read and written for each, so more of them than of what is made findable. */
const countedAtOnce = 50;

/** Counts receipts from before there were sums of days, some in each transaction, for less than a minute. Answers how many in this one. */
export async function countByDay(ctx: Write, until: number | undefined, now: number): Promise<number> {
  const count = await addCounted(ctx, countedAtOnce);
  const end = until ?? now + findableMs;
  if (count === countedAtOnce && now < end) await ctx.scheduler.runAfter(0, internal.sweeps.countByDay, { until: end });
  return count;
}

/** Queries read no clock, so a key that ran out is revoked for them here. */
async function revokeExpiredKeys(ctx: Write, now: number): Promise<void> {
  const expired = await ctx.db
    .query("apiKeys")
    .withIndex("by_revokedAt_and_expiresAt", (q) => q.eq("revokedAt", null).gt("expiresAt", 0).lte("expiresAt", now))
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
