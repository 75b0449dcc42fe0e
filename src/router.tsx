import { createBrowserRouter, type LazyRouteFunction, type RouteObject } from "react-router";

import { RouteError } from "#src/components/shell/route-error.tsx";
import { StartSkeleton } from "#src/components/shell/start-skeleton.tsx";

// Every page is its own chunk. A glob, so that the table below is the only list of pages.
const pages = import.meta.glob<{ Component: () => React.ReactNode }>("./pages/**/*-{page,layout}.tsx");

const page = (file: string): LazyRouteFunction<RouteObject> => {
  const missing = () => Promise.reject(new Error(`No page file src/pages/${file}.tsx`));
  return pages[`./pages/${file}.tsx`] ?? missing;
};

/** An error in one area leaves the shell, its navigation and the software stop standing. */
const area = (path: string, children: RouteObject[]): RouteObject => ({ path, ErrorBoundary: RouteError, children });

export const router = createBrowserRouter([
  {
    HydrateFallback: StartSkeleton,
    ErrorBoundary: RouteError,
    children: [
      { path: "sign-in", lazy: page("account/sign-in-page") },
      { path: "setup", lazy: page("account/setup-page") },
      { path: "invite", lazy: page("account/invite-page") },
      { path: "claim", lazy: page("account/claim-page") },
      {
        path: "/",
        lazy: () => import("#src/components/shell/shell.tsx").then(({ Shell }) => ({ Component: Shell })),
        children: [
          { index: true, ErrorBoundary: RouteError, lazy: page("fleet/fleet-page") },
          area("robots", [
            { index: true, lazy: page("robots/robots-page") },
            { path: "new", lazy: page("robots/new-robot-page") },
            { path: ":robotId", lazy: page("robots/robot-page") },
            { path: ":robotId/pair", lazy: page("robots/pair-page") },
          ]),
          area("robot-schemas", [
            { index: true, lazy: page("robot-schemas/robot-schemas-page") },
            { path: "new", lazy: page("robot-schemas/new-robot-schema-page") },
            { path: ":robotSchemaId", lazy: page("robot-schemas/robot-schema-page") },
          ]),
          area("deployments", [
            { index: true, lazy: page("deployments/deployments-page") },
            { path: "new", lazy: page("deployments/new-deployment-page") },
            { path: ":deploymentId", lazy: page("deployments/deployment-page") },
          ]),
          area("sessions", [
            { index: true, lazy: page("sessions/sessions-page") },
            { path: "new", lazy: page("sessions/authorize-session-page") },
            { path: ":sessionId", lazy: page("sessions/session-page") },
          ]),
          area("receipts", [
            { index: true, lazy: page("receipts/receipts-page") },
            { path: "review", lazy: page("receipts/review-page") },
            { path: "compare", lazy: page("receipts/compare-page") },
            { path: ":receiptId", lazy: page("receipts/receipt-page") },
          ]),
          area("audit", [{ index: true, lazy: page("audit/audit-page") }]),
          area("settings", [
            {
              lazy: page("settings/settings-layout"),
              children: [
                { index: true, lazy: page("settings/profile-page") },
                { path: "profile", lazy: page("settings/profile-page") },
                { path: "members", lazy: page("settings/members-page") },
                { path: "keys", lazy: page("settings/keys-page") },
              ],
            },
          ]),
          area("device", [{ index: true, lazy: page("device/device-page") }]),
          { path: "*", lazy: () => import("#src/components/shell/not-found.tsx") },
        ],
      },
    ],
  },
]);
