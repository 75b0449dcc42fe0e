import { useConvexPaginatedQuery } from "@convex-dev/react-query";
import type { FunctionArgs, FunctionReturnType } from "convex/server";

import { api } from "#convex/_generated/api.js";
import { convex } from "#src/api/client.ts";

export type AuditEntry = FunctionReturnType<typeof api.audit.list>["page"][number];
/** Of one thing, by one actor, in a time. */
export type AuditFilter = Omit<FunctionArgs<typeof api.audit.list>, "paginationOpts">;

/** Newest first, as the filter says. */
export const useAuditPages = (filter: AuditFilter) => useConvexPaginatedQuery(api.audit.list, filter, { initialNumItems: 100 });

const PAGE = 200;

/** Every entry of the filter, newest first, a page at a time. */
export async function* readAudit(filter: AuditFilter): AsyncGenerator<AuditEntry[]> {
  let cursor: string | null = null;
  for (;;) {
    const page: FunctionReturnType<typeof api.audit.list> = await convex.query(api.audit.list, {
      ...filter,
      paginationOpts: { numItems: PAGE, cursor },
    });
    yield page.page;
    if (page.isDone) return;
    cursor = page.continueCursor;
  }
}
