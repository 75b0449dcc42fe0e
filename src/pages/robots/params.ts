import type { Params } from "react-router";

import type { RobotId } from "#src/api/robots.ts";

/** An id in an address is only text until the server's `v.id` check accepts it. */
export function robotIdFrom({ robotId }: Params): RobotId {
  if (robotId === undefined) throw new Error("No :robotId in this route. Is the page under the wrong path?");
  return robotId as RobotId;
}
