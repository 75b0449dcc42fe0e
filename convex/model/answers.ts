import { v } from "convex/values";

import { actor, nullable } from "./shapes";

// What public functions answer, with `answers.ts` of each area. Never a hash, never a private key.

export const auditView = v.object({
  id: v.id("auditEntries"),
  at: v.number(),
  actor,
  action: v.string(),
  targetKind: v.string(),
  targetId: v.string(),
  targetName: v.string(),
  before: nullable(v.string()),
  after: nullable(v.string()),
  reason: nullable(v.string()),
});

/** What `usePaginatedQuery` needs of an answer. */
export const paged = <T extends Parameters<typeof v.array>[0]>(row: T) =>
  v.object({
    page: v.array(row),
    isDone: v.boolean(),
    continueCursor: v.string(),
    splitCursor: v.optional(v.union(v.string(), v.null())),
    pageStatus: v.optional(v.union(v.literal("SplitRecommended"), v.literal("SplitRequired"), v.null())),
  });
