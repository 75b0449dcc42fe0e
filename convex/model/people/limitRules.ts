import type { Infer } from "convex/values";

import type { limits } from "../shapes";

// Pure, for the pages too: on which robots and deployments somebody may act. Absent means every one, an empty list none.

export type Limits = Infer<typeof limits>;
export type Limit = "robot" | "deployment";

/** At most so many ids in each list, so that a membership stays a small row. */
export const mostLimited = 50;

/** What an act touches. Absent: it touches none; `null`: a session without one, which is on nobody's list. */
export type Touched = { robotId?: string | null; deploymentId?: string | null };

const isOutside = (list: readonly string[] | undefined, id: string | null | undefined): boolean =>
  list !== undefined && id !== undefined && (id === null || !list.includes(id));

/** The limit that an act would break, the robot before the deployment; `null` when it may go on. */
export function limitBroken(limits: Limits | null | undefined, { robotId, deploymentId }: Touched): Limit | null {
  if (isOutside(limits?.robots, robotId)) return "robot";
  return isOutside(limits?.deployments, deploymentId) ? "deployment" : null;
}

/** Whether somebody may not act everywhere: what is of the whole organization is then on none of their lists. */
export const isLimited = (limits: Limits | null | undefined): boolean => limits?.robots !== undefined || limits?.deployments !== undefined;

/** What both allow; for a key whose maker is gone. */
export function bothLimits(one: Limits | null | undefined, other: Limits | null | undefined): Limits {
  const both = <Id extends string>(a: readonly Id[] | undefined, b: readonly Id[] | undefined): Id[] | undefined =>
    a === undefined || b === undefined ? (a ?? b)?.slice() : a.filter((id) => b.includes(id));
  const [robots, deployments] = [both(one?.robots, other?.robots), both(one?.deployments, other?.deployments)];
  return { ...(robots === undefined ? {} : { robots }), ...(deployments === undefined ? {} : { deployments }) };
}
