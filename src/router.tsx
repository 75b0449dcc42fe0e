import { type ComponentType, createElement, lazy, type ReactElement, Suspense, useState } from "react";
import { BrowserRouter, matchPath, type Params, type RouteObject, useRoutes } from "react-router";

import { AreaBoundary } from "#src/components/shell/area-boundary.tsx";
import { MissedMove } from "#src/components/shell/missed-move.tsx";
import { NotFound } from "#src/components/shell/not-found.tsx";
import { Shell } from "#src/components/shell/shell.tsx";
import { StartSkeleton } from "#src/components/shell/start-skeleton.tsx";
import { whilePending } from "#src/components/shell/pending-pages.ts";
import { loadWords } from "#src/i18n/language.ts";
import { pageTable } from "#src/page-table.ts";

// Every page is its own chunk. A glob, so that page-table.ts is the only list of pages.
type Page = {
  Component: ComponentType;
  /** Asks for what the page shows first, when it is the first page of a visit. */
  firstData?: (params: Readonly<Params>) => Promise<unknown>;
};
const pages = import.meta.glob<Page>("./pages/**/*-{page,layout}.tsx");

const loaded = new Map<string, ComponentType>();

async function loadPage(file: string): Promise<Page> {
  const load = pages[`./pages/${file}.tsx`];
  if (load === undefined) throw new Error(`No page file src/pages/${file}.tsx`);
  // What a module says as it loads it says once, so its words come first.
  const page = await whilePending(() => loadWords(file).then(load));
  loaded.set(file, page.Component);
  return page;
}

/** Fetches the code of the page at `pathname`, and its data if asked for, so that the first drawing has both. Their failure is the page's own to show. */
export async function loadFirstPage(pathname: string, withData: boolean): Promise<void> {
  const { outside, inside, settings, settingsLayout } = pageTable;
  for (const [pattern, file] of Object.entries({ ...outside, ...inside, ...settings })) {
    const match = matchPath(pattern, pathname);
    if (match === null) continue;
    const layout = pathname.startsWith("/settings") ? loadPage(settingsLayout) : null;
    const page = loadPage(file).then(({ firstData }) => (withData ? firstData?.(match.params) : undefined));
    await Promise.allSettled([layout, page]);
    return;
  }
}

// The declarative router: pages read live queries, so loaders and actions would be 16 KB that nothing uses.
function page(file: string): ReactElement {
  const Late = lazy(async () => ({ default: (await loadPage(file)).Component }));
  // Drawn at once when its code is there: a lazy component shows its fallback first, always. Chosen once, or a page would start anew.
  const Page = () => {
    const [known] = useState<ComponentType>(() => loaded.get(file) ?? Late);
    return createElement(known);
  };
  return (
    <AreaBoundary>
      <Page />
    </AreaBoundary>
  );
}

const pagesOf = (table: Readonly<Record<string, string>>): RouteObject[] =>
  Object.entries(table).map(([path, file]) => ({ path, element: page(file) }));

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
      <MissedMove />
      <AreaBoundary>
        <Suspense fallback={<StartSkeleton />}>
          <Routed />
        </Suspense>
      </AreaBoundary>
    </BrowserRouter>
  );
}
