// Where parts of a page that know nothing of each other point: charts at a moment, the list of messages at one of them.

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

/** The time of receipt of the message that the address names, epoch ms; null: none. By itself, because charts ask it too. */
export function chosenFrom(params: URLSearchParams): number | null {
  const chosen = Number(params.get("message") ?? "");
  return Number.isSafeInteger(chosen) && chosen > 0 ? chosen : null;
}
