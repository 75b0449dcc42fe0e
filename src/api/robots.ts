import { convexQuery, useConvexMutation } from "@convex-dev/react-query";
import { keepPreviousData, queryOptions, useMutation } from "@tanstack/react-query";
import type { FunctionReturnType } from "convex/server";

import { api } from "#convex/_generated/api.js";
import type { Id } from "#convex/_generated/dataModel.js";
import { convex } from "#src/api/client.ts";

export type RobotId = Id<"robots">;
export type Robot = FunctionReturnType<typeof api.robots.get>;
export type RobotStatus = FunctionReturnType<typeof api.robots.status>[number];
/** What of a robot changes seldom: link, mode, health, session, message. */
export type RobotState = FunctionReturnType<typeof api.robots.states>[number];

export const robotQueries = {
  /** Static facts of the robots in service, by name. */
  all: () => queryOptions({ ...convexQuery(api.robots.list, {}) }),
  withRetired: () => queryOptions({ ...convexQuery(api.robots.list, { includeRetired: true }) }),
  detail: (id: RobotId) => queryOptions({ ...convexQuery(api.robots.get, { id }) }),
  /** Live rows of the whole fleet as they were a few seconds ago, for an order by numbers: an order that changed with each heartbeat could not be read. */
  figures: () =>
    queryOptions({
      queryKey: ["fleetFigures"],
      queryFn: () => convex.query(api.robots.status, {}),
      refetchInterval: 5_000,
      placeholderData: keepPreviousData,
    }),
  /** The live row of one robot, for a page of its own. Wakes with its every heartbeat. */
  status: (robotId: RobotId) => queryOptions({ ...convexQuery(api.robots.status, { robotId }), gcTime: 5_000 }),
  /** The live row of a session's robot; a session without a robot asks nothing. */
  statusIfAny: (robotId: RobotId | null) => queryOptions({ ...convexQuery(api.robots.status, robotId === null ? "skip" : { robotId }) }),
  /** The newest few, for the robot's own page. The full lists are the sessions and receipts pages. */
  recentSessions: (robotId: RobotId) =>
    queryOptions({ ...convexQuery(api.sessions.list, { robotId, paginationOpts: { numItems: 6, cursor: null } }) }),
  recentReceipts: (robotId: RobotId) =>
    queryOptions({ ...convexQuery(api.receipts.list, { robotId, paginationOpts: { numItems: 6, cursor: null } }) }),
};

export function useRegisterRobot() {
  return useMutation({ mutationFn: useConvexMutation(api.robots.register), meta: { inlineError: true } });
}

export function useRetireRobot() {
  return useMutation({ mutationFn: useConvexMutation(api.robots.retire), meta: { inlineError: true } });
}
