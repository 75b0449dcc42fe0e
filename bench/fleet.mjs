/**
 * The fleet page with many robots at 1 Hz: `node bench/fleet.mjs [robots] [seconds]`. For the table, the grid and the phone's cards:
 * the page's processor time while left alone, frames per second while standing and while scrolling, tasks over 50 ms, and heartbeat to
 * pixel: from the moment a robot sends to the frame after the one that painted its number. The host, the robots (a process of their
 * own) and the browser all run on this one machine.
 */
import { chromium as browserType } from "@playwright/test";

import { beat, chromium, makeRobots, openConsole, quantile } from "./lib/console.mjs";
import { beatApart } from "./lib/load.mjs";
import { bareTextToPixel, countFrames, shares, watchPixels, watchProcessor, watchTasks } from "./lib/page.mjs";
import { report } from "./lib/report.mjs";

const count = Number(process.argv[2] ?? 300);
const seconds = Number(process.argv[3] ?? 5);
/** Robots whose numbers are awaited; each beats once a second like all others. */
const PROBES = Math.min(5, count);
const PIXEL_SECONDS = 15;

const isLarge = count > 300;
const goals = isLarge
  ? { fps: { least: 55 }, median: { most: 100 }, p99: { most: 400 } }
  : { fps: { least: 59.5 }, processor: { most: 20 }, median: { most: 50 }, p99: { most: 150 } };

const sleep = (ms) => new Promise((done) => setTimeout(done, ms));
let value = 1_000;

/** Sends numbers nobody else has from the probes for a while; ms from each sending to its pixel, and how many never came. */
async function heartbeatsToPixels(site, page, probes) {
  const pixels = await watchPixels(page);
  const sent = new Map();
  const ends = performance.now() + PIXEL_SECONDS * 1_000;
  for (let turn = 0; performance.now() < ends; turn++) {
    value += 1;
    sent.set(`${value} ms`, performance.timeOrigin + performance.now());
    void beat(site, probes[turn % probes.length], { inferenceMs: value });
    // Not in step with the page's frames and ticks.
    await sleep(1_000 / probes.length + (Math.random() - 0.5) * 60);
  }
  await sleep(1_000);
  const shown = await pixels.all();
  const delays = [...sent].flatMap(([text, at]) => (shown.has(text) ? [shown.get(text) - at] : []));
  return { delays, missing: sent.size - delays.length };
}

const site = await openConsole();
const browser = await browserType.launch(chromium);
let beats;
try {
  const { robots } = await makeRobots(site, count);
  const probes = robots.slice(0, PROBES);
  beats = await beatApart(site, robots.slice(PROBES));
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 } });
  const page = await context.newPage();
  const longTasks = await watchTasks(page);
  await site.signIn(page);
  const processor = await watchProcessor(page);
  const forms = [
    { name: "table", query: "?sort=name", size: { width: 1440, height: 900 } },
    { name: "grid", query: "?sort=name&as=grid", size: { width: 1440, height: 900 } },
    { name: "grid, 390 px", query: "?sort=name&as=grid", size: { width: 390, height: 844 } },
    { name: "cards, 390 px", query: "?sort=name", size: { width: 390, height: 844 }, hidesNumbers: true },
  ];
  // Of one robot the table alone: it is the way of a number that is asked for, frames are easy.
  for (const { name, query, size, hidesNumbers } of count === 1 ? forms.slice(0, 1) : forms) {
    const what = (rest) => `${count === 1 ? "1 robot" : `${count} robots`}, ${name}: ${rest}`;
    await page.setViewportSize(size);
    await page.goto(`${site.url}/${query}`);
    await page.locator('tbody tr, ul[aria-label="Robots"] li').first().waitFor();
    await sleep(2_000);
    await longTasks();
    const before = { ...(await beats.counts()), at: performance.now() };
    const idle = await processor();
    await sleep(seconds * 1_000);
    const alone = shares(idle, await processor());
    const still = await countFrames(page, seconds * 1_000, false);
    const scrollBegins = await processor();
    const moving = await countFrames(page, seconds * 1_000, true);
    const scrolling = shares(scrollBegins, await processor());
    await page.evaluate(() => void scrollTo(0, 0));
    const tasks = await longTasks();
    report({
      section: "frames",
      what: what("frames a second, still"),
      value: still.fps,
      goal: goals.fps,
      note: `worst frame ${still.worst.toFixed(0)} ms`,
    });
    report({
      section: "frames",
      what: what("frames a second, scrolling"),
      value: moving.fps,
      goal: goals.fps,
      note: `worst frame ${moving.worst.toFixed(0)} ms`,
    });
    const parts = ({ main, script, style, layout }) =>
      `main thread ${(main * 100).toFixed(0)} %, of it script ${(script * 100).toFixed(0)}, style ${(style * 100).toFixed(0)}, layout ${(layout * 100).toFixed(0)}`;
    report({
      section: "frames",
      what: what("processor of the page's renderer, still"),
      value: alone.renderer * 100,
      unit: "% of a core",
      goal: goals.processor,
      note: parts(alone),
    });
    report({
      section: "frames",
      what: what("processor of the page's renderer, scrolling 20 px a frame"),
      value: scrolling.renderer * 100,
      unit: "% of a core",
      note: parts(scrolling),
    });
    report({
      section: "frames",
      what: what("tasks over 50 ms"),
      value: tasks.length,
      note: tasks.length === 0 ? undefined : `the longest ${Math.max(...tasks).toFixed(0)} ms`,
    });
    if (hidesNumbers !== true) {
      const { delays, missing } = await heartbeatsToPixels(site, page, probes);
      const floor = { name: "a text changed by the page itself", value: quantile(await bareTextToPixel(page), 0.5) };
      report({
        section: "pixel",
        what: what("heartbeat to pixel, median"),
        value: quantile(delays, 0.5),
        unit: "ms",
        floor,
        goal: goals.median,
        note: `${delays.length} heartbeats${missing === 0 ? "" : `, ${missing} never shown`}`,
      });
      report({ section: "pixel", what: what("heartbeat to pixel, p99"), value: quantile(delays, 0.99), unit: "ms", goal: goals.p99 });
    }
    const after = await beats.counts();
    report({
      section: "pixel",
      what: what("heartbeats taken"),
      value: ((after.sent - before.sent) * 1_000) / (performance.now() - before.at),
      unit: "a second",
      note: after.failed === 0 ? undefined : `${after.failed} failed`,
    });
  }
} finally {
  await beats?.stop();
  await browser.close();
  await site.close();
}
