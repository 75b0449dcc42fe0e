/**
 * The page of one robot with four charts, its joints and 15 minutes of heartbeats behind it: `node bench/robot-page.mjs [seconds]`.
 * Once with a robot at 1 Hz and once at 5 Hz: tasks over 50 ms while the page opens, while it is left alone, and while a pointer moves
 * along a chart; and the processor time of the page's renderer. The 15 minutes are put into the store at once; what comes after is
 * sent by a robot in a process of its own.
 */
import { chromium as browserType } from "@playwright/test";

import { chromium, makeRobots, openConsole } from "./lib/console.mjs";
import { beatApart } from "./lib/load.mjs";
import { shares, watchProcessor, watchTasks } from "./lib/page.mjs";
import { report } from "./lib/report.mjs";

const seconds = Number(process.argv[2] ?? 15);
const sleep = (ms) => new Promise((done) => setTimeout(done, ms));

const site = await openConsole();
const browser = await browserType.launch(chromium);
try {
  const { robots } = await makeRobots(site, 2);
  for (const [index, hz] of [1, 5].entries()) {
    const robot = robots[index];
    await site.run("mutation", "testing:seedSamples", { robotId: robot.id, minutes: 15, hz });
    const beats = await beatApart(site, [robot], { hz });
    await sleep(2_000);
    const page = await (await browser.newContext({ viewport: { width: 1440, height: 900 } })).newPage();
    const longTasks = await watchTasks(page);
    await site.signIn(page);
    const processor = await watchProcessor(page);
    await page.goto(`${site.url}/robots/${robot.id}?window=15m`);
    const slider = page.getByRole("slider", { name: "Latency: time cursor" });
    await slider.waitFor();
    await page.getByRole("figure", { name: "Joint positions" }).waitFor();
    const charts = await page.getByRole("slider").count();
    await sleep(3_000);
    const what = (rest) => `robot page, ${charts} charts, 15 min at ${hz} Hz: ${rest}`;
    const tell = (name, tasks) =>
      report({
        section: "frames",
        what: what(`tasks over 50 ms ${name}`),
        value: tasks.length,
        goal: { most: 0 },
        note: tasks.length === 0 ? undefined : `the longest ${Math.max(...tasks).toFixed(0)} ms`,
      });
    tell("while it opens", await longTasks());
    const before = await processor();
    await sleep(seconds * 1_000);
    const alone = shares(before, await processor());
    tell("while it is left alone", await longTasks());
    report({
      section: "frames",
      what: what("processor of the page's renderer"),
      value: alone.renderer * 100,
      unit: "% of a core",
      note: `main thread ${(alone.main * 100).toFixed(1)} %, of it script ${(alone.script * 100).toFixed(1)}, style ${(alone.style * 100).toFixed(1)}, layout ${(alone.layout * 100).toFixed(1)}`,
    });
    const box = await slider.boundingBox();
    for (let step = 0; step < 100; step++) {
      await page.mouse.move(box.x + 60 + (step / 100) * (box.width - 80), box.y + box.height / 2);
      await sleep(20);
    }
    tell("while a pointer moves along a chart", await longTasks());
    await page.context().close();
    await beats.stop();
  }
} finally {
  await browser.close();
  await site.close();
}
