import { convexQuery, useConvexAction, useConvexMutation } from "@convex-dev/react-query";
import { queryOptions, useMutation } from "@tanstack/react-query";
import type { FunctionReturnType } from "convex/server";

import { api } from "#convex/_generated/api.js";
import { randomHex } from "#src/lib/random-hex.ts";

export type CodeRefusal = Extract<FunctionReturnType<typeof api.secondFactor.turnOff>, { ok: false }>;

export type SecondFactorStatus = FunctionReturnType<typeof api.secondFactor.status>;

export const secondFactorQueries = {
  status: () => queryOptions({ ...convexQuery(api.secondFactor.status, {}) }),
};

/** A wrong password is an answer (`ok: false`). A right one answers the key, which no later call gives again. */
export const useStartSecondFactor = () => useMutation({ mutationFn: useConvexAction(api.secondFactor.start), meta: { inlineError: true } });
/** A wrong code is an answer (`ok: false`), not an error; so with the next two. A right one answers recovery codes, this once. */
export const useConfirmSecondFactor = () =>
  useMutation({ mutationFn: useConvexMutation(api.secondFactor.confirm), meta: { inlineError: true } });
export const useRenewRecoveryCodes = () =>
  useMutation({ mutationFn: useConvexMutation(api.secondFactor.renewRecoveryCodes), meta: { inlineError: true } });
export const useTurnOffSecondFactor = () =>
  useMutation({ mutationFn: useConvexMutation(api.secondFactor.turnOff), meta: { inlineError: true } });
/** For a member who lost it; ends their sign-ins. */
export const useResetSecondFactor = () =>
  useMutation({ mutationFn: useConvexMutation(api.secondFactor.reset), meta: { inlineError: true } });
/** Asks it of every member, or no longer. */
export const useRequireSecondFactor = () =>
  useMutation({ mutationFn: useConvexMutation(api.secondFactor.setRequired), meta: { inlineError: true } });

/** A secret by which this page comes back with the code, so that the password is compared once: 256 bits, hex. */
export const newAttempt = (): string => randomHex(32);
