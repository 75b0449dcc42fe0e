import type { PaginationOptions } from "convex/server";

import type { Id } from "../../_generated/dataModel";
import type { MutationCtx, QueryCtx } from "../../_generated/server";
import { appError } from "../../errors";
import { recordAudit } from "../audit";
import { sampleLifeMs, samplesSince } from "./samples";
import type { Acting } from "../people/me";
import { getDoc } from "../sessions/loaded";

/** How long kept samples live. */
export const keptLifeMs = 30 * 24 * 3_600_000;

/**
 * Keeps the session's raw samples for 30 days: those that the ring still holds, and every one from now on. A session
 * that ended more than 15 minutes ago has none left to keep.
 */
export async function keep(ctx: Pick<MutationCtx, "db">, me: Acting, id: Id<"sessions">, now: number) {
  const { organizationId, actor } = me;
  const session = await getDoc(ctx, organizationId, id);
  if (session.samplesKeptFrom !== undefined) return { keptFrom: session.samplesKeptFrom, copied: 0 };
  const { robotId } = session;
  if (robotId === null) throw appError({ code: "conflict", reason: "no_robot", message: "The session has no robot." });
  const since = Math.max(session.createdAt, now - sampleLifeMs);
  const samples = (await samplesSince(ctx, robotId, since)).filter((sample) => sample.sessionId === id);
  if (samples.length === 0 && session.status === "closed") {
    throw appError({ code: "conflict", reason: "too_late", message: "The samples of this session are gone already." });
  }
  for (const sample of samples) await ctx.db.insert("keptSamples", { robotId, ...sample, sessionId: id });
  const keptFrom = samples[0]?.receivedAt ?? now;
  await ctx.db.patch("sessions", id, { samplesKeptFrom: keptFrom });
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
  return { ...found, page: found.page.map(({ _id, _creationTime, ...sample }) => sample) };
}
