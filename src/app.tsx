import { ConvexAuthProvider } from "@convex-dev/auth/react";
import { QueryClientProvider } from "@tanstack/react-query";
import { StrictMode } from "react";
import { createRoot } from "react-dom/client";

import { convex, prefetch, queryClient, start } from "#src/api/client.ts";
import { accountQueries } from "#src/api/account.ts";
import { sessionQueries } from "#src/api/sessions.ts";
import { ToastViewport } from "#src/components/ui/toast.tsx";
import { warmFormatters } from "#src/lib/warm-formatters.ts";
import { loadFirstPage, Router } from "#src/router.tsx";

// What the page is sure to need is asked before it is drawn.
const hasToken = start();
const frameData = hasToken ? [prefetch(accountQueries.me()), prefetch(sessionQueries.open())] : [];

const root = document.getElementById("root");
if (!root) throw new Error("index.html has no #root");

/**
 * How long the frame of index.html may stand in for the first drawing while the page's code and data are on their way, ms. Drawing a
 * placeholder first costs a slow phone more than the wait. The software stop waits with it, so it is short.
 */
const PATIENCE_MS = hasToken ? 150 : 60;
const firstDrawing = Promise.race([
  Promise.all([loadFirstPage(location.pathname, hasToken), ...frameData]),
  new Promise((done) => setTimeout(done, PATIENCE_MS)),
]);
if (hasToken) warmFormatters();
await firstDrawing;

root.classList.remove("wordless");
root.removeAttribute("lang");
createRoot(root).render(
  <StrictMode>
    {/* The codes of an OpenID provider are taken by the one page that expects them (pages/account/oidc-page.tsx), and no other. */}
    <ConvexAuthProvider client={convex} shouldHandleCode={false}>
      <QueryClientProvider client={queryClient}>
        <Router />
        <ToastViewport />
      </QueryClientProvider>
    </ConvexAuthProvider>
  </StrictMode>,
);

/** Late: nobody waits for it. */
const late = () => void import("#src/late.ts").then(({ startLate }) => startLate());
if (import.meta.env.PROD && document.readyState === "complete") late();
else if (import.meta.env.PROD) addEventListener("load", late);
