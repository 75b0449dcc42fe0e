import { type RefObject, useLayoutEffect, useState } from "react";

/** px: a tile is no narrower than this, and as high as this with the gap below it. */
export const TILE = { width: 300, height: 148, gap: 8 };

/** Nobody scrolls a wall: as many tiles as there is room for between what stands above the list and the page's own lower edge. At least two: one robot, and how many more. */
export function useRoom(above: RefObject<HTMLElement | null>, list: RefObject<HTMLElement | null>): number {
  const [room, setRoom] = useState(2);
  useLayoutEffect(() => {
    const measure = () => {
      if (list.current === null) return;
      const { left, right, top } = list.current.getBoundingClientRect();
      const main = list.current.closest("main");
      // What lies over the foot of the page (the software stop, the bar of a phone) is kept free by its padding.
      const foot = main === null ? 0 : Number.parseFloat(getComputedStyle(main).paddingBottom);
      const across = Math.floor((right - left + TILE.gap) / TILE.width);
      const down = Math.floor((innerHeight - (top + scrollY) - foot + TILE.gap) / TILE.height);
      setRoom(Math.max(2, Math.max(1, across) * down));
    };
    measure();
    const observer = new ResizeObserver(measure);
    if (above.current !== null) observer.observe(above.current);
    addEventListener("resize", measure);
    return () => {
      observer.disconnect();
      removeEventListener("resize", measure);
    };
  }, [above, list]);
  return room;
}
