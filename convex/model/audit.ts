import type { PaginationOptions } from "convex/server";
import type { Infer } from "convex/values";

import type { Id } from "../_generated/dataModel";
import type { MutationCtx, QueryCtx } from "../_generated/server";
import { checkNumber } from "./checks";
import type { actor } from "./shapes";

export type Actor = Infer<typeof actor>;

export const systemActor = (name: string): Actor => ({ kind: "system", id: name, name });

type Entry = {
  organizationId: Id<"organizations">;
  at: number;
  actor: Actor;
  action: string;
  target: { kind: string; id: string; name: string };
  /** What changed; never a secret. */
  before?: Record<string, unknown>;
  after?: Record<string, unknown>;
  reason?: string | null;
};

/** Every state change calls this once, in its own transaction, so no change goes unrecorded. */
export async function recordAudit(ctx: Pick<MutationCtx, "db">, entry: Entry): Promise<void> {
  await ctx.db.insert("auditEntries", {
    organizationId: entry.organizationId,
    at: entry.at,
    actor: entry.actor,
    action: entry.action,
    targetKind: entry.target.kind,
    targetId: entry.target.id,
    targetName: entry.target.name,
    before: entry.before === undefined ? null : JSON.stringify(entry.before),
    after: entry.after === undefined ? null : JSON.stringify(entry.after),
    reason: entry.reason ?? null,
  });
}

export type AuditFilter = {
  /** Of one thing, or of one person, key or robot; with both, those of the thing by that actor. */
  targetId?: string;
  actorId?: string;
  /** Server time, epoch ms: from `since` on, and before `until`. */
  since?: number;
  until?: number;
};

/** The entries that the filter lets through, newest first. A page may be short, or empty, before the last. */
export async function listAudit(
  ctx: Pick<QueryCtx, "db">,
  organizationId: Id<"organizations">,
  { targetId, actorId, since = 0, until = Number.MAX_SAFE_INTEGER, paginationOpts }: AuditFilter & { paginationOpts: PaginationOptions },
) {
  checkNumber(since, "$.since", -8.64e15, Number.MAX_SAFE_INTEGER);
  checkNumber(until, "$.until", -8.64e15, Number.MAX_SAFE_INTEGER);
  const entries = ctx.db.query("auditEntries");
  const ranged =
    targetId !== undefined
      ? entries.withIndex("by_organizationId_and_targetId", (q) =>
          q.eq("organizationId", organizationId).eq("targetId", targetId).gte("at", since).lt("at", until),
        )
      : actorId !== undefined
        ? entries.withIndex("by_organizationId_and_actorId", (q) =>
            q.eq("organizationId", organizationId).eq("actor.id", actorId).gte("at", since).lt("at", until),
          )
        : entries.withIndex("by_organizationId_and_at", (q) => q.eq("organizationId", organizationId).gte("at", since).lt("at", until));
  const found = await ranged.order("desc").paginate(paginationOpts);
  const page = found.page
    .filter(({ actor }) => actorId === undefined || actor.id === actorId)
    .map(({ _id, _creationTime, organizationId: _, ...entry }) => ({ id: _id, ...entry }));
  return { ...found, page };
}
