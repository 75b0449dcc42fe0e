import "#src/styles/index.css";
import { ConvexAuthProvider } from "@convex-dev/auth/react";
import { QueryClientProvider } from "@tanstack/react-query";
import { StrictMode } from "react";
import { createRoot } from "react-dom/client";

import { convex, queryClient, start } from "#src/api/client.ts";
import { accountQueries } from "#src/api/account.ts";
import { fleetQueries } from "#src/api/fleet.ts";
import { robotQueries } from "#src/api/robots.ts";
import { ToastViewport } from "#src/components/ui/toast.tsx";
import { loadFirstPage, Router } from "#src/router.tsx";

// What the page is sure to need is asked before it is drawn.
if (start()) {
  void queryClient.prefetchQuery(accountQueries.me());
  if (location.pathname === "/") {
    void queryClient.prefetchQuery(robotQueries.all());
    void queryClient.prefetchQuery(fleetQueries.pass());
  }
}

const root = document.getElementById("root");
if (!root) throw new Error("index.html has no #root");

/** How long the frame of index.html may stand in for the first drawing while the page's code is on its way, ms. */
const PATIENCE_MS = 60;
await Promise.race([loadFirstPage(location.pathname), new Promise((done) => setTimeout(done, PATIENCE_MS))]);

createRoot(root).render(
  <StrictMode>
    {/* Only our own pages carry secrets in their address, and no page takes OAuth codes from it. */}
    <ConvexAuthProvider client={convex} shouldHandleCode={false}>
      <QueryClientProvider client={queryClient}>
        <Router />
        <ToastViewport />
      </QueryClientProvider>
    </ConvexAuthProvider>
  </StrictMode>,
);

/** Late: nobody waits for it. */
const offline = () => void import("#src/lib/offline-worker.ts").then(({ registerOfflinePage }) => registerOfflinePage());
if (import.meta.env.PROD && document.readyState === "complete") offline();
else if (import.meta.env.PROD) addEventListener("load", offline);
