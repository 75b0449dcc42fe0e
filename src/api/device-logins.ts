import { convexQuery, useConvexMutation } from "@convex-dev/react-query";
import { queryOptions, useMutation } from "@tanstack/react-query";
import type { FunctionReturnType } from "convex/server";

import { api } from "#convex/_generated/api.js";

/** A machine that asks for an API key by `reflex login`. */
export type DeviceLogin = NonNullable<FunctionReturnType<typeof api.deviceLogins.get>>;

export const deviceLoginQueries = {
  /** `null` when there is no such code. */
  byCode: (userCode: string) => queryOptions({ ...convexQuery(api.deviceLogins.get, { userCode }) }),
};

export function useApproveDeviceLogin() {
  return useMutation({ mutationFn: useConvexMutation(api.deviceLogins.approve), meta: { inlineError: true } });
}

export function useDenyDeviceLogin() {
  return useMutation({ mutationFn: useConvexMutation(api.deviceLogins.deny), meta: { inlineError: true } });
}
