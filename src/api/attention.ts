import { useConvexMutation } from "@convex-dev/react-query";
import { useMutation, useQuery } from "@tanstack/react-query";

import { api } from "#convex/_generated/api.js";
import { fleetQueries } from "#src/api/fleet.ts";
import type { RobotId, RobotState } from "#src/api/robots.ts";

/** Who attends to a robot that needs attention, and since when (server time, epoch ms). */
export type Attendance = NonNullable<RobotState["attendance"]>;

/** What of one robot is not told by its heartbeats. Wakes when the robot's state changes, not with its heartbeats. */
export type Attended = {
  /** `null` for nobody, undefined while it is not known. */
  attendance: Attendance | null | undefined;
  /** What happened and waits for somebody to look. */
  pending: RobotState["pending"];
  /** Rules of the organization that it breaks. */
  brokenRules: RobotState["brokenRules"];
  /** Rules whose value its heartbeats do not carry. */
  rulesWithoutData: RobotState["rulesWithoutData"];
};

export function useAttended(robotId: RobotId): Attended {
  const { data: pass } = useQuery(fleetQueries.pass());
  const { data } = useQuery(fleetQueries.state(pass, robotId));
  const { attendance = null, pending, brokenRules, rulesWithoutData } = data?.[0] ?? {};
  return { attendance: data === undefined ? undefined : attendance, pending, brokenRules, rulesWithoutData };
}

export const useTakeAttention = () => useMutation({ mutationFn: useConvexMutation(api.attention.take), meta: { inlineError: true } });
export const useGiveAttention = () => useMutation({ mutationFn: useConvexMutation(api.attention.give), meta: { inlineError: true } });
export const useAttentionDone = () => useMutation({ mutationFn: useConvexMutation(api.attention.done), meta: { inlineError: true } });
