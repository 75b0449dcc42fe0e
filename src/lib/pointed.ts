// The moment that the live charts of a page were last pointed at, for parts of the page that are none of theirs.

let moment: number | null = null;
const listeners = new Set<() => void>();

/** Epoch ms, server time; null: at none. */
export function notePointed(at: number | null): void {
  if (at === moment) return;
  moment = at;
  for (const listener of listeners) listener();
}

export const currentPointed = (): number | null => moment;

/** Returns how to end it. */
export function subscribePointed(listener: () => void): () => void {
  listeners.add(listener);
  return () => {
    listeners.delete(listener);
    // Another page has other charts.
    if (listeners.size === 0) moment = null;
  };
}
