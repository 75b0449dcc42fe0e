/**
 * Registers the worker that shows offline.html where no page can be fetched, as soon as the page has nothing better to do. It keeps nothing
 * else (public/sw.js). Where workers are refused, the browser's own page stands in.
 */
export function registerOfflinePage(): void {
  if (!("serviceWorker" in navigator)) return;
  const register = () => void navigator.serviceWorker.register("/sw.js").catch(() => undefined);
  if ("requestIdleCallback" in globalThis) requestIdleCallback(register, { timeout: 10_000 });
  else setTimeout(register, 3_000);
}
