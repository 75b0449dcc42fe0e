import { useConvexPaginatedQuery } from "@convex-dev/react-query";
import type { FunctionReturnType } from "convex/server";

import { api } from "#convex/_generated/api.js";

export type AuditEntry = FunctionReturnType<typeof api.audit.list>["page"][number];

/** Newest first; of one thing when its id is given. */
export const useAuditPages = (targetId: string | undefined) =>
  useConvexPaginatedQuery(api.audit.list, targetId === undefined ? {} : { targetId }, { initialNumItems: 100 });
