import "#src/styles/index.css";
import { ConvexAuthProvider, useAuthToken } from "@convex-dev/auth/react";
import { QueryClientProvider } from "@tanstack/react-query";
import { StrictMode, useEffect } from "react";
import { createRoot } from "react-dom/client";

import { convex, queryClient, rememberAccessToken, startWatches } from "#src/api/client.ts";
import { ToastViewport } from "#src/components/ui/toast.tsx";
import { applyTheme, storedTheme } from "#src/lib/theme.ts";
import { Router } from "#src/router.tsx";

/** Hands the current JWT to requests that do not go through the socket (the software stop). */
function AccessTokenBridge() {
  const token = useAuthToken();
  // Syncs with `fetchAccessToken`, which is used outside React.
  useEffect(() => rememberAccessToken(token), [token]);
  return null;
}

applyTheme(storedTheme());
startWatches();

const root = document.getElementById("root");
if (!root) throw new Error("index.html has no #root");
createRoot(root).render(
  <StrictMode>
    {/* Only our own pages carry secrets in their address, and no page takes OAuth codes from it. */}
    <ConvexAuthProvider client={convex} shouldHandleCode={false}>
      <AccessTokenBridge />
      <QueryClientProvider client={queryClient}>
        <Router />
        <ToastViewport />
      </QueryClientProvider>
    </ConvexAuthProvider>
  </StrictMode>,
);
