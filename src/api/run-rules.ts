import { convexQuery, useConvexMutation } from "@convex-dev/react-query";
import { queryOptions, useMutation } from "@tanstack/react-query";
import type { FunctionArgs, FunctionReturnType } from "convex/server";

import { api } from "#convex/_generated/api.js";
import { convex } from "#src/api/client.ts";

/** A rule about runs; `open`: of how many deployments or robots the runs break it now. Times are server time, epoch ms. */
export type RunRule = FunctionReturnType<typeof api.runRules.list>[number];
export type NewRunRule = Omit<FunctionArgs<typeof api.runRules.create>, "organization">;
export type RunsCondition = Pick<NewRunRule, "signs" | "per" | "atLeast" | "withinMs">;
/** What it would have done in a week. */
export type RunPast = FunctionReturnType<typeof api.runRules.past>;

export const runRuleQueries = {
  list: () => queryOptions({ ...convexQuery(api.runRules.list, {}) }),
  /** Asked once and not followed: it is of a week that is over. */
  past: (condition: RunsCondition | null, until: number) =>
    queryOptions({
      queryKey: ["runRulePast", condition, until],
      enabled: condition !== null,
      staleTime: Number.POSITIVE_INFINITY,
      queryFn: async (): Promise<RunPast | null> =>
        condition === null ? null : await convex.query(api.runRules.past, { ...condition, until }),
    }),
};

export const useCreateRunRule = () => useMutation({ mutationFn: useConvexMutation(api.runRules.create), meta: { inlineError: true } });
export const useChangeRunRule = () => useMutation({ mutationFn: useConvexMutation(api.runRules.change), meta: { inlineError: true } });
export const useRemoveRunRule = () => useMutation({ mutationFn: useConvexMutation(api.runRules.remove), meta: { inlineError: true } });
export const useTestRunRule = () => useMutation({ mutationFn: useConvexMutation(api.runRules.test), meta: { inlineError: true } });
