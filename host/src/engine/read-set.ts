import type { ReadSet, WriteSet } from "./types.ts";

/** Whether anything in the write set could have changed what was read. */
export function intersects(readSet: ReadSet, writeSet: WriteSet): boolean {
  const { points, ranges } = readSet;
  for (const key of writeSet.keys) {
    if (points.has(key)) return true;
    for (const [start, end] of ranges) if (key >= start && key < end) return true;
  }
  return false;
}
