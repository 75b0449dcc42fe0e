import type { ViewPage } from "#src/api/saved-views.ts";

/** A list as somebody narrowed it, named: what stands behind the ? of its address. */
export type View = { name: string; query: string };

const keyOf = (page: ViewPage) => `reflex-${page}-views`;
/** More is a list nobody reads. */
export const MOST_VIEWS = 12;

const isView = (value: unknown): value is View =>
  typeof value === "object" &&
  value !== null &&
  "name" in value &&
  typeof value.name === "string" &&
  "query" in value &&
  typeof value.query === "string";

/** What this browser has kept for a page; nothing when storage is forbidden or holds something else. */
export function loadViews(page: ViewPage, storage: Pick<Storage, "getItem"> = localStorage): readonly View[] {
  try {
    const value: unknown = JSON.parse(storage.getItem(keyOf(page)) ?? "[]");
    return Array.isArray(value) ? value.filter(isView).slice(0, MOST_VIEWS) : [];
  } catch {
    return [];
  }
}

export function storeViews(page: ViewPage, views: readonly View[], storage: Pick<Storage, "setItem"> = localStorage): void {
  try {
    storage.setItem(keyOf(page), JSON.stringify(views));
  } catch {
    // The list then lasts as long as the page.
  }
}

const sharedKeyOf = (page: ViewPage) => `reflex-${page}-shared`;

/** Whether the page had views the last time: this browser's, or shared ones. */
export function hadViews(page: ViewPage): boolean {
  try {
    return loadViews(page).length > 0 || localStorage.getItem(sharedKeyOf(page)) !== null;
  } catch {
    return false;
  }
}

/** Remembers whether views are shared, for the next visit. */
export function rememberShared(page: ViewPage, isShared: boolean): void {
  try {
    if (isShared) localStorage.setItem(sharedKeyOf(page), "yes");
    else localStorage.removeItem(sharedKeyOf(page));
  } catch {
    // The page then moves a little when they come.
  }
}

/** A view by the same name is replaced; the newest stands last. */
export const withView = (views: readonly View[], view: View): readonly View[] =>
  [...views.filter(({ name }) => name !== view.name), view].slice(-MOST_VIEWS);
