import { type ComponentType, lazy, type ReactElement, Suspense } from "react";
import { BrowserRouter, type RouteObject, useRoutes } from "react-router";

import { AreaBoundary } from "#src/components/shell/area-boundary.tsx";
import { NotFound } from "#src/components/shell/not-found.tsx";
import { StartSkeleton } from "#src/components/shell/start-skeleton.tsx";
import { whilePending } from "#src/components/shell/pending-pages.ts";
import { pageTable } from "#src/page-table.ts";

// Every page is its own chunk. A glob, so that page-table.ts is the only list of pages.
const pages = import.meta.glob<{ Component: ComponentType }>("./pages/**/*-{page,layout}.tsx");

// The declarative router: pages read live queries, so loaders and actions would be 16 KB that nothing uses.
function page(file: string): ReactElement {
  const load = pages[`./pages/${file}.tsx`];
  const Page = lazy(async () => {
    if (load === undefined) throw new Error(`No page file src/pages/${file}.tsx`);
    return { default: (await whilePending(load)).Component };
  });
  return (
    <AreaBoundary>
      <Page />
    </AreaBoundary>
  );
}

const Shell = lazy(() => import("#src/components/shell/shell.tsx").then(({ Shell }) => ({ default: Shell })));

const pagesOf = (table: Readonly<Record<string, string>>): RouteObject[] => Object.entries(table).map(([path, file]) => ({ path, element: page(file) }));

const routes: RouteObject[] = [
  ...pagesOf(pageTable.outside),
  {
    path: "/",
    element: <Shell />,
    children: [
      ...pagesOf(pageTable.inside),
      { path: "/settings", element: page(pageTable.settingsLayout), children: pagesOf(pageTable.settings) },
      { path: "*", element: <NotFound /> },
    ],
  },
];

const Routed = () => useRoutes(routes);

/** All pages. What breaks outside the shell is caught here; what breaks in a page, by the page's own boundary. */
export function Router() {
  return (
    <BrowserRouter>
      <AreaBoundary>
        <Suspense fallback={<StartSkeleton />}>
          <Routed />
        </Suspense>
      </AreaBoundary>
    </BrowserRouter>
  );
}
