import type { Doc, Id } from "../../_generated/dataModel";
import type { MutationCtx, QueryCtx } from "../../_generated/server";
import type { SigningKey } from "../signing/ed25519";
import { keptOf, recordOf } from "../cameras/kept";
import { latencyPercentile } from "../heartbeats/latency";
import { outlierOf, type Measures, type Outlier, withMarks } from "./outliers";
import { buildCheckpoint, buildLink } from "./chain";
import { countHour } from "./hours";
import { isProblemOf } from "./problems";
import { noteRun, signsOf } from "../runRules/signs";
import { addReceipt } from "./search/postings";
import { setUpOf } from "./setUp";
import { addSibling, siblingsOf } from "./siblings";
import type { Loaded } from "../sessions/loaded";
import { markKind } from "../sessions/marks";
import { ensureKey } from "../signing/keys";
import { countReceipt } from "../trends/days";

// The bound keeps a receipt far below the largest document, whatever the session did.
const mostEvents = 500;

export async function newestReceipt(ctx: Pick<QueryCtx, "db">, organizationId: Id<"organizations">) {
  return await ctx.db
    .query("receipts")
    .withIndex("by_organizationId_and_sequence", (q) => q.eq("organizationId", organizationId))
    .order("desc")
    .first();
}

/** Called once, in the transaction that closes the session. */
export async function writeReceipt(
  ctx: Pick<MutationCtx, "db" | "scheduler">,
  { doc, live, stop }: Loaded,
  now: number,
): Promise<Id<"receipts">> {
  const previous = await newestReceipt(ctx, doc.organizationId);
  const key = await ensureKey(ctx, "receipts", now);
  const content = await contentOf(ctx, doc, live, now);
  const link = buildLink(content, previous, key);
  const { organizationId } = doc;
  const isProblem = isProblemOf({
    ...{ safeStops: live.safeStops, errorCount: live.errors.length, closeReason: doc.closeReason ?? "" },
  });
  const receiptId = await ctx.db.insert("receipts", {
    organizationId,
    sessionId: doc._id,
    robotId: doc.robotId,
    deploymentId: doc.deploymentId,
    timestamp: now,
    startedAt: doc.createdAt,
    modelId: content.model,
    steps: live.steps,
    appliedSteps: live.appliedSteps,
    safeStops: live.safeStops,
    errorCount: live.errors.length,
    longestGapMs: live.longestGapMs,
    latencyP95Ms: latencyPercentile(live.latency, 0.95),
    applied: doc.promotions > 0,
    closeReason: doc.closeReason ?? "",
    isProblem,
    ...link,
  });
  await countHour(ctx, organizationId, isProblem, now);
  const { sequence } = link;
  const marks = content.timeline.filter(({ kind }) => kind === markKind).length;
  const { score, reasons: oddities } = withMarks(await compare(ctx, doc, live, now), marks);
  const empty = { verdict: null, note: "", reviewedBy: null, reviewedAt: null };
  const reviewId = await ctx.db.insert("reviews", { organizationId, receiptId, sequence, ...empty, score, oddities });
  await makeFindable(ctx, receiptId, reviewId);
  await countReceipt(ctx, receiptId, reviewId);
  const { faults, safeStops } = live;
  const reasons = content.timeline.map(({ reason }) => reason);
  const signs = signsOf({ isStopped: stop !== null, faults, safeStops, errors: live.errors.length, reasons });
  await noteRun(ctx, { organizationId, receiptId, sessionId: doc._id, robotId: doc.robotId, deploymentId: doc.deploymentId }, signs, now);
  await signHead(ctx, organizationId, key, now);
  return receiptId;
}

/** Nothing that a search needs may keep a session from being closed: a failure is logged, and `addMissing` tries again. */
async function makeFindable(ctx: Pick<MutationCtx, "db">, receiptId: Id<"receipts">, reviewId: Id<"reviews">): Promise<void> {
  try {
    const [receipt, review] = [await ctx.db.get("receipts", receiptId), await ctx.db.get("reviews", reviewId)];
    if (receipt !== null && review !== null) await addReceipt(ctx, receipt, review);
  } catch (error) {
    console.error(`receipt ${receiptId} could not be made findable`, error);
  }
}

