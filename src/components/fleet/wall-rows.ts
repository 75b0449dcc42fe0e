import type { Robot, RobotState } from "#src/api/robots.ts";
import type { WallFleet } from "#src/api/wall.ts";
import { attentionOf } from "#src/lib/attention.ts";
import type { Link } from "#src/lib/link.ts";
import { compareNames } from "#src/lib/names.ts";

/** What a tile of the wall shows of a robot: a row of the fleet has it, and so has what a link for a screen opens. */
export type WallRow = {
  robot: Pick<Robot, "id" | "name" | "robotSchemaName">;
  state: (Pick<RobotState, "mode" | "health"> & { sessionId: string | null; attendance?: { by: { name: string }; since: number } }) | null;
  link: Link;
  reason: string | null;
};

/** When it was last heard (server time, epoch ms), and its link as old as it must look by now. */
export type WallLive = { lastSeenAt: number | null; link: Link; isOld: boolean };

/** The robots of a link as rows, the most urgent first and by name within, as on the fleet page. */
export function wallRows(robots: WallFleet["robots"]): WallRow[] {
  return robots
    .map(({ robotId: id, name, robotSchemaName, isPaired, link, mode, health, hasSession, pending, brokenRules, attendance }) => ({
      robot: { id, name, robotSchemaName },
      state: {
        ...{ mode, health, sessionId: hasSession ? "open" : null },
        ...(attendance === undefined ? {} : { attendance: { by: { name: attendance.name }, since: attendance.since } }),
      },
      link,
      ...attentionOf({ link, mode, health, hasSession, isPaired, pending, brokenRules }),
    }))
    .sort((a, b) => a.rank - b.rank || compareNames(a.robot.name, b.robot.name));
}
