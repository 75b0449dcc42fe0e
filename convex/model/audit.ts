import type { Infer } from "convex/values";

import type { Id } from "../_generated/dataModel";
import type { MutationCtx } from "../_generated/server";
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
