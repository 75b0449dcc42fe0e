/** One visit to a page in a tab of its own: when what was painted, when it was usable, how much it jumped, and what it waited for. */

/** Runs in the page before anything else: collects what the browser itself measures. */
function observe() {
  const marks = { fcp: 0, lcp: 0, what: "", shift: 0, longTaskEnd: 0 };
  window.marks = marks;
  const on = (type, each) => new PerformanceObserver((list) => list.getEntries().forEach(each)).observe({ type, buffered: true });
  on("largest-contentful-paint", (entry) => {
    marks.lcp = entry.startTime;
    marks.what = `${entry.element?.tagName ?? "?"} ${(entry.element?.textContent ?? "").slice(0, 40)}`;
  });
  on("longtask", (entry) => (marks.longTaskEnd = entry.startTime + entry.duration));
  on("paint", (entry) => entry.name === "first-contentful-paint" && (marks.fcp = entry.startTime));
  on("layout-shift", (entry) => !entry.hadRecentInput && (marks.shift += entry.value));
}

/** Resolves in the page with the moment at which `selector` stands there. */
const untilReady = (page, selector) =>
  page.evaluate(
    (selector) =>
      new Promise((done, refuse) => {
        const look = () => {
          if (document.querySelector(selector) !== null) return done(performance.now());
          if (performance.now() > 30_000) return refuse(new Error(`${location.pathname} never showed ${selector}`));
          requestAnimationFrame(look);
        };
        look();
      }),
    selector,
  );

/** Ms from the navigation at which each step of the wire was done. */
async function watchWire(devtools) {
  const wire = { html: null, scripts: null, socketOpen: null, asked: null, answered: null };
  let startedAt = null;
  const since = (timestamp) => (startedAt === null ? null : (timestamp - startedAt) * 1_000);
  const scripts = new Set();
  devtools.on("Network.requestWillBeSent", ({ type, timestamp, requestId, request }) => {
    if (type === "Document") startedAt ??= timestamp;
    if (request.url.endsWith(".js")) scripts.add(requestId);
  });
  devtools.on("Network.loadingFinished", ({ requestId, timestamp }) => {
    if (scripts.has(requestId) && wire.answered === null) wire.scripts = since(timestamp);
  });
  devtools.on("Network.responseReceived", ({ type, timestamp }) => type === "Document" && (wire.html ??= since(timestamp)));
  devtools.on("Network.webSocketHandshakeResponseReceived", ({ timestamp }) => (wire.socketOpen ??= since(timestamp)));
  devtools.on(
    "Network.webSocketFrameSent",
    ({ timestamp, response }) => response.payloadData.includes("ModifyQuerySet") && (wire.asked ??= since(timestamp)),
  );
  devtools.on(
    "Network.webSocketFrameReceived",
    ({ timestamp, response }) => response.payloadData.includes("QueryUpdated") && (wire.answered ??= since(timestamp)),
  );
  await devtools.send("Network.enable");
  return wire;
}

/**
 * Opens `url` in a new tab of `context` and waits for `ready`, a selector that only a usable page has.
 * `throttling` slows the page's processor; `isCold` empties the browser's cache first.
 */
export async function visit(context, url, ready, { throttling = 4, isCold = true, settleMs = 1_000 } = {}) {
  const page = await context.newPage();
  try {
    page.on("console", (message) => message.type() === "error" && console.error(`${url}: ${message.text()}`));
    const devtools = await context.newCDPSession(page);
    const wire = await watchWire(devtools);
    if (isCold) await devtools.send("Network.clearBrowserCache");
    await devtools.send("Emulation.setCPUThrottlingRate", { rate: throttling });
    await page.addInitScript(observe);
    await page.goto(url, { waitUntil: "commit" });
    const usable = await untilReady(page, ready);
    // What still paints or jumps after the page is usable counts too.
    await page.waitForTimeout(settleMs);
    const { fcp, lcp, what, shift, longTaskEnd } = await page.evaluate(() => window.marks);
    return {
      fcp,
      lcp,
      what,
      shift,
      usable,
      interactive: Math.max(usable, longTaskEnd < usable + settleMs ? longTaskEnd : usable),
      ...wire,
    };
  } finally {
    await page.close();
  }
}
