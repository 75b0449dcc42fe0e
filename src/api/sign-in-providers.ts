import { convexQuery, useConvexAction, useConvexMutation } from "@convex-dev/react-query";
import { queryOptions, useMutation } from "@tanstack/react-query";
import type { FunctionReturnType } from "convex/server";

import { api } from "#convex/_generated/api.js";

export type SignInProviders = FunctionReturnType<typeof api.signInProviders.list>;

export const signInProviderQueries = {
  /** For admins. */
  list: () => queryOptions({ ...convexQuery(api.signInProviders.list, {}) }),
};

/** The server asks the provider first, for at most 10 s. */
export const useAddProvider = () => useMutation({ mutationFn: useConvexAction(api.signInProviders.add), meta: { inlineError: true } });
export const useReplaceProviderSecret = () =>
  useMutation({ mutationFn: useConvexMutation(api.signInProviders.replaceSecret), meta: { inlineError: true } });
export const useRemoveProvider = () =>
  useMutation({ mutationFn: useConvexMutation(api.signInProviders.remove), meta: { inlineError: true } });
