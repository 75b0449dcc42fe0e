import { useQuery } from "@tanstack/react-query";

import { fleetQueries } from "#src/api/fleet.ts";
import { useObserved } from "#src/api/observed-now.ts";
import type { RobotStatus } from "#src/api/robots.ts";
import { type Link, linkAt } from "#src/lib/link.ts";

import type { WallLive, WallRow } from "./wall-rows.ts";

/** The numbers of a row that is on the screen, and its link as old as it must look by now. */
export type LiveStatus = { status: RobotStatus | null; link: Link; isOld: boolean };

/**
 * Follows one robot while its row is drawn: a page is woken by the robots that it shows, not by the whole fleet. Old values are to be
 * greyed where they stand.
 */
export function useLiveStatus({ robot, link }: Pick<WallRow, "robot" | "link">): LiveStatus {
  const { data: pass } = useQuery(fleetQueries.pass());
  const { data: status = null } = useQuery(fleetQueries.live(pass, robot.id));
  const shown = useObserved((now) => (status === null || link === "retired" ? link : linkAt(status, now)));
  return { status, link: shown, isOld: shown === "offline" || shown === "retired" };
}

/** The same for a tile of the wall. */
export function useWallLive(row: WallRow): WallLive {
  const { status, link, isOld } = useLiveStatus(row);
  return { lastSeenAt: status?.lastSeenAt ?? null, link, isOld };
}