/** Signs the chain's last link as of now. */
export async function signHead(
  ctx: Pick<MutationCtx, "db">,
  organizationId: Id<"organizations">,
  key: SigningKey,
  now: number,
): Promise<void> {
  const newest = await newestReceipt(ctx, organizationId);
  if (newest === null) return;
  const { sequence, hash } = newest;
  const checkpoint = buildCheckpoint(organizationId, { sequence, hash }, now, key);
  const head = await headRow(ctx, organizationId);
  if (head === null) await ctx.db.insert("receiptHeads", { organizationId, ...checkpoint });
  else await ctx.db.patch("receiptHeads", head._id, checkpoint);
}

export async function headRow(ctx: Pick<QueryCtx, "db">, organizationId: Id<"organizations">) {
  return await ctx.db
    .query("receiptHeads")
    .withIndex("by_organizationId", (q) => q.eq("organizationId", organizationId))
    .unique();
}

/** Against the deployment's receipts before this one; without a deployment there is nothing to compare with. */
async function compare(
  ctx: Pick<MutationCtx, "db">,
  { deploymentId, createdAt }: Doc<"sessions">,
  live: Doc<"sessionLive">,
  now: number,
): Promise<Outlier> {
  if (deploymentId === null) return { score: 0, reasons: [] };
  const measures: Measures = {
    steps: live.steps,
    durationMs: now - createdAt,
    longestGapMs: live.longestGapMs,
    latencyP95Ms: latencyPercentile(live.latency, 0.95),
    safeStops: live.safeStops,
    errorCount: live.errors.length,
  };
  const siblings = await siblingsOf(ctx, deploymentId);
  await addSibling(ctx, deploymentId, siblings, measures);
  return outlierOf(measures, siblings.newest);
}

async function contentOf(ctx: Pick<MutationCtx, "db">, doc: Doc<"sessions">, live: Doc<"sessionLive">, now: number) {
  const setUp = await setUpOf(ctx, doc);
  const events = await ctx.db
    .query("sessionEvents")
    .withIndex("by_sessionId_and_at", (q) => q.eq("sessionId", doc._id))
    .take(mostEvents + 1);
  const stops = await ctx.db
    .query("stops")
    .withIndex("by_sessionId", (q) => q.eq("sessionId", doc._id))
    .take(100);
  const pictures = await keptOf(ctx, doc._id);
  const percentile = (share: number) => latencyPercentile(live.latency, share);
  return {
    format: 1,
    organizationId: doc.organizationId,
    sessionId: doc._id,
    timestamp: now,
    ...setUp,
    timeline: events.slice(0, mostEvents).map(({ at, kind, actor, mode, version, reason, evidence }) => ({
      ...{ at, kind, actor, mode, version, reason, evidence },
    })),
    timelineIsComplete: events.length <= mostEvents,
    stops: stops.map(({ version, sentAt, acceptedAt, acknowledgedAt, motionZeroAt, requestedBy, requests }) => ({
      ...{ version, sentAt, acceptedAt, acknowledgedAt, motionZeroAt, requestedBy, requests },
    })),
    steps: live.steps,
    appliedSteps: live.appliedSteps,
    safeStops: live.safeStops,
    faults: live.faults,
    errors: live.errors,
    troubles: live.troubles?.spans ?? null,
    troublesMissed: live.troubles?.missed ?? null,
    heartbeats: {
      count: live.heartbeats,
      longestGapMs: live.longestGapMs,
      latencyMs: { p50: percentile(0.5), p95: percentile(0.95), p99: percentile(0.99) },
    },
    runSummary: live.runSummary,
    robotSignature: live.robotSignature ?? null,
    pictures: pictures.map(recordOf),
    startedAt: doc.createdAt,
    activatedAt: doc.activatedAt,
    endedAt: doc.endedAt,
    closedBy: doc.closedBy,
    closeReason: doc.closeReason,
  };
}
