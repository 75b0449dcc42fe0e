import { useEffect } from "react";

/** Names the browser's tab after the page. */
export function useTitle(title: string | null): void {
  // Syncs with the browser's tab. Not a <title> element: the session page's frame puts its mode over it.
  useEffect(() => {
    if (title !== null) document.title = `${title} · Reflex Console`;
  }, [title]);
}
