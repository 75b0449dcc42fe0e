import type { PaginationOptions } from "convex/server";
import type { Infer } from "convex/values";

import type { Id } from "../_generated/dataModel";
import type { MutationCtx, QueryCtx } from "../_generated/server";
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

export async function listAudit(
  ctx: Pick<QueryCtx, "db">,
  organizationId: Id<"organizations">,
  args: { targetId?: string; paginationOpts: PaginationOptions },
) {
  const { targetId } = args;
  const entries = ctx.db.query("auditEntries");
  const found = await (
    targetId === undefined
      ? entries.withIndex("by_organizationId", (q) => q.eq("organizationId", organizationId))
      : entries.withIndex("by_organizationId_and_targetId", (q) =>
          q.eq("organizationId", organizationId).eq("targetId", targetId),
        )
  )
    .order("desc")
    .paginate(args.paginationOpts);
  const page = found.page.map(({ _id, _creationTime, organizationId: _, ...entry }) => ({ id: _id, ...entry }));
  return { ...found, page };
}
