import { convexQuery } from "@convex-dev/react-query";
import { keepPreviousData, queryOptions } from "@tanstack/react-query";
import type { FunctionReturnType } from "convex/server";

import { api } from "#convex/_generated/api.js";
import { convex } from "#src/api/client.ts";
import type { RobotId } from "#src/api/robots.ts";
import type { Stretch } from "#src/lib/zoom.ts";

export type HeartbeatSample = FunctionReturnType<typeof api.heartbeats.recent>[number];
export type HeartbeatMinute = FunctionReturnType<typeof api.heartbeats.minutes>[number];

export const heartbeatQueries = {
  /**
   * Live samples since `since` (server time). A live query sends its whole answer with every heartbeat, so only the newest
   * seconds are live; what is older is read once, by `history`.
   */
  tail: (robotId: RobotId, since: number) =>
    queryOptions({ ...convexQuery(api.heartbeats.recent, { robotId, since }), placeholderData: keepPreviousData }),
  /** Samples since `since`, read once. `generation` changes when there may be something that was missed. */
  history: (robotId: RobotId, since: number, generation: number) =>
    queryOptions({
      queryKey: ["heartbeatHistory", robotId, generation],
      queryFn: () => convex.query(api.heartbeats.recent, { robotId, since }),
      staleTime: Number.POSITIVE_INFINITY,
    }),
  /** Per-minute statistics of the last `hours`, read again every minute: a minute that is over does not change. `past`: those of this time instead, at most a day, read once. */
  minutes: (robotId: RobotId, hours: number, now: () => number, past: Stretch | null = null) =>
    queryOptions({
      queryKey: ["heartbeatMinutes", robotId, past ?? hours],
      queryFn: () =>
        convex.query(
          api.heartbeats.minutes,
          past === null
            ? { robotId, since: Math.floor(now() / 60_000) * 60_000 - hours * 3_600_000 }
            : { robotId, since: past.from, until: past.to },
        ),
      refetchInterval: past === null ? 60_000 : false,
      placeholderData: keepPreviousData,
    }),
};
