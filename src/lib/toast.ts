export type Toast = {
  tone: "error" | "info" | "ok";
  text: string;
  /** What can be done about it while it is shown, at most once: "Undo". */
  action?: { label: string; onPress: () => void };
};

const listeners = new Set<(toast: Toast) => void>();

/** Called once, by the toast viewport. Returns how to stop listening. */
export function onToast(listener: (toast: Toast) => void): () => void {
  listeners.add(listener);
  return () => void listeners.delete(listener);
}

export function addToast(toast: Toast): void {
  for (const listener of listeners) listener(toast);
}
