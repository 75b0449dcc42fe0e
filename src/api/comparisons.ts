import { queryOptions } from "@tanstack/react-query";
import type { FunctionReturnType } from "convex/server";

import { api } from "#convex/_generated/api.js";
import { type ComparedField, minutesOf, mostRobotsFor } from "#convex/model/heartbeats/compared.js";
import { convex } from "#src/api/client.ts";
import type { RobotId } from "#src/api/robots.ts";

/** One robot beside others in one number. Times are server time, epoch ms. */
export type ComparedRobot = FunctionReturnType<typeof api.heartbeats.compared>[number];
type Asked = { robotIds: readonly RobotId[]; field: ComparedField; since: number; until: number };

async function inParts({ robotIds, field, since, until }: Asked, isDrawn: boolean): Promise<ComparedRobot[]> {
  const each = mostRobotsFor(minutesOf({ since, until }));
  const all: ComparedRobot[] = [];
  for (let first = 0; first < robotIds.length; first += each) {
    const some = robotIds.slice(first, first + each);
    all.push(...(await convex.query(api.heartbeats.compared, { robotIds: some, field, since, until, isDrawn })));
  }
  return all;
}

const options = (asked: Asked, isDrawn: boolean) =>
  queryOptions({
    queryKey: ["comparedRobots", asked, isDrawn],
    queryFn: () => inParts(asked, isDrawn),
    enabled: asked.robotIds.length > 0,
    staleTime: Number.POSITIVE_INFINITY,
  });

/** Asked once and not followed: what it reads changes with every heartbeat. A few robots at a time, one question after the other. */
export const comparisonQueries = {
  /** What the table says of every robot. */
  summaries: (asked: Asked) => options(asked, false),
  /** The same with what is drawn, of the few robots that have a line. */
  lines: (asked: Asked) => options(asked, true),
};
