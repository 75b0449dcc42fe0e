/**
 * What the console itself takes of a sitting at the review queue: `node bench/review-sitting.mjs [receipts, default 60]`. A browser goes through
 * them by keyboard alone: most are good, some are bad with a note, some are taken back and judged again. Told is the time from the key of
 * a verdict until the next receipt stands there with its whole story; what is left of the 6 s a receipt is the person's, to read and to decide.
 * Half a minute.
 */
import { chromium as browserType } from "@playwright/test";

import { beat, chromium, makeRobots, openConsole, quantile } from "./lib/console.mjs";
import { report } from "./lib/report.mjs";

const count = Number(process.argv[2] ?? 60);
/** What a receipt may take of a sitting, median, ms. */
const BUDGET = 6_000;
const noteEach = 12;
const undoEach = 15;

/** As many receipts as a day leaves meet the limit of calls a minute. */
async function patiently(act) {
  for (;;) {
    try {
      return await act();
    } catch (error) {
      const wait = /"rate_limited","retryAfterMs":(\d+)/.exec(error.message)?.[1];
      if (wait === undefined) throw error;
      await new Promise((resolve) => setTimeout(resolve, Number(wait) + 250));
    }
  }
}

/** Runs of one robot, of which some had safe stops and some ended by an error. */
async function makeReceipts(site) {
  const { robotSchemaId, robots } = await makeRobots(site, 1);
  const [robot] = robots;
  const { id: deploymentId } = await site.call("mutation", "createDeployment", { name: "pick-and-place", modelId: "pi0.5", robotSchemaId });
  for (let run = 0; run < count; run++) {
    const { sessionId } = await patiently(() => site.call("mutation", "authorizeSession", { deploymentId, robotId: robot.id }));
    const safeStops = run % 9 === 4 ? 2 : 0;
    for (let n = 0; n < 3; n++) await beat(site, robot, { sessionId, steps: n * 100, appliedSteps: 0, safeStops: n === 2 ? safeStops : 0 });
    await patiently(() =>
      site.call("mutation", "reportRunSummary", {
        sessionId,
        summary: { ok: run % 7 !== 3, steps: 200, appliedSteps: 0, safeStops, errors: run % 7 === 3 ? ["gripper slipped"] : [] },
      }),
    );
    await patiently(() => site.call("mutation", "closeSession", { sessionId, reason: run % 7 === 3 ? "worker_lost" : "task_done" }));
  }
}

/** Times every verdict inside the page: from its key until a frame after the next receipt is complete. */
function watchVerdicts() {
  globalThis.benchVerdicts = [];
  const inHand = () => document.querySelector('section[aria-label^="Receipt "]');
  const isComplete = (section) => section?.querySelector('[aria-label="Modes"]') != null;
  addEventListener(
    "keydown",
    (event) => {
      if (!["1", "2", "3"].includes(event.key) || event.target instanceof HTMLTextAreaElement) return;
      const before = inHand()?.getAttribute("aria-label");
      const look = () => {
        const section = inHand();
        if (section?.getAttribute("aria-label") === before || !isComplete(section)) requestAnimationFrame(look);
        else requestAnimationFrame((now) => globalThis.benchVerdicts.push(now - event.timeStamp));
      };
      requestAnimationFrame(look);
    },
    true,
  );
}

const site = await openConsole();
const browser = await browserType.launch(chromium);
try {
  await makeReceipts(site);
  const page = await (await browser.newContext({ viewport: { width: 1440, height: 900 } })).newPage();
  // Before the page's own listener, which lets no other hear the keys of the queue.
  await page.addInitScript(watchVerdicts);
  await site.signIn(page);
  const begun = performance.now();
  // By keys from the first page on.
  await page.keyboard.press("g");
  await page.keyboard.press("q");
  await page.getByText(`0 of ${count} reviewed`).waitFor();
  await page.locator('[aria-label="Modes"]').waitFor();
  const opened = performance.now() - begun;
  const timed = async (key, before) => {
    await page.keyboard.press(key);
    await page.waitForFunction((known) => globalThis.benchVerdicts.length > known, before);
  };
  // The last one has no next, so it is judged without being timed.
  for (let at = 0, known = 0; at < count - 1; at++) {
    if (at % noteEach === noteEach - 1) {
      await page.keyboard.press("n");
      await page.keyboard.type("drops the cube at the bin");
      await page.keyboard.press("Control+Enter");
      await timed("3", known++);
    } else await timed("1", known++);
    if (at % undoEach === undoEach - 1) {
      await page.keyboard.press("u");
      await page.getByText(`${at} of ${count} reviewed`).waitFor();
      await timed("2", known++);
    }
  }
  await page.keyboard.press("1");
  await page.getByText(`${count} of ${count} reviewed`).waitFor();
  const took = await page.evaluate(() => globalThis.benchVerdicts);
  const sitting = performance.now() - begun;
  // On the server, and not only on the page.
  const { receipts } = await site.call("query", "listReceipts", { limit: count });
  const missing = receipts.filter(({ review }) => review?.verdict == null).length;
  if (missing > 0) throw new Error(`${missing} of ${count} verdicts are not on the server.`);
  const median = quantile(took, 0.5);
  report({
    section: "load",
    what: `a sitting of ${count} receipts by keyboard, opened with the first one complete`,
    value: opened,
    unit: "ms",
    goal: { most: 1_000 },
  });
  report({
    section: "load",
    what: "from the key of a verdict to the next receipt complete, median",
    value: median,
    unit: "ms",
    goal: { most: BUDGET / 10 },
    note: `${took.length} verdicts; leaves ${((BUDGET - median) / 1_000).toFixed(1)} s of ${BUDGET / 1_000} s a receipt to the person`,
  });
  report({ section: "load", what: "the same, slowest of twenty", value: quantile(took, 0.95), unit: "ms" });
  report({
    section: "load",
    what: "the whole sitting, with nobody reading",
    value: sitting / 1_000,
    unit: "s",
    note: `${(sitting / count / 1_000).toFixed(2)} s a receipt, notes and undo included`,
  });
} finally {
  await browser.close();
  await site.close();
}
