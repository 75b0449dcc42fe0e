import { convexQuery, useConvexAction, useConvexMutation } from "@convex-dev/react-query";
import { queryOptions, useMutation } from "@tanstack/react-query";
import type { FunctionReturnType } from "convex/server";

import { api } from "#convex/_generated/api.js";

export type Member = FunctionReturnType<typeof api.members.list>[number];
export type Limits = NonNullable<Member["limits"]>;
export type Role = Member["role"];
export type Invitation = FunctionReturnType<typeof api.invitations.list>[number];
export type ApiKey = FunctionReturnType<typeof api.apiKeys.list>[number];

export type InferenceEndpoint = FunctionReturnType<typeof api.inferenceEndpoints.list>[number];

export type ConnectedAccounts = FunctionReturnType<typeof api.oidc.connected>;

export type OwnPasskeys = FunctionReturnType<typeof api.passkeys.list>;

export const settingsQueries = {
  /** One's accounts elsewhere, and whether one has a password. */
  connected: () => queryOptions({ ...convexQuery(api.oidc.connected, {}) }),
  passkeys: () => queryOptions({ ...convexQuery(api.passkeys.list, {}) }),
  signIns: () => queryOptions({ ...convexQuery(api.account.signIns, {}) }),
  endpoints: () => queryOptions({ ...convexQuery(api.inferenceEndpoints.list, {}) }),
  members: () => queryOptions({ ...convexQuery(api.members.list, {}) }),
  invitations: () => queryOptions({ ...convexQuery(api.invitations.list, {}) }),
  apiKeys: () => queryOptions({ ...convexQuery(api.apiKeys.list, {}) }),
};

export const useRename = () => useMutation({ mutationFn: useConvexMutation(api.account.rename), meta: { inlineError: true } });
export const useSetMemberRole = () => useMutation({ mutationFn: useConvexMutation(api.members.setRole) });
export const useRemoveMember = () => useMutation({ mutationFn: useConvexMutation(api.members.remove) });
/** The answer holds the secret, which no later call gives again. */
export const useCreateInvitation = () =>
  useMutation({ mutationFn: useConvexMutation(api.invitations.create), meta: { inlineError: true } });
/** Sends the link by e-mail, while the page still has its secret. */
export const useSendInvitation = () => useMutation({ mutationFn: useConvexAction(api.invitations.send), meta: { inlineError: true } });
export const useRevokeInvitation = () => useMutation({ mutationFn: useConvexMutation(api.invitations.revoke) });
/** The answer holds the key, which no later call gives again. */
export const useCreateApiKey = () => useMutation({ mutationFn: useConvexMutation(api.apiKeys.create), meta: { inlineError: true } });
export const useRevokeApiKey = () => useMutation({ mutationFn: useConvexMutation(api.apiKeys.revoke) });

/** Effective at once, also in pages that are open. */
export const useEndSignIn = () => useMutation({ mutationFn: useConvexMutation(api.account.endSignIn) });
export const useSignOutEverywhere = () => useMutation({ mutationFn: useConvexMutation(api.account.signOutEverywhere) });
/** A wrong password is an answer (`ok: false`), not an error. */
export const useChangePassword = () =>
  useMutation({ mutationFn: useConvexAction(api.account.changePassword), meta: { inlineError: true } });

export const useRegisterEndpoint = () =>
  useMutation({ mutationFn: useConvexMutation(api.inferenceEndpoints.register), meta: { inlineError: true } });
export const useRemoveEndpoint = () => useMutation({ mutationFn: useConvexMutation(api.inferenceEndpoints.remove) });
/** Asks the worker now; takes up to 5 s. */
export const useCheckEndpoint = () => useMutation({ mutationFn: useConvexAction(api.inferenceEndpoints.check) });
