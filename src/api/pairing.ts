import { convexQuery, useConvexMutation } from "@convex-dev/react-query";
import { keepPreviousData, queryOptions, useMutation } from "@tanstack/react-query";
import type { FunctionReturnType } from "convex/server";

import { api } from "#convex/_generated/api.js";
import type { Id } from "#convex/_generated/dataModel.js";

export type PairingTokenId = Id<"pairingTokens">;
/** The answer that carries the secret. It lives in the page's memory only. */
export type NewPairing = FunctionReturnType<typeof api.pairing.create>;
export type PairingWords = NonNullable<FunctionReturnType<typeof api.pairing.words>>;
export type Pairing = NonNullable<FunctionReturnType<typeof api.pairing.watch>>;

export const pairingQueries = {
  /** Pairing codes that may still be claimed, of the whole organization; `now` (server time, whole minute) leaves expired ones out. */
  open: (now: number) => queryOptions({ ...convexQuery(api.pairing.open, { now }), placeholderData: keepPreviousData }),
  watch: (id: PairingTokenId) => queryOptions({ ...convexQuery(api.pairing.watch, { id }) }),
  /** The words of the machine that holds the robot's credential; `null` when none does. */
  words: (robotId: Id<"robots">) => queryOptions({ ...convexQuery(api.pairing.words, { robotId }) }),
};

/** What a person says of the words: never optimistic, since the next step rests on it. */
export function useAgreeOnPairing() {
  return useMutation({ mutationFn: useConvexMutation(api.pairing.agree), meta: { inlineError: true } });
}

export function useDifferOnPairing() {
  return useMutation({ mutationFn: useConvexMutation(api.pairing.differ), meta: { inlineError: true } });
}

export function useCreatePairing() {
  return useMutation({ mutationFn: useConvexMutation(api.pairing.create), meta: { inlineError: true } });
}

export function useRevokePairing() {
  return useMutation({ mutationFn: useConvexMutation(api.pairing.revoke), meta: { inlineError: true } });
}

/** A machine that shows a code of its own and asks to be paired. */
export type PairingRequest = NonNullable<FunctionReturnType<typeof api.pairing.request>>;

export const pairingRequestQueries = {
  /** `null` when there is no such code. */
  byCode: (userCode: string) => queryOptions({ ...convexQuery(api.pairing.request, { userCode }) }),
};

export function useApprovePairingRequest() {
  return useMutation({ mutationFn: useConvexMutation(api.pairing.approveRequest), meta: { inlineError: true } });
}

export function useDenyPairingRequest() {
  return useMutation({ mutationFn: useConvexMutation(api.pairing.denyRequest), meta: { inlineError: true } });
}
