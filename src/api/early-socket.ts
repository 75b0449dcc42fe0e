declare global {
  /** The socket that index.html opened before any code was there: see src/start/start-script.ts. */
  interface Window {
    earlySocket?: WebSocket;
  }
}

/**
 * The socket that index.html has opened, once, if it leads to `url` and is not closed; otherwise null. Its "open" is told anew
 * when it was already told to nobody.
 */
export function takeEarlySocket(url: string | URL): WebSocket | null {
  const early = globalThis.window?.earlySocket;
  if (early === undefined) return null;
  delete window.earlySocket;
  if (early.url !== String(url) || early.readyState > WebSocket.OPEN) {
    early.close();
    return null;
  }
  // After the client has put its handlers on it, which it does at once.
  if (early.readyState === WebSocket.OPEN) queueMicrotask(() => early.dispatchEvent(new Event("open")));
  return early;
}
