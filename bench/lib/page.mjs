/** What a page costs and how soon it shows something: frames, tasks, processor time, memory, and the way from a heartbeat to a pixel. */

/** Long tasks (over 50 ms by their definition) since `read()` was last called. Call before the page is opened. */
export async function watchTasks(page) {
  await page.addInitScript(() => {
    globalThis.benchTasks = [];
    new PerformanceObserver((list) => globalThis.benchTasks.push(...list.getEntries().map(({ duration }) => duration))).observe({
      type: "longtask",
      buffered: true,
    });
  });
  return () => page.evaluate(() => globalThis.benchTasks.splice(0));
}

/**
 * Processor time: `read()` gives seconds so far of all renderer processes (every thread: script, style, raster) and of the page's
 * main thread alone, with the moment of reading.
 */
export async function watchProcessor(page) {
  const whole = await page.context().browser().newBrowserCDPSession();
  const own = await page.context().newCDPSession(page);
  // Processor time, not time on the wall: what else the machine does then weighs little.
  await own.send("Performance.enable", { timeDomain: "threadTicks" });
  return async () => {
    const [{ processInfo }, { metrics }] = await Promise.all([whole.send("SystemInfo.getProcessInfo"), own.send("Performance.getMetrics")]);
    const metric = (name) => metrics.find((each) => each.name === name)?.value ?? Number.NaN;
    const renderer = processInfo.filter(({ type }) => type === "renderer").reduce((sum, { cpuTime }) => sum + cpuTime, 0);
    return {
      at: performance.now() / 1_000,
      renderer,
      main: metric("TaskDuration"),
      script: metric("ScriptDuration"),
      style: metric("RecalcStyleDuration"),
      layout: metric("LayoutDuration"),
    };
  };
}

/** Shares of a core between two readings of `watchProcessor`. */
export function shares(before, after) {
  const share = (key) => (after[key] - before[key]) / (after.at - before.at);
  return { renderer: share("renderer"), main: share("main"), script: share("script"), style: share("style"), layout: share("layout") };
}

/** Counts animation frames for `ms`; with `isScrolling` the page moves 20 px at each. */
export const countFrames = (page, ms, isScrolling) =>
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

/** How far the page's clock is from this process's, ms: the quickest of some tries. */
async function clockOffset(page) {
  let best = { took: Number.POSITIVE_INFINITY, offset: 0 };
  for (let index = 0; index < 20; index++) {
    const sent = performance.timeOrigin + performance.now();
    const there = await page.evaluate(() => performance.timeOrigin + performance.now());
    const took = performance.timeOrigin + performance.now() - sent;
    if (took < best.took) best = { took, offset: there - (sent + took / 2) };
  }
  return best.offset;
}

/**
 * Notes when a text of the form "1234 ms", which no robot but a probe sends, stands on the page: the beginning of the frame after the
 * one that painted it. `shown(text)` gives that moment on this process's clock, or undefined.
 */
export async function watchPixels(page) {
  const offset = await clockOffset(page);
  await page.evaluate(() => {
    globalThis.benchPixels = {};
    const frameAfter = (then) => requestAnimationFrame(() => requestAnimationFrame(then));
    const note = (written) => {
      // Whatever separates thousands in the page's language.
      const text = written.replaceAll(/(?<=\d)[,.](?=\d{3})/g, "");
      if (/^\d{4,} ms$/.test(text)) frameAfter(() => (globalThis.benchPixels[text] ??= performance.timeOrigin + performance.now()));
    };
    globalThis.benchObserver?.disconnect();
    globalThis.benchObserver = new MutationObserver((records) => {
      for (const { type, target, addedNodes } of records) {
        if (type === "characterData") note(target.data);
        else for (const node of addedNodes) note(node.textContent);
      }
    });
    globalThis.benchObserver.observe(document.querySelector("main"), { characterData: true, childList: true, subtree: true });
  });
  return {
    async all() {
      const seen = await page.evaluate(() => globalThis.benchPixels);
      return new Map(Object.entries(seen).map(([text, at]) => [text, at - offset]));
    },
  };
}

/** The floor: from a text that a script of the page itself changes to the beginning of the frame after the one that painted it, ms. */
export const bareTextToPixel = (page, times = 40) =>
  page.evaluate(async (times) => {
    const node = document.createTextNode("0");
    document.querySelector("main").append(node);
    const took = [];
    for (let index = 1; index <= times; index++) {
      await new Promise((done) => setTimeout(done, 30 + Math.random() * 40));
      const started = performance.now();
      node.data = String(index);
      await new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)));
      took.push(performance.now() - started);
    }
    node.remove();
    return took;
  }, times);
