import { convexQuery, useConvexMutation } from "@convex-dev/react-query";
import { queryOptions, useMutation } from "@tanstack/react-query";
import type { FunctionReturnType } from "convex/server";

import { api } from "#convex/_generated/api.js";

export type Handover = FunctionReturnType<typeof api.handovers.list>[number];

export const handoverQueries = {
  /** The newest twenty, newest first. */
  all: () => queryOptions({ ...convexQuery(api.handovers.list, {}) }),
};

export const useLeaveShift = () => useMutation({ mutationFn: useConvexMutation(api.handovers.leave), meta: { inlineError: true } });
export const useTakeShift = () => useMutation({ mutationFn: useConvexMutation(api.handovers.take), meta: { inlineError: true } });
