import { ConvexAuthProvider } from "@convex-dev/auth/react";
import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import type { ComponentType } from "react";
import { renderToStaticMarkup } from "react-dom/server";
import { MemoryRouter, Route, Routes } from "react-router";

import { convex } from "#src/api/client.ts";
import { pageTable } from "#src/page-table.ts";

const pages = import.meta.glob<{ Component: ComponentType }>("../pages/**/*-{page,layout}.tsx");

async function componentOf(file: string): Promise<ComponentType> {
  const load = pages[`../pages/${file}.tsx`];
  if (load === undefined) throw new Error(`No page file src/pages/${file}.tsx`);
  return (await load()).Component;
}

/** Too long for index.html, and nobody's first page. */
const LEFT_OUT = "/gallery";

/**
 * The pages of the shell while they wait for their data, drawn by the build with their own components, by address: their words, forms
 * and shapes stand there before any code has arrived. As a desk shows them and, where it differs, as a phone does.
 * Pages of one thing are all the same rows then, and not among them.
 */
export async function startPages(setWidth: (width: number) => void): Promise<Record<string, string[]>> {
  const { inside, settings, settingsLayout } = pageTable;
  const Layout = await componentOf(settingsLayout);
  const drawn: Record<string, string[]> = {};
  for (const [path, file] of Object.entries({ ...inside, ...settings })) {
    if (path.includes(":") || path === LEFT_OUT) continue;
    const Page = await componentOf(file);
    const draw = () =>
      renderToStaticMarkup(
        <ConvexAuthProvider client={convex} shouldHandleCode={false}>
          <QueryClientProvider client={new QueryClient()}>
            <MemoryRouter initialEntries={[path]}>
              <Routes>
                {path in settings ? (
                  <Route element={<Layout />}>
                    <Route path={path} element={<Page />} />
                  </Route>
                ) : (
                  <Route path={path} element={<Page />} />
                )}
              </Routes>
            </MemoryRouter>
          </QueryClientProvider>
        </ConvexAuthProvider>,
      );
    // At once, before a part that comes later could have come: the first drawing in the browser is without it.
    const drawings = [1_280, 390].map((width) => {
      setWidth(width);
      return draw();
    });
    drawn[path] = [...new Set(drawings)];
  }
  return drawn;
}
