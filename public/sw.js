/*
 * Shows offline.html when a page cannot be fetched, and opens the page of a notice that is pressed; nothing else. No page, script or
 * answer is ever kept or given from a cache, so that nobody sees an old console or an old value of a robot. Plain JavaScript,
 * because it is served as it stands.
 *
 * No request but that for a page may pass through here: a software stop must not wait for a worker to start, or hang with it. Where
 * the browser cannot be told so (no static routes), there is no worker, and its own page says that there is no network.
 */
const CACHE = "offline-3";
const PAGE = "/offline.html";

addEventListener("install", (event) => {
  if (event.addRoutes === undefined) throw new Error("This browser would pass every request through the worker.");
  event.waitUntil(event.addRoutes([{ condition: { not: { requestMode: "navigate" } }, source: "network" }]));
  event.waitUntil(
    caches
      .open(CACHE)
      .then((cache) => cache.add(new Request(PAGE, { cache: "reload" })))
      .then(() => skipWaiting()),
  );
});

addEventListener("activate", (event) => {
  event.waitUntil(
    Promise.all([
      caches.keys().then((names) => Promise.all(names.filter((name) => name !== CACHE).map((name) => caches.delete(name)))),
      // The request leaves while this worker is still starting, so that it delays no page.
      registration.navigationPreload?.enable(),
    ]),
  );
});

addEventListener("fetch", (event) => {
  if (event.request.mode !== "navigate") return;
  event.respondWith(
    Promise.resolve(event.preloadResponse)
      .then((preloaded) => preloaded ?? fetch(event.request))
      .catch(async (error) => {
        const page = await caches.match(PAGE);
        if (page === undefined) throw error;
        return page;
      }),
  );
});

// Phones show notices by a worker only. Pressing one opens its page, which is all that a notice may do.
addEventListener("notificationclick", (event) => {
  event.notification.close();
  const { path } = event.notification.data ?? {};
  if (typeof path === "string" && /^\/(?!\/)/.test(path)) event.waitUntil(clients.openWindow(path));
});
