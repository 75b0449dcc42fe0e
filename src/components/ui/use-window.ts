import { type RefObject, useEffect, useRef, useState } from "react";

/** Rows kept ready above and below what is seen. */
const SPARE = 8;
/** Up to this many rows all are drawn: the browser's own search then finds every one. */
const ALL_BELOW = 80;

type Window = { from: number; to: number };

/**
 * Which of `count` rows of equal height are near the screen. `body` is the element that holds them; it must have its
 * full height, which the caller gives it by spacers of `from` and `count - to` rows. `spare` rows more are kept ready.
 */
export function useWindow<E extends HTMLElement>(
  count: number,
  rowHeight: number,
  { allBelow = ALL_BELOW, spare = SPARE } = {},
): Window & { body: RefObject<E | null> } {
  const body = useRef<E>(null);
  const [seen, setSeen] = useState<Window>({ from: 0, to: Math.ceil(innerHeight / rowHeight) + spare });
  const isWindowed = count > allBelow;

  // Syncs with the scroll position of the page.
  useEffect(() => {
    if (!isWindowed) return;
    let frame = 0;
    const look = () => {
      frame = 0;
      const top = body.current?.getBoundingClientRect().top ?? 0;
      // In steps of half the spare rows: a row more at every few pixels would draw the list at every frame of a scroll.
      const step = Math.max(1, Math.floor(spare / 2));
      const from = Math.max(0, Math.floor((Math.floor(-top / rowHeight) - spare) / step) * step);
      const to = Math.ceil((Math.ceil((innerHeight - top) / rowHeight) + spare) / step) * step;
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
  }, [isWindowed, rowHeight, spare]);

  if (!isWindowed) return { from: 0, to: count, body };
  const to = Math.min(count, Math.max(seen.to, 1));
  return { from: Math.min(seen.from, Math.max(0, to - 1)), to, body };
}
