import { type RefObject, useEffect, useEffectEvent, useRef } from "react";

/** Turns of a wheel are gathered for so long: each would be an address of its own, ms. */
const GATHER_MS = 60;
/** A notch of a wheel in pixels, and in lines. */
const NOTCH = { 0: 100, 1: 3, 2: 1 } as const;

/**
 * For an element whose time can be zoomed by Ctrl and the wheel, which is also what a pinch on a touch pad is to a page; without Ctrl the page scrolls.
 * `onTurn`: by how much (0.5: half as long) at which place of the window, px, and where the element lies in it; undefined where there is nothing to zoom.
 */
export function useWheelZoom(onTurn: ((by: number, clientX: number, box: DOMRect) => void) | undefined): RefObject<HTMLDivElement | null> {
  const element = useRef<HTMLDivElement>(null);
  const tell = useEffectEvent((by: number, clientX: number, box: DOMRect) => onTurn?.(by, clientX, box));
  const isZoomed = onTurn !== undefined;
  // Syncs with the wheel by hand: React listens passively, and the browser would enlarge the whole page besides.
  useEffect(() => {
    const target = element.current;
    if (!isZoomed || target === null) return;
    let by = 1;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const onWheel = (event: WheelEvent) => {
      if (!event.ctrlKey && !event.metaKey) return;
      event.preventDefault();
      const notches = event.deltaY / (NOTCH[event.deltaMode as keyof typeof NOTCH] ?? NOTCH[0]);
      by *= 2 ** (Math.max(-1, Math.min(1, notches)) / 2);
      timer ??= setTimeout(() => {
        tell(by, event.clientX, target.getBoundingClientRect());
        by = 1;
        timer = undefined;
      }, GATHER_MS);
    };
    target.addEventListener("wheel", onWheel, { passive: false });
    return () => {
      target.removeEventListener("wheel", onWheel);
      clearTimeout(timer);
    };
  }, [isZoomed]);
  return element;
}
