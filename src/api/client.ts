import { ConvexQueryClient } from "@convex-dev/react-query";
import { MutationCache, QueryClient } from "@tanstack/react-query";

import { startClock } from "#src/api/clock.ts";
import { WatchedWebSocket, watchConnection } from "#src/api/connection.ts";
import { EarlyAuthClient } from "#src/api/early-auth.ts";
import { reportFailure } from "#src/api/errors.ts";
import { nameOrganization } from "#src/api/organization.ts";
import { convexUrl } from "#src/api/urls.ts";

export const convex = new EarlyAuthClient(convexUrl, {
  webSocketConstructor: WatchedWebSocket,
  // Our own server is at any address, not only at *.convex.cloud.
  skipConvexDeploymentUrlCheck: true,
  // A queued change must not make the browser ask "leave site?": the connection banner tells.
  unsavedChangesWarning: false,
  // A token that the server just confirmed is used until shortly before it ends. Otherwise each load of a page would ask for another and read everything twice.
  initialAuthTokenReuse: true,
});
nameOrganization(convex);
const bridge = new ConvexQueryClient(convex);

export const queryClient = new QueryClient({
  defaultOptions: {
    queries: {
      queryKeyHashFn: bridge.hashFn(),
      queryFn: bridge.queryFn(),
      // The socket retries the transport. What reaches us is an answer from the function, and asking again only delays it.
      retry: false,
      // How long a query stays subscribed after its last reader unmounts, ms.
      gcTime: 30_000,
      networkMode: "always",
    },
    // "online" would hold a change back while the browser is offline and send it later, on its own.
    mutations: { networkMode: "always", retry: false },
  },
  mutationCache: new MutationCache({
    onError: (error, _variables, _onMutateResult, mutation) => {
      if (mutation.meta?.inlineError !== true) reportFailure(error);
    },
  }),
});
bridge.connect(queryClient);

/** Asks for what is about to be shown. Its failure is left to whoever shows it. */
export const prefetch: QueryClient["prefetchQuery"] = (options) => queryClient.prefetchQuery(options);

/** Called once, by main.tsx, before anything is drawn. Whether this browser has a token to ask with. */
export function start(): boolean {
  const hasToken = convex.startEarly();
  watchConnection(convex);
  startClock();
  return hasToken;
}

/** The bearer JWT of the signed-in operator, for requests that must not go through the socket; null when signed out. */
export const fetchAccessToken = (): Promise<string | null> => Promise.resolve(convex.accessToken);

declare module "@tanstack/react-query" {
  interface Register {
    mutationMeta: {
      /** The caller shows `error` next to the control, so no toast. */
      inlineError?: boolean;
    };
  }
}
