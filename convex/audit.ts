import { paginationOptsValidator } from "convex/server";
import { v } from "convex/values";

import { queryAs } from "./functions";
import { auditView, paged } from "./model/views";
import { listAudit } from "./model/audit";

/** Newest first; of one target with `targetId`. `before` and `after` are JSON text. */
export const list = queryAs("viewer")({
  args: { targetId: v.optional(v.string()), paginationOpts: paginationOptsValidator },
  returns: paged(auditView),
  handler: (ctx, args) => listAudit(ctx, ctx.me.organizationId, args),
});
