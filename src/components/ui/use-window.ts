import { type RefObject, useEffect, useRef, useState } from "react";

/** Rows kept ready above and below what is seen. */
const SPARE = 8;
/** Up to this many rows all are drawn: the browser's own search then finds every one. */
const ALL_BELOW = 80;

type Window = { from: number; to: number };

/**
 * Which of `count` rows of equal height are near the screen. `body` is the element that holds them; it must have its
 * full height, which the caller gives it by spacers of `from` and `count - to` rows.
 */
export function useWindow(count: number, rowHeight: number): Window & { body: RefObject<HTMLTableSectionElement | null> } {
  const body = useRef<HTMLTableSectionElement>(null);
  const [seen, setSeen] = useState<Window>({ from: 0, to: 40 });
  const isWindowed = count > ALL_BELOW;

  // Syncs with the scroll position of the page.
  useEffect(() => {
    if (!isWindowed) return;
    let frame = 0;
    const look = () => {
      frame = 0;
      const top = body.current?.getBoundingClientRect().top ?? 0;
      const from = Math.max(0, Math.floor(-top / rowHeight) - SPARE);
      const to = Math.ceil((innerHeight - top) / rowHeight) + SPARE;
      setSeen((before) => (before.from === from && before.to === to ? before : { from, to }));
    };
    const soon = () => {
      frame ||= requestAnimationFrame(look);
    };
    soon();
    addEventListener("scroll", soon, { passive: true });
    addEventListener("resize", soon);
    return () => {
      cancelAnimationFrame(frame);
      removeEventListener("scroll", soon);
      removeEventListener("resize", soon);
    };
  }, [isWindowed, rowHeight]);

  if (!isWindowed) return { from: 0, to: count, body };
  const to = Math.min(count, Math.max(seen.to, 1));
  return { from: Math.min(seen.from, Math.max(0, to - 1)), to, body };
}
