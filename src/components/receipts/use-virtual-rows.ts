import { useWindowVirtualizer } from "@tanstack/react-virtual";
import { type RefObject, useCallback, useEffect, useLayoutEffect, useRef, useState } from "react";

type VirtualRows = {
  /** Goes on the `tbody`. */
  body: RefObject<HTMLTableSectionElement | null>;
  /** Which rows are drawn, in order. */
  indices: readonly number[];
  /** Empty space over and under them, px: a spacer row each. */
  before: number;
  after: number;
  /** Goes on each drawn row beside `data-index`: rows need not be equally high. */
  measure: (row: HTMLTableRowElement | null) => void;
};

/** Draws only the rows of a long table that are near the screen; the page itself scrolls. `all` must stay the same array while its rows do. `onNearEnd` is told when more are wanted. */
export function useVirtualRows(
  all: readonly { id: string }[],
  { rowHeight, onNearEnd }: { rowHeight: number; onNearEnd?: (() => void) | undefined },
): VirtualRows {
  const count = all.length;
  const body = useRef<HTMLTableSectionElement>(null);
  const [scrollMargin, setScrollMargin] = useState(0);
  // Syncs with the place of the table on the page, which whatever stands above it moves.
  useLayoutEffect(() => {
    const look = () => setScrollMargin(Math.round((body.current?.getBoundingClientRect().top ?? 0) + scrollY));
    look();
    const observer = new ResizeObserver(look);
    observer.observe(document.body);
    return () => observer.disconnect();
  }, []);
  // How high a row is for lack of a measure: as guessed, until the first are drawn. Each row that is not as high as it was taken for costs a walk over all of them.
  const [usual, setUsual] = useState<number | null>(null);
  useLayoutEffect(() => {
    if (usual !== null || count === 0) return;
    const heights = [...(body.current?.querySelectorAll<HTMLElement>("tr[data-index]") ?? [])]
      .map(({ offsetHeight }) => offsetHeight)
      .toSorted((a, b) => a - b);
    const middle = heights[heights.length >> 1] ?? 0;
    if (middle > 0) setUsual(middle);
  }, [usual, count]);
  // Another function makes the library take all rows anew, with what it measured of them: so only when there are others, or another guess.
  // oxlint-disable-next-line react-hooks/exhaustive-deps -- see above
  const getItemKey = useCallback((index: number) => all[index]?.id ?? String(index), [all, usual]);
  // oxlint-disable-next-line react/incompatible-library -- no compiler memoizes here
  const rows = useWindowVirtualizer({
    count,
    estimateSize: () => usual ?? rowHeight,
    getItemKey,
    overscan: 12,
    scrollMargin,
    // Before the first measure, and where nothing has a size.
    initialRect: { width: 1280, height: 900 },
  });
  const items = rows.getVirtualItems();
  const first = items[0];
  const last = items.at(-1);
  // Of few rows fewer: a list that nobody scrolls has what fills the screen, and reads no more.
  const isNearEnd = last === undefined || last.index >= count - Math.min(40, Math.ceil(count / 3));
  // Syncs with the scroll position: more rows are read before the end is reached.
  useEffect(() => {
    if (isNearEnd) onNearEnd?.();
  }, [isNearEnd, onNearEnd, count]);
  return {
    body,
    indices: items.map(({ index }) => index),
    before: first === undefined ? 0 : first.start - scrollMargin,
    after: last === undefined ? 0 : rows.getTotalSize() - (last.end - scrollMargin),
    measure: rows.measureElement,
  };
}
