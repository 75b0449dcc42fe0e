import type { PaginationOptions } from "convex/server";

import type { Id } from "../../_generated/dataModel";
import type { MutationCtx, QueryCtx } from "../../_generated/server";
import { internal } from "../../_generated/api";
import { appError } from "../../errors";
import { recordAudit } from "../audit";
import { sampleLifeMs } from "./rawTimes";
import { samplesSince } from "./samples";
import type { Acting } from "../people/me";
import { getDoc } from "../sessions/loaded";

type Write = Pick<MutationCtx, "db">;
type Scheduling = Pick<MutationCtx, "db" | "scheduler">;
type SessionId = Id<"sessions">;

/** How long the copies stay after somebody took the keeping back, in case it was a mistake. */
const releaseGraceMs = 3_600_000;
const droppedAtOnce = 400;

const newestKept = (ctx: Write, id: SessionId) =>
  ctx.db
    .query("keptSamples")
    .withIndex("by_sessionId_and_receivedAt", (q) => q.eq("sessionId", id))
    .order("desc")
    .first();

const oldestKept = (ctx: Write, id: SessionId) =>
  ctx.db
    .query("keptSamples")
    .withIndex("by_sessionId_and_receivedAt", (q) => q.eq("sessionId", id))
    .first();

/**
 * Keeps the session's raw samples for the organization's time: those that the ring still holds, copies that are about to go, and
 * every one from now on. A session that ended more than 15 minutes ago has none left to keep.
 */
export async function keep(ctx: Write, me: Acting, id: SessionId, now: number) {
  const { organizationId, actor } = me;
  const session = await getDoc(ctx, organizationId, id);
  if (session.samplesKeptFrom !== undefined) return { keptFrom: session.samplesKeptFrom, copied: 0 };
  const { robotId } = session;
  if (robotId === null) throw appError({ code: "conflict", reason: "no_robot", message: "The session has no robot." });
  const [oldest, newest] = [await oldestKept(ctx, id), await newestKept(ctx, id)];
  const since = Math.max(session.createdAt, now - sampleLifeMs);
  const samples = (await samplesSince(ctx, robotId, since)).filter(
    ({ sessionId, receivedAt }) => sessionId === id && receivedAt > (newest?.receivedAt ?? 0),
  );
  if (oldest === null && samples.length === 0 && session.status === "closed") {
    throw appError({ code: "conflict", reason: "too_late", message: "The samples of this session are gone already." });
  }
  for (const sample of samples) await ctx.db.insert("keptSamples", { robotId, organizationId, ...sample, sessionId: id });
  const keptFrom = oldest?.receivedAt ?? samples[0]?.receivedAt ?? now;
  await ctx.db.patch("sessions", id, { samplesKeptFrom: keptFrom, samplesGoAt: undefined });
  await recordAudit(ctx, {
    organizationId,
    at: now,
    actor,
    action: "session.keepSamples",
    target: { kind: "session", id, name: session.baseModel },
    after: { keptFrom, copied: samples.length },
  });
  return { keptFrom, copied: samples.length };
}

/** Takes the keeping back: no sample is copied any more, and the copies go in an hour, until when they may be kept again. */
export async function release(ctx: Scheduling, me: Acting, id: SessionId, now: number): Promise<{ goAt: number | null }> {
  const { organizationId, actor } = me;
  const session = await getDoc(ctx, organizationId, id);
  if (session.samplesKeptFrom === undefined) return { goAt: session.samplesGoAt ?? null };
  const goAt = now + releaseGraceMs;
  await ctx.db.patch("sessions", id, { samplesKeptFrom: undefined, samplesGoAt: goAt });
  await ctx.scheduler.runAt(goAt, internal.sweeps.dropKept, { sessionId: id, goAt });
  await recordAudit(ctx, {
    organizationId,
    at: now,
    actor,
    action: "session.releaseSamples",
    target: { kind: "session", id, name: session.baseModel },
    before: { keptFrom: session.samplesKeptFrom },
    after: { goAt },
  });
  return { goAt };
}

/** Deletes the copies, a batch at a time; nothing when they were kept again after `goAt` was set. */
export async function drop(ctx: Scheduling, { sessionId, goAt }: { sessionId: SessionId; goAt: number }): Promise<number> {
  const session = await ctx.db.get("sessions", sessionId);
  if (session?.samplesGoAt !== goAt) return 0;
  const rows = await ctx.db
    .query("keptSamples")
    .withIndex("by_sessionId_and_receivedAt", (q) => q.eq("sessionId", sessionId))
    .take(droppedAtOnce);
  for (const row of rows) await ctx.db.delete("keptSamples", row._id);
  if (rows.length === droppedAtOnce) await ctx.scheduler.runAfter(0, internal.sweeps.dropKept, { sessionId, goAt });
  return rows.length;
}

export async function list(
  ctx: Pick<QueryCtx, "db">,
  organizationId: Id<"organizations">,
  args: { id: Id<"sessions">; paginationOpts: PaginationOptions },
) {
  await getDoc(ctx, organizationId, args.id);
  const found = await ctx.db
    .query("keptSamples")
    .withIndex("by_sessionId_and_receivedAt", (q) => q.eq("sessionId", args.id))
    .paginate(args.paginationOpts);
  return { ...found, page: found.page.map(({ _id, _creationTime, organizationId: _organizationId, ...sample }) => sample) };
}
