/**
 * Registers the worker that shows offline.html where no page can be fetched, once the page has nothing better to do. It keeps nothing
 * else (public/sw.js). Where workers are refused, the browser's own page stands in.
 */
export function registerOfflinePage(): void {
  if (!("serviceWorker" in navigator)) return;
  const register = () => void navigator.serviceWorker.register("/sw.js").catch(() => undefined);
  const whenIdle = () => ("requestIdleCallback" in globalThis ? requestIdleCallback(register, { timeout: 10_000 }) : setTimeout(register, 3_000));
  if (document.readyState === "complete") whenIdle();
  else addEventListener("load", whenIdle, { once: true });
}
