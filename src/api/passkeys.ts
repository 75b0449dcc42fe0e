import { t } from "@lingui/core/macro";
import { convexQuery, useConvexAction, useConvexMutation } from "@convex-dev/react-query";
import { type AuthenticationResponseJSON, browserSupportsWebAuthn, startAuthentication, startRegistration } from "@simplewebauthn/browser";
import { queryOptions, useMutation, useQuery } from "@tanstack/react-query";

import { api } from "#convex/_generated/api.js";
import { useAuthActions } from "#src/api/account.ts";
import { describeError } from "#src/api/errors.ts";

type CreationOptions = Parameters<typeof startRegistration>[0]["optionsJSON"];
type RequestOptions = Parameters<typeof startAuthentication>[0]["optionsJSON"];

const passkeyQueries = {
  /** The one address where they are made and taken; `null` where there can be none. */
  offer: () => queryOptions({ ...convexQuery(api.passkeys.offer, {}) }),
};

/** Why there are no passkeys on this page, in words; `null` while unknown, `undefined` where there are. */
export function usePasskeysReason(): string | null | undefined {
  const { data: offer } = useQuery(passkeyQueries.offer());
  if (offer === undefined) return null;
  const here = location.origin;
  if (offer === null) return t`Passkeys need https and a host name. This console is at ${here}.`;
  const { origin } = offer;
  if (origin !== here) return t`Open the console at ${origin} to use passkeys.`;
  return browserSupportsWebAuthn() ? undefined : t`This browser knows no passkeys.`;
}

// Written by the server's own library.
const parsed = <Options>(text: string): Options => JSON.parse(text) as Options;

/** What the person chose and confirmed; with `useBrowserAutofill` offered in the field of the e-mail address. */
export async function askPasskey(options: string, useBrowserAutofill = false) {
  const { id, response }: AuthenticationResponseJSON = await startAuthentication({
    optionsJSON: parsed<RequestOptions>(options),
    useBrowserAutofill,
  });
  const { clientDataJSON, authenticatorData, signature, userHandle = "" } = response;
  return { id, clientDataJSON, authenticatorData, signature, userHandle };
}

async function create(options: string) {
  const { id, response } = await startRegistration({ optionsJSON: parsed<CreationOptions>(options) });
  const { clientDataJSON, attestationObject, transports = [] } = response;
  return { id, clientDataJSON, attestationObject, transports };
}

/** Lets the person choose one of the passkeys that this device has for the console. */
export function useSignInByPasskey() {
  const begin = useConvexAction(api.passkeys.begin);
  const { signIn } = useAuthActions();
  return useMutation({
    mutationFn: async () => {
      const { options } = await begin({});
      await signIn("passkey", await askPasskey(options));
    },
    meta: { inlineError: true },
  });
}

/** What lets somebody in who has no account yet. */
export type JoinProof = { invitation: string } | { setupToken: string };

/** Makes an account without a password: the invitation, or the token of the first run, and a new passkey. */
export function useJoinByPasskey() {
  const begin = useConvexAction(api.passkeyJoins.begin);
  const { signIn } = useAuthActions();
  return useMutation({
    mutationFn: async ({
      proof,
      email,
      name,
      organizationName,
    }: {
      proof: JoinProof;
      email: string;
      name: string;
      organizationName: string;
    }) => {
      const by = "setupToken" in proof ? { ...proof, organizationName } : proof;
      const { options } = await begin({ ...by, email, name });
      await signIn("newPasskey", { ...by, passkeyName: t`First passkey`, ...(await create(options)) });
    },
    meta: { inlineError: true },
  });
}

/** Shows one that the person has, in place of password and code, for some minutes. */
export function useShowPasskey() {
  const begin = useConvexAction(api.passkeys.beginConfirm);
  const confirm = useConvexAction(api.passkeys.confirm);
  return useMutation({
    mutationFn: async () => {
      const { options } = await begin({});
      await confirm({ assertion: await askPasskey(options) });
    },
    meta: { inlineError: true },
  });
}

/** A wrong password or code is an answer (`ok: false`). */
export function useAddPasskey() {
  const begin = useConvexAction(api.passkeys.beginAdd);
  const add = useConvexAction(api.passkeys.add);
  return useMutation({
    mutationFn: async ({ name, ...proof }: { name: string; password?: string; code?: string }) => {
      const begun = await begin(proof);
      if (!begun.ok) return begun;
      await add({ name, ...(await create(begun.options)) });
      return { ok: true as const };
    },
    meta: { inlineError: true },
  });
}

export const useRenamePasskey = () => useMutation({ mutationFn: useConvexMutation(api.passkeys.rename), meta: { inlineError: true } });

/** Ends the person's other sign-ins. */
export const useRemovePasskey = () => useMutation({ mutationFn: useConvexMutation(api.passkeys.remove), meta: { inlineError: true } });

/** Words for what came of it; the browser tells little, so that a page cannot find out which passkeys somebody has. */
export function describePasskeyError(error: Error): string {
  switch (error.name) {
    case "NotAllowedError":
    case "AbortError":
      return t`Nothing came of it: it was cancelled, took too long, or there is no passkey for this console.`;
    case "InvalidStateError":
      return t`This device has a passkey of yours for this console already.`;
    case "NotSupportedError":
    case "ConstraintError":
      return t`This device makes no passkey that asks for finger, face or PIN.`;
    case "SecurityError":
      return t`The browser refuses passkeys at this address.`;
    default:
      return describeError(error);
  }
}
