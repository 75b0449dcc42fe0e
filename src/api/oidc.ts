import { convexQuery, useConvexAction, useConvexMutation } from "@convex-dev/react-query";
import { queryOptions, useMutation, useQuery } from "@tanstack/react-query";

import { api } from "#convex/_generated/api.js";
import { newAttempt } from "#src/api/second-factor.ts";

export const oidcQueries = {
  /** The providers by which people may sign in. */
  offers: () => queryOptions({ ...convexQuery(api.oidc.offers, {}) }),
};

/** How a provider calls itself on buttons; `undefined` while unknown or when it is gone. */
export function useProviderName(id: string | null | undefined): string | undefined {
  const { data: offers } = useQuery(oidcQueries.offers());
  return offers?.find((offer) => offer.id === id)?.name;
}

type Purpose = "signIn" | "connect" | "confirm";
/** What the tab remembers while the browser is at the provider. */
type Begun = {
  attempt: string;
  /** The provider's id. */ provider: string;
  purpose: Purpose;
  /** A path of this console to go on at. */ returnTo: string;
  invitation?: string | undefined;
};
/** What came back with the browser, for the page that takes it. */
export type Returned = Begun & { answer: { code: string; state: string; iss?: string } | { error: string } };

const KEY = "reflex-oidc";

/** Leaves for the provider. In this tab only: what comes back to another one is refused. */
function leave(begun: Begun, address: string): void {
  sessionStorage.setItem(KEY, JSON.stringify(begun));
  location.assign(address);
}

/** Leaves to sign in, with the invitation that is to be accepted by it. `asksAgain`: as somebody else than is signed in there. */
export function useSignInByProvider() {
  const begin = useConvexAction(api.oidc.begin);
  return useMutation({
    mutationFn: async ({
      asksAgain = false,
      ...more
    }: {
      provider: string;
      returnTo: string;
      invitation?: string | undefined;
      asksAgain?: boolean;
    }) => {
      const attempt = newAttempt();
      const { address } = await begin({ provider: more.provider, attempt, origin: location.origin, asksAgain });
      leave({ attempt, purpose: "signIn", ...more }, address);
    },
    meta: { inlineError: true },
  });
}

/** Leaves to connect the account there, or to be asked again in place of a password. A wrong password is an answer (`ok: false`). */
export function useLeaveSignedIn() {
  const begin = useConvexAction(api.oidc.beginSignedIn);
  return useMutation({
    mutationFn: async ({
      provider,
      purpose,
      password,
      returnTo,
    }: {
      provider: string;
      purpose: "connect" | "confirm";
      password?: string;
      returnTo: string;
    }) => {
      const attempt = newAttempt();
      const answer = await begin({ provider, attempt, origin: location.origin, purpose, ...(password === undefined ? {} : { password }) });
      if (answer.ok) leave({ attempt, provider, purpose, returnTo }, answer.address);
      return answer;
    },
    meta: { inlineError: true },
  });
}

export const useFinishSignedIn = () => useMutation({ mutationFn: useConvexAction(api.oidc.finish), meta: { inlineError: true } });
/** Ends the person's other sign-ins. */
export const useDisconnect = () => useMutation({ mutationFn: useConvexMutation(api.oidc.disconnect), meta: { inlineError: true } });

/** Takes what came back out of the address and out of the tab's memory, so that it is nowhere else from now on; `null` when nothing was begun here. */
export function takeReturned(): Returned | null {
  // Providers that know how send it behind the #, which no server sees.
  const parameters = new URLSearchParams(location.hash.length > 1 ? location.hash.slice(1) : location.search);
  history.replaceState(history.state, "", location.pathname);
  const begun = takeBegun();
  const [code, state, iss, error] = ["code", "state", "iss", "error"].map((name) => parameters.get(name));
  if (begun === null) return null;
  if (error !== null && error !== undefined) return { ...begun, answer: { error } };
  return code && state ? { ...begun, answer: { code, state, ...(iss ? { iss } : {}) } } : null;
}

function takeBegun(): Begun | null {
  try {
    const text = sessionStorage.getItem(KEY);
    sessionStorage.removeItem(KEY);
    // Written by `leave` alone, in this very tab.
    return text === null ? null : (JSON.parse(text) as Begun);
  } catch {
    return null;
  }
}
