/**
 * From a key or a tap to the next paint, with 300 live robots on the page: `node bench/interaction.mjs [robots] [rounds]`. The browser's own
 * Event Timing of everything a person does on the fleet page and on the way to a robot; per kind the worst, and over all the
 * slowest of a hundred (what is called INP), with the processor as it is and four times slower. Its floor is a bare text field on an empty page.
 */
import { chromium as browserType } from "@playwright/test";

import { chromium, makeRobots, openConsole, quantile } from "./lib/console.mjs";
import { beatApart } from "./lib/load.mjs";
import { report } from "./lib/report.mjs";

const count = Number(process.argv[2] ?? 300);
const rounds = Number(process.argv[3] ?? 6);
const sleep = (ms) => new Promise((done) => setTimeout(done, ms));
/** Event Timing tells of what took longer than this, the least a browser allows, ms; what it does not tell of was quicker. */
const TOLD_FROM = 16;

async function watchInteractions(page) {
  await page.addInitScript((durationThreshold) => {
    globalThis.benchEvents = [];
    new PerformanceObserver((list) => {
      for (const { interactionId, duration, name } of list.getEntries())
        if (interactionId > 0) globalThis.benchEvents.push({ interactionId, duration, name });
    }).observe({ type: "event", durationThreshold, buffered: true });
  }, TOLD_FROM);
  return async () => {
    await page.evaluate(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))));
    await sleep(150);
    const events = await page.evaluate(() => globalThis.benchEvents.splice(0));
    // One press is several events; it lasts as long as the longest of them.
    const longest = new Map();
    for (const { interactionId, duration } of events) longest.set(interactionId, Math.max(longest.get(interactionId) ?? 0, duration));
    return [...longest.values()];
  };
}

/** What a person does, each with its name; every one leaves the page as it found it. */
const doings = (page) => {
  const filter = page.getByRole("searchbox", { name: /^Filter robots/ });
  return {
    "types in the filter": async () => {
      await filter.click();
      for (const key of "arm-02") await page.keyboard.press(key, { delay: 60 });
      for (let left = 6; left > 0; left--) await page.keyboard.press("Backspace", { delay: 40 });
    },
    "filters by state and back": async () => {
      const states = page.getByRole("navigation", { name: "Filter by state" });
      await states.getByRole("link", { name: /Online/ }).click();
      await sleep(150);
      await states.getByRole("link", { name: /Online/ }).click();
    },
    "opens and closes the palette": async () => {
      await page.keyboard.press("Control+k");
      await sleep(200);
      for (const key of "arm") await page.keyboard.press(key, { delay: 60 });
      for (let left = 3; left > 0; left--) await page.keyboard.press("ArrowDown", { delay: 40 });
      await page.keyboard.press("Escape");
      await sleep(100);
    },
    "opens a robot and goes back": async () => {
      await page.locator("tbody tr a").first().click();
      await page.getByRole("heading", { level: 1, name: /^arm-/ }).waitFor();
      await sleep(300);
      await page.getByRole("link", { name: "Fleet" }).first().click();
      await page.locator("tbody tr").first().waitFor();
    },
  };
};

/** A bare page with one text field, driven the same way. */
async function floorOf(browser) {
  const page = await (await browser.newContext()).newPage();
  const read = await watchInteractions(page);
  await page.goto("data:text/html,<input aria-label=bare>");
  await page.getByLabel("bare").click();
  for (const key of "abcdefghij") await page.keyboard.press(key, { delay: 60 });
  const told = await read();
  await page.context().close();
  return Math.max(TOLD_FROM, ...told);
}

const site = await openConsole();
const browser = await browserType.launch(chromium);
let beats;
try {
  const { robots } = await makeRobots(site, count);
  beats = await beatApart(site, robots);
  const floor = { name: "a bare text field", value: await floorOf(browser) };
  const page = await (await browser.newContext({ viewport: { width: 1440, height: 900 } })).newPage();
  const read = await watchInteractions(page);
  await site.signIn(page);
  const session = await page.context().newCDPSession(page);
  for (const slowness of [1, 4]) {
    await session.send("Emulation.setCPUThrottlingRate", { rate: slowness });
    await page.goto(`${site.url}/?sort=name`);
    await page.locator("tbody tr").first().waitFor();
    await sleep(2_000);
    await read();
    const all = [];
    const what = (rest) => `${count} live robots${slowness === 1 ? "" : `, processor ${slowness} times slower`}: ${rest}`;
    for (const [name, act] of Object.entries(doings(page))) {
      const took = [];
      for (let round = 0; round < rounds; round++) {
        await act();
        took.push(...(await read()));
      }
      all.push(...took);
      report({
        section: "load",
        what: what(`${name}, slowest`),
        value: Math.max(TOLD_FROM, ...took),
        unit: "ms",
        note: `${took.length} told of`,
      });
    }
    report({
      section: "load",
      what: what("interaction to next paint"),
      value: Math.max(TOLD_FROM, quantile(all, 0.98)),
      unit: "ms",
      floor,
      goal: slowness === 1 ? { most: 100 } : undefined,
      note: `p98 of ${all.length} of ${TOLD_FROM} ms and more`,
    });
  }
} finally {
  await beats?.stop();
  await browser.close();
  await site.close();
}
