import { paginationOptsValidator } from "convex/server";
import { v } from "convex/values";

import { queryAs } from "./functions";
import { auditView, paged } from "./model/answers";
import { listAudit } from "./model/audit";

/** Newest first; of one thing, by one actor, and in a time (epoch ms, `until` excluded) when these are given. `before` and `after` are JSON text. */
export const list = queryAs("viewer")({
  args: {
    targetId: v.optional(v.string()),
    actorId: v.optional(v.string()),
    since: v.optional(v.number()),
    until: v.optional(v.number()),
    paginationOpts: paginationOptsValidator,
  },
  returns: paged(auditView),
  handler: (ctx, args) => listAudit(ctx, ctx.me.organizationId, args),
});
