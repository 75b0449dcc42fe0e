import { convexQuery, useConvexMutation } from "@convex-dev/react-query";
import { queryOptions, useMutation } from "@tanstack/react-query";
import type { FunctionArgs, FunctionReturnType } from "convex/server";

import { api } from "#convex/_generated/api.js";

/** The pages whose lists can be kept as a view. */
export type ViewPage = FunctionArgs<typeof api.savedViews.list>["page"];
export type SharedView = FunctionReturnType<typeof api.savedViews.list>[number];

export const savedViewQueries = {
  /** What the organization shares for a page, by name. */
  shared: (page: ViewPage) => queryOptions({ ...convexQuery(api.savedViews.list, { page }) }),
};

export const useShareView = () => useMutation({ mutationFn: useConvexMutation(api.savedViews.save), meta: { inlineError: true } });
export const useUnshareView = () => useMutation({ mutationFn: useConvexMutation(api.savedViews.remove) });
