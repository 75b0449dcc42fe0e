import { convexQuery, useConvexMutation } from "@convex-dev/react-query";
import { queryOptions, useMutation } from "@tanstack/react-query";
import type { FunctionReturnType } from "convex/server";

import { api } from "#convex/_generated/api.js";

export type SignInRule = FunctionReturnType<typeof api.signInRule.status>;

export const signInRuleQueries = {
  status: () => queryOptions({ ...convexQuery(api.signInRule.status, {}) }),
};

/** Asks every member for more than a password, or no longer. */
export const useSetSignInRule = () => useMutation({ mutationFn: useConvexMutation(api.signInRule.set), meta: { inlineError: true } });
