import { convexQuery } from "@convex-dev/react-query";
import { queryOptions, useQuery } from "@tanstack/react-query";
import type { FunctionArgs, FunctionReturnType } from "convex/server";

import { api } from "#convex/_generated/api.js";
import { accountQueries } from "#src/api/account.ts";
import type { RobotId } from "#src/api/robots.ts";
import { act } from "#src/api/sessions.ts";

/** Who holds a robot, since when (server time, epoch ms), and to whom it is offered. */
export type Control = NonNullable<FunctionReturnType<typeof api.control.get>>;

const controlQuery = (robotId: RobotId | null) =>
  queryOptions({ ...convexQuery(api.control.get, robotId === null ? "skip" : { robotId }) });

/** Who holds a robot: `null` for nobody, undefined while it is not known. Wakes when that changes. */
export function useControl(robotId: RobotId | null): Control | null | undefined {
  return useQuery(controlQuery(robotId)).data;
}

/** The name of another person who holds the robot, undefined for none and while it is not known. */
export function useOtherHolder(robotId: RobotId | null): string | undefined {
  const me = useQuery(accountQueries.me()).data?.user.id;
  const by = useControl(robotId)?.by;
  return by === undefined || by.id === me ? undefined : by.name;
}

// Each is sent once and never later: by then somebody else may stand at the robot.
export const takeControlNow = (args: FunctionArgs<typeof api.control.take>) => act(api.control.take, args);
export const offerControlNow = (args: FunctionArgs<typeof api.control.offer>) => act(api.control.offer, args);
export const answerOfferNow = (args: FunctionArgs<typeof api.control.answer>) => act(api.control.answer, args);
export const releaseControlNow = (robotId: RobotId) => act(api.control.release, { robotId });
