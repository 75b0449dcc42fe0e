/** A fleet view that someone named: its address' query, as `writeFleetView` made it. */
export type SavedView = { name: string; query: string };

const KEY = "reflex-fleet-views";
/** More is a list nobody reads. */
export const MOST_VIEWS = 12;

const isView = (value: unknown): value is SavedView =>
  typeof value === "object" && value !== null && "name" in value && typeof value.name === "string" && "query" in value && typeof value.query === "string";

/** What this browser has saved; nothing when storage is forbidden or holds something else. */
export function loadViews(storage: Pick<Storage, "getItem"> = localStorage): readonly SavedView[] {
  try {
    const value: unknown = JSON.parse(storage.getItem(KEY) ?? "[]");
    return Array.isArray(value) ? value.filter(isView).slice(0, MOST_VIEWS) : [];
  } catch {
    return [];
  }
}

export function storeViews(views: readonly SavedView[], storage: Pick<Storage, "setItem"> = localStorage): void {
  try {
    storage.setItem(KEY, JSON.stringify(views));
  } catch {
    // The list then lasts as long as the page.
  }
}

/** A view by the same name is replaced; the newest stands last. */
export const withView = (views: readonly SavedView[], view: SavedView): readonly SavedView[] => [...views.filter(({ name }) => name !== view.name), view].slice(-MOST_VIEWS);
