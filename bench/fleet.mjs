/**
 * The fleet page with many robots at 1 Hz: `node bench/fleet.mjs [robots] [seconds]`. For the table, the grid and the phone's
 * cards: frames per second while standing and while scrolling, and heartbeat to pixel, from the moment a robot sends to the frame
 * after its number stands on the page. Everything, the robots too, runs on this one machine.
 */
import { chromium as browserType } from "@playwright/test";
import { beat, beatAll, chromium, makeRobots, openConsole, quantile } from "./lib/console.mjs";

const count = Number(process.argv[2] ?? 300);
const seconds = Number(process.argv[3] ?? 10);

/** Counts animation frames for `ms`; with `isScrolling` the page moves 20 px at each. */
const countFrames = (page, ms, isScrolling) =>
  page.evaluate(
    ([ms, isScrolling]) =>
      new Promise((done) => {
        const started = performance.now();
        let frames = 0;
        let worst = 0;
        let last = started;
        let down = true;
        const frame = (now) => {
          frames += 1;
          worst = Math.max(worst, now - last);
          last = now;
          if (isScrolling) {
            void scrollBy(0, down ? 20 : -20);
            if (scrollY + innerHeight >= document.documentElement.scrollHeight - 4) down = false;
            if (scrollY <= 0) down = true;
          }
          if (now - started < ms) requestAnimationFrame(frame);
          else done({ fps: (frames * 1000) / (now - started), worst });
        };
        requestAnimationFrame(frame);
      }),
    [ms, isScrolling],
  );

/** Sends a heartbeat with a number nobody else has and waits for its frame; ms from sending. */
async function heartbeatToPixel(site, page, robot, value) {
  const shown = page.evaluate(
    (text) =>
      new Promise((done) => {
        const deadline = performance.now() + 4_000;
        const look = () => {
          const list = document.querySelector('tbody, ul[aria-label="Robots"]');
          if (list?.textContent.includes(text)) requestAnimationFrame(() => done(performance.timeOrigin + performance.now()));
          else if (performance.now() > deadline) done(null);
          else requestAnimationFrame(look);
        };
        look();
      }),
    `${value} ms`,
  );
  const sentAt = performance.timeOrigin + performance.now();
  await beat(site, robot, { inferenceMs: value });
  const at = await shown;
  return at === null ? null : at - sentAt;
}

const site = await openConsole();
const browser = await browserType.launch(chromium);
try {
  const { robots } = await makeRobots(site, count);
  const [probe, ...others] = robots;
  const beats = beatAll(site, others);
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 } });
  const page = await context.newPage();
  await site.signIn(page);
  console.log(`${count} robots at 1 Hz, ${seconds} s each`);
  const forms = [
    { name: "table, 1440 px", query: "?sort=name", size: { width: 1440, height: 900 } },
    { name: "grid, 1440 px", query: "?sort=name&as=grid", size: { width: 1440, height: 900 } },
    { name: "grid, 390 px", query: "?sort=name&as=grid", size: { width: 390, height: 844 } },
    { name: "cards, 390 px", query: "?sort=name", size: { width: 390, height: 844 }, hidesNumbers: true },
  ];
  let value = 1_000;
  for (const { name, query, size, hidesNumbers } of forms) {
    await page.setViewportSize(size);
    await page.goto(`${site.url}/${query}`);
    await page.locator('tbody tr, ul[aria-label="Robots"] li').first().waitFor();
    await page.waitForTimeout(2_000);
    const before = { ...beats.counts, at: performance.now() };
    const still = await countFrames(page, seconds * 1_000, false);
    const moving = await countFrames(page, seconds * 1_000, true);
    await page.evaluate(() => void scrollTo(0, 0));
    const delays = [];
    if (hidesNumbers !== true) {
      for (let index = 0; index < 15 && delays.length >= index - 2; index++) {
        const delay = await heartbeatToPixel(site, page, probe, value++);
        if (delay !== null) delays.push(delay);
      }
    }
    const rate = ((beats.counts.sent - before.sent) * 1_000) / (performance.now() - before.at);
    const latency = delays.length === 0 ? "" : `, heartbeat to pixel median ${quantile(delays, 0.5).toFixed(0)} ms, p99 ${quantile(delays, 0.99).toFixed(0)} ms (${delays.length})`;
    console.log(`${name}: ${still.fps.toFixed(1)} fps still (worst frame ${still.worst.toFixed(0)} ms), ${moving.fps.toFixed(1)} fps scrolling (worst ${moving.worst.toFixed(0)} ms)${latency}; ${rate.toFixed(0)} heartbeats/s arrived`);
  }
  console.log(`${beats.counts.sent} heartbeats taken, ${beats.counts.failed} failed`);
  beats.stop();
} finally {
  await browser.close();
  await site.close();
}
