import { lazy, Suspense } from "react";

import type { ViewPage } from "#src/api/saved-views.ts";

import { hadViews } from "./own-views.ts";

const SavedViewsBar = lazy(() => import("./saved-views-bar.tsx").then((module) => ({ default: module.SavedViewsBar })));

/** The bar of saved views, fetched late. Where there were views the last time, their place is kept, so that nothing jumps. */
export function SavedViews({ page, query }: { page: ViewPage; query: string }) {
  return (
    <div className={hadViews(page) ? "min-h-control-small" : "empty:hidden"}>
      <Suspense>
        <SavedViewsBar page={page} query={query} />
      </Suspense>
    </div>
  );
}
