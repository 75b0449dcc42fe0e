/**
 * Whether a page that is left open grows: `node bench/page-memory.mjs [minutes] [robots] [hz]`. The fleet page with its sparklines, while
 * robots beat faster than they would, so that minutes stand for hours of the same number of heartbeats. Memory is the page's JavaScript heap after a
 * collection, its DOM nodes and its listeners. The first fifth is left out: the charts' windows fill up in it, once. Growth is
 * that of a line through the rest, told for as many heartbeats as 300 robots send in eight hours.
 */
import { chromium as browserType } from "@playwright/test";

import { chromium, makeRobots, openConsole } from "./lib/console.mjs";
import { beatApart } from "./lib/load.mjs";
import { report } from "./lib/report.mjs";

const minutes = Number(process.argv[2] ?? 10);
const count = Number(process.argv[3] ?? 300);
const hz = Number(process.argv[4] ?? 2);
const sleep = (ms) => new Promise((done) => setTimeout(done, ms));
const heartbeatsOfEightHours = 8 * 3_600 * 300;
const samples = 30;

/** Least squares: what `y` grows for each `x`, and its value at the first `x`. */
function lineThrough(points, key) {
  const mean = (values) => values.reduce((sum, value) => sum + value, 0) / values.length;
  const [x, y] = [mean(points.map(({ sent }) => sent)), mean(points.map((point) => point[key]))];
  const slope =
    points.reduce((sum, point) => sum + (point.sent - x) * (point[key] - y), 0) /
    points.reduce((sum, { sent }) => sum + (sent - x) ** 2, 0);
  return { slope, first: y + slope * (points[0].sent - x) };
}

const site = await openConsole();
const browser = await browserType.launch(chromium);
let beats;
try {
  const { robots } = await makeRobots(site, count);
  beats = await beatApart(site, robots, { hz });
  const page = await (await browser.newContext({ viewport: { width: 1440, height: 900 } })).newPage();
  await site.signIn(page);
  await page.goto(`${site.url}/?sort=name&as=grid`);
  await page.locator('ul[aria-label="Robots"] li').first().waitFor();
  const session = await page.context().newCDPSession(page);
  const points = [];
  for (let index = 0; index <= samples; index++) {
    await session.send("HeapProfiler.collectGarbage");
    const { usedSize } = await session.send("Runtime.getHeapUsage");
    const { nodes, jsEventListeners } = await session.send("Memory.getDOMCounters");
    points.push({ sent: (await beats.counts()).sent, heap: usedSize / 2 ** 20, nodes, listeners: jsEventListeners });
    if (index < samples) await sleep((minutes * 60_000) / samples);
  }
  const steady = points.slice(Math.ceil(samples / 5));
  const shown = steady.at(-1).sent - steady[0].sent;
  for (const [key, name, unit] of [
    ["heap", "JavaScript heap", "MB"],
    ["nodes", "DOM nodes", ""],
    ["listeners", "listeners", ""],
  ]) {
    const { slope, first } = lineThrough(steady, key);
    const grown = ((slope * heartbeatsOfEightHours) / first) * 100;
    report({
      section: "frames",
      what: `${count} robots, grid: growth of the page's ${name} in eight hours`,
      value: grown,
      unit: "%",
      goal: { most: 10 },
      note: `from ${shown.toLocaleString("en-US")} heartbeats in ${((minutes * 4) / 5).toFixed(0)} min; ${steady[0][key].toFixed(1)} ${unit} at their beginning, ${steady.at(-1)[key].toFixed(1)} at their end`,
    });
  }
} finally {
  await beats?.stop();
  await browser.close();
  await site.close();
}
