/**
 * Largest contentful paint and time to interactive of the fleet page against a bare React page, in one run, at 4 x CPU
 * throttling, cold cache: `node bench/page-load.mjs [runs]`. Time to interactive: the last long task's end before a second of quiet
 * after the page's content is there. Prints medians and the ratio.
 */
import { createServer } from "node:http";
import { gzipSync } from "node:zlib";
import { chromium as browserType } from "@playwright/test";
import { build } from "vite";
import { beatAll, chromium, makeRobots, openConsole, quantile } from "./lib/console.mjs";

const runs = Number(process.argv[2] ?? 7);
const throttling = 4;

/** React alone, with one heading and a list: what any React page costs on this machine. */
async function bareReact() {
  const code = `import{createRoot}from"react-dom/client";import{createElement as h}from"react";createRoot(document.getElementById("root")).render(h("main",null,h("h1",null,"Bare"),h("ul",null,Array.from({length:12},(_,i)=>h("li",{key:i},"Row "+i)))));`;
  const output = await build({
    logLevel: "error",
    configFile: false,
    plugins: [{ name: "bare", resolveId: (id) => (id === "bare-page" ? "\0bare-page" : null), load: (id) => (id === "\0bare-page" ? code : null) }],
    build: { write: false, rolldownOptions: { input: "bare-page" } },
  });
  const script = gzipSync(output.output[0].code);
  const html = gzipSync(`<!doctype html><meta charset="utf-8"><title>Bare</title><div id="root"></div><script type="module" src="/a.js"></script>`);
  const server = createServer((request, response) => {
    const isScript = request.url === "/a.js";
    response.setHeader("content-type", isScript ? "text/javascript" : "text/html");
    response.setHeader("content-encoding", "gzip");
    response.end(isScript ? script : html);
  });
  await new Promise((done) => server.listen(0, "127.0.0.1", done));
  return { url: `http://127.0.0.1:${server.address().port}/`, kb: script.length / 1000, close: () => server.close() };
}

async function measure(context, url, isReady) {
  const page = await context.newPage();
  page.on("console", (message) => message.type() === "error" && console.error(message.text()));
  const devtools = await context.newCDPSession(page);
  await devtools.send("Network.enable");
  await devtools.send("Network.clearBrowserCache");
  await devtools.send("Emulation.setCPUThrottlingRate", { rate: throttling });
  await page.addInitScript(() => {
    window.marks = { lcp: 0, longTaskEnd: 0, fcp: 0, shift: 0 };
    new PerformanceObserver((list) => list.getEntries().forEach((entry) => { window.marks.lcp = entry.startTime; window.marks.what = entry.element?.tagName + " " + (entry.element?.textContent ?? "").slice(0, 40); })).observe({ type: "largest-contentful-paint", buffered: true });
    new PerformanceObserver((list) => list.getEntries().forEach((entry) => (window.marks.longTaskEnd = entry.startTime + entry.duration))).observe({ type: "longtask", buffered: true });
    new PerformanceObserver((list) => list.getEntries().forEach((entry) => (window.marks.fcp = entry.startTime))).observe({ type: "paint", buffered: true });
    new PerformanceObserver((list) => list.getEntries().forEach((entry) => { if (!entry.hadRecentInput) window.marks.shift += entry.value; })).observe({ type: "layout-shift", buffered: true });
  });
  await page.goto(url, { waitUntil: "commit" });
  const readyAt = await page.evaluate(
    (selector) =>
      new Promise((done) => {
        const look = () => (document.querySelector(selector) === null ? requestAnimationFrame(look) : done(performance.now()));
        look();
      }),
    isReady,
  );
  await page.waitForTimeout(1_500);
  const marks = await page.evaluate(() => window.marks);
  await page.close();
  return { lcp: marks.lcp, what: marks.what, fcp: marks.fcp, ready: readyAt, interactive: Math.max(readyAt, marks.longTaskEnd < readyAt + 1_000 ? marks.longTaskEnd : readyAt), shift: marks.shift };
}

const bare = await bareReact();
const site = await openConsole();
const browser = await browserType.launch(chromium);
try {
  const { robots } = await makeRobots(site, 12);
  const beats = beatAll(site, robots);
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 } });
  const page = await context.newPage();
  await site.signIn(page);
  await page.close();
  const results = { bare: [], fleet: [] };
  for (let run = 0; run < runs + 1; run++) {
    // Turn about, so that a busy moment of the machine meets both; the first of each warms the server and is not counted.
    const pair = { bare: await measure(context, bare.url, "li"), fleet: await measure(context, `${site.url}/`, "tbody tr") };
    if (run > 0) for (const [name, result] of Object.entries(pair)) results[name].push(result);
  }
  beats.stop();
  const median = (name, key) => quantile(results[name].map((result) => result[key]), 0.5);
  console.log(`${runs} runs, ${throttling} x CPU throttling, cold cache, 12 robots at 1 Hz; bare React ${bare.kb.toFixed(1)} KB gzip`);
  for (const key of ["fcp", "lcp", "ready", "interactive"]) {
    const [a, b] = [median("bare", key), median("fleet", key)];
    console.log(`${key.padEnd(12)} bare ${a.toFixed(0).padStart(5)} ms   fleet ${b.toFixed(0).padStart(5)} ms   ratio ${(b / a).toFixed(2)}`);
  }
  console.log(`layout shift ${median("fleet", "shift").toFixed(3)}; largest: ${results.fleet.at(-1).what}`);
} finally {
  await browser.close();
  bare.close();
  await site.close();
}
