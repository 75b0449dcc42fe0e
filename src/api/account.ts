import { t } from "@lingui/core/macro";
import { convexQuery, useConvexMutation } from "@convex-dev/react-query";
import { useAuthActions, useConvexAuth } from "@convex-dev/auth/react";
import { queryOptions, useMutation, useQuery } from "@tanstack/react-query";
import type { FunctionReturnType } from "convex/server";
import { useSyncExternalStore } from "react";

import { api } from "#convex/_generated/api.js";
import { convex } from "#src/api/client.ts";
import { roleWords } from "#src/lib/role-words.ts";

export { useAuthActions, useConvexAuth };

export type Account = NonNullable<FunctionReturnType<typeof api.account.me>>;
export type Belonging = Account["memberships"][number];
export type Role = NonNullable<Account["membership"]>["role"];

export const accountQueries = {
  me: () => queryOptions({ ...convexQuery(api.account.me, {}) }),
  setup: () => queryOptions({ ...convexQuery(api.setup.status, {}) }),
};

const ranks = { viewer: 0, operator: 1, admin: 2 } satisfies Record<Role, number>;

/** Whether `role` may do what needs `needed`. The server decides; this only explains the buttons. */
export const hasRole = (role: Role | null, needed: Role): boolean => role !== null && ranks[role] >= ranks[needed];

/** Accepts an invitation with an account that exists; answers the organization. */
export function useJoin() {
  return useMutation({ mutationFn: useConvexMutation(api.account.join), meta: { inlineError: true } });
}

/** In which language, and with times in which zone, the server writes to this person. */
export const useWriteIn = () => useMutation({ mutationFn: useConvexMutation(api.account.writeIn) });

/** The role of the signed-in operator, null while unknown. */
export function useRole(): Role | null {
  const { data } = useQuery(accountQueries.me());
  return data?.membership?.role ?? null;
}

const subscribeToken = (listener: () => void) => convex.onAccessToken(listener);

/**
 * Whether someone is signed in. `expected` means that this browser holds a token which the server has not confirmed yet: pages may
 * already ask, since their questions travel behind the token, and show nothing until the answer.
 */
export function useSignedIn(): "unknown" | "expected" | "yes" | "no" {
  const { isLoading, isAuthenticated } = useConvexAuth();
  const hasToken = useSyncExternalStore(subscribeToken, () => convex.accessToken !== null);
  if (isAuthenticated) return "yes";
  return isLoading ? (hasToken ? "expected" : "unknown") : "no";
}

/** Why a control that needs `needed` is off for this operator, for `disabledReason`. What acts on a robot or a deployment asks `useActReason`. */
export function useRoleReason(needed: Role): string | undefined {
  const role = useRole();
  if (role === null) return t`Checking what you may do.`;
  const [asked, own] = [roleWords[needed], roleWords[role]];
  return hasRole(role, needed) ? undefined : t`Needs the ${asked} role; you are ${own}.`;
}
