import { useSyncExternalStore } from "react";

let pending = 0;
const listeners = new Set<() => void>();

function change(by: number): void {
  pending += by;
  for (const listener of listeners) listener();
}

/** Counts a page's code as under way while it is fetched, so that the frame can show that a press was heard. */
export async function whilePending<T>(load: () => Promise<T>): Promise<T> {
  change(1);
  try {
    return await load();
  } finally {
    change(-1);
  }
}

const subscribe = (listener: () => void) => {
  listeners.add(listener);
  return () => void listeners.delete(listener);
};

export const useIsPagePending = (): boolean => useSyncExternalStore(subscribe, () => pending > 0);
