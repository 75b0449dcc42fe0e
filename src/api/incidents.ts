import { convexQuery, useConvexMutation, useConvexPaginatedQuery } from "@convex-dev/react-query";
import { queryOptions, useMutation } from "@tanstack/react-query";
import type { FunctionArgs, FunctionReturnType } from "convex/server";

import { api } from "#convex/_generated/api.js";
import { convex } from "#src/api/client.ts";
import type { RobotId } from "#src/api/robots.ts";

/** What needed attention: from when to when, who took it, what was done, how it ended. Times are server time, epoch ms. */
export type Incident = FunctionReturnType<typeof api.incidents.list>["page"][number];
export type IncidentFilter = Omit<FunctionArgs<typeof api.incidents.list>, "paginationOpts">;

/** How grave the organization takes a cause; 0 is the gravest. */
export type SeverityOfCause = FunctionReturnType<typeof api.incidents.severities>[number];

export const incidentQueries = {
  severities: () => queryOptions(convexQuery(api.incidents.severities, {})),
  /** The newest few of a robot, for its own page. */
  recent: (robotId: RobotId) =>
    queryOptions({ ...convexQuery(api.incidents.list, { robotId, show: "all", paginationOpts: { numItems: 5, cursor: null } }) }),
};

export const useIncidentPages = (filter: IncidentFilter) => useConvexPaginatedQuery(api.incidents.list, filter, { initialNumItems: 30 });

const PAGE = 200;

/** Every incident of the filter, a page at a time. */
export async function* readIncidents(filter: IncidentFilter): AsyncGenerator<Incident[]> {
  let cursor: string | null = null;
  for (;;) {
    const page: FunctionReturnType<typeof api.incidents.list> = await convex.query(api.incidents.list, {
      ...filter,
      paginationOpts: { numItems: PAGE, cursor },
    });
    yield page.page;
    if (page.isDone) return;
    cursor = page.continueCursor;
  }
}

export const useNoteIncident = () => useMutation({ mutationFn: useConvexMutation(api.incidents.note), meta: { inlineError: true } });
export const useSettleIncident = () => useMutation({ mutationFn: useConvexMutation(api.incidents.settle), meta: { inlineError: true } });
export const useSetSeverity = () => useMutation({ mutationFn: useConvexMutation(api.incidents.setSeverity), meta: { inlineError: true } });
