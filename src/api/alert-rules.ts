import { convexQuery, useConvexMutation } from "@convex-dev/react-query";
import { queryOptions, useMutation } from "@tanstack/react-query";
import type { FunctionArgs, FunctionReturnType } from "convex/server";

import { api } from "#convex/_generated/api.js";
import { convex } from "#src/api/client.ts";
import type { RobotId } from "#src/api/robots.ts";

/** A rule that the organization wrote itself; `open`: robots that break it now. Times are server time, epoch ms. */
export type AlertRule = FunctionReturnType<typeof api.alertRules.list>[number];
export type NewAlertRule = Omit<FunctionArgs<typeof api.alertRules.create>, "organization">;
type Condition = Pick<NewAlertRule, "measure" | "isOver" | "threshold" | "forMs" | "noDataMs">;

/** What a rule would have done on one robot. */
type Past = FunctionReturnType<typeof api.alertRules.past>;
export type PastOfRobot = Past & { robotId: RobotId };

const DAY_MS = 24 * 60 * 60_000;

export const alertRuleQueries = {
  list: () => queryOptions({ ...convexQuery(api.alertRules.list, {}) }),
  /** Asked once and not followed: what it reads changes with every heartbeat. One robot after the other, 1,440 rows at most for each. */
  past: (condition: Condition | null, robotIds: readonly RobotId[], until: number) =>
    queryOptions({
      queryKey: ["alertRulePast", condition, robotIds, until],
      enabled: condition !== null && robotIds.length > 0,
      staleTime: Number.POSITIVE_INFINITY,
      queryFn: async (): Promise<PastOfRobot[]> => {
        const all: PastOfRobot[] = [];
        if (condition === null) return all;
        for (const robotId of robotIds) {
          const past: Past = await convex.query(api.alertRules.past, { robotId, since: until - DAY_MS, until, ...condition });
          all.push({ robotId, ...past });
        }
        return all;
      },
    }),
};

export const useCreateAlertRule = () => useMutation({ mutationFn: useConvexMutation(api.alertRules.create), meta: { inlineError: true } });
export const useChangeAlertRule = () => useMutation({ mutationFn: useConvexMutation(api.alertRules.change), meta: { inlineError: true } });
export const useRemoveAlertRule = () => useMutation({ mutationFn: useConvexMutation(api.alertRules.remove), meta: { inlineError: true } });
export const useTestAlertRule = () => useMutation({ mutationFn: useConvexMutation(api.alertRules.test), meta: { inlineError: true } });
