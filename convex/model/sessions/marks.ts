import type { Id } from "../../_generated/dataModel";
import type { MutationCtx } from "../../_generated/server";
import { appError, conflict } from "../../errors";
import { recordAudit } from "../audit";
import type { Acting } from "../people/me";
import { takeFromLimit } from "../rateLimits";
import { getDoc } from "./loaded";

/** The kind of its entry in a timeline. */
export const markKind = "session.mark";

/** More than a person presses on purpose; it keeps a leaning elbow from filling a timeline. */
const mostPerMinute = 12;

/**
 * "Look at this later": a moment of an open session, in its timeline, its receipt and the log. Changes nothing else of the session, neither
 * its version nor what is bound to that.
 */
export async function mark(
  ctx: Pick<MutationCtx, "db">,
  { organizationId, actor }: Acting,
  id: Id<"sessions">,
  now: number,
): Promise<{ at: number }> {
  const doc = await getDoc(ctx, organizationId, id);
  if (doc.status === "closed") throw conflict("closed", "The session is closed.");
  const retryAfterMs = await takeFromLimit(ctx, `mark:${id}`, mostPerMinute, 60_000, now);
  if (retryAfterMs !== null) throw appError({ code: "rate_limited", retryAfterMs });
  const { mode, version } = doc;
  await ctx.db.insert("sessionEvents", { sessionId: id, at: now, kind: markKind, actor, mode, version, reason: null, evidence: null });
  await recordAudit(ctx, {
    organizationId,
    at: now,
    actor,
    action: "session.mark",
    target: { kind: "session", id, name: doc.baseModel },
    after: { mode },
  });
  return { at: now };
}
