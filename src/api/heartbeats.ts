import { convexQuery } from "@convex-dev/react-query";
import { queryOptions } from "@tanstack/react-query";
import type { FunctionReturnType } from "convex/server";

import { api } from "#convex/_generated/api.js";
import type { RobotId } from "#src/api/robots.ts";

export type HeartbeatSample = FunctionReturnType<typeof api.heartbeats.recent>[number];
export type HeartbeatMinute = FunctionReturnType<typeof api.heartbeats.minutes>[number];

export const heartbeatQueries = {
  /** Raw samples since `since` (server time, a whole minute, at most 15 minutes back). */
  recent: (robotId: RobotId, since: number) => queryOptions({ ...convexQuery(api.heartbeats.recent, { robotId, since }) }),
  /** Per-minute statistics since `since` (at most 24 h back). */
  minutes: (robotId: RobotId, since: number) => queryOptions({ ...convexQuery(api.heartbeats.minutes, { robotId, since }) }),
};
