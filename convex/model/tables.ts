import { defineTable } from "convex/server";
import { v } from "convex/values";

import { actor, nullable, viewPage } from "./shapes";

const time = v.number();
const organizationId = v.id("organizations");

/** The tables of what every area uses: saved views, the audit log, limits of rates. Part of the schema. */
export const commonTables = {
  // A list as somebody narrowed it, named for everybody of the organization. `query` is what stands behind the ? of the page's address.
  savedViews: defineTable({ organizationId, page: viewPage, name: v.string(), query: v.string(), createdBy: actor, createdAt: time }).index(
    "by_organizationId_and_page",
    ["organizationId", "page"],
  ),

  // A shift that was handed over: what whoever left says, and who read it. Never changed but for `taken`.
  handovers: defineTable({
    organizationId,
    since: time,
    note: v.string(),
    left: actor,
    leftAt: time,
    taken: nullable(v.object({ by: actor, at: time })),
  }).index("by_organizationId_and_leftAt", ["organizationId", "leftAt"]),

  auditEntries: defineTable({
    organizationId,
    at: time,
    actor,
    action: v.string(),
    targetKind: v.string(),
    targetId: v.string(),
    targetName: v.string(),
    /** JSON text of what changed, before and after; never a secret. */
    before: nullable(v.string()),
    after: nullable(v.string()),
    reason: nullable(v.string()),
  })
    .index("by_organizationId_and_at", ["organizationId", "at"])
    .index("by_organizationId_and_actorId", ["organizationId", "actor.id", "at"])
    .index("by_organizationId_and_targetId", ["organizationId", "targetId", "at"]),

  rateLimits: defineTable({ key: v.string(), count: v.number(), resetsAt: time })
    .index("by_key", ["key"])
    .index("by_resetsAt", ["resetsAt"]),
};
