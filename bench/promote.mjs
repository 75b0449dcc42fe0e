/**
 * How soon an arm obeys: `node bench/promote.mjs [robots] [rounds]`. One simulated arm in a process of its own, all other robots
 * beating at 1 Hz from another, and an operator's session page, whose buttons are pressed with the keyboard: from the press that
 * confirms a promotion to the arm's changed mode (its own word and time), and from the press of the software stop to its
 * acknowledgement on the page.
 */
import { spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { chromium as browserType } from "@playwright/test";

import { chromium, makeRobots, openConsole, quantile } from "./lib/console.mjs";
import { beatApart } from "./lib/load.mjs";
import { report } from "./lib/report.mjs";

const count = Number(process.argv[2] ?? 300);
const rounds = Number(process.argv[3] ?? 6);

/** A simulated arm; `next(text)` is the time (epoch ms, by its own clock) of the next line with `text`. */
function startArm(url, token, folder) {
  const child = spawn(process.execPath, ["scripts/robot.mjs", "--token", token, "--url", url, "--credentials", folder], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  const waiting = new Set();
  let rest = "";
  child.stdout.on("data", (chunk) => {
    const lines = (rest + chunk).split("\n");
    rest = lines.pop();
    for (const line of lines) {
      for (const each of waiting) {
        if (!line.includes(each.text)) continue;
        waiting.delete(each);
        each.done(Date.parse(line.slice(0, line.indexOf(" "))));
      }
    }
  });
  return {
    next: (text) => new Promise((done) => waiting.add({ text, done })),
    end: () => new Promise((done) => (child.exitCode === null ? (child.once("exit", done), child.kill("SIGTERM")) : done())),
  };
}

/** The page's own time (epoch ms) of the click that follows. */
const nextClick = (page) =>
  page.evaluate(() => {
    globalThis.benchClick = new Promise((done) => addEventListener("click", () => done(Date.now()), { capture: true, once: true }));
  });
const clickedAt = (page) => page.evaluate(() => globalThis.benchClick);

/** When the page's text first matches `pattern`, looked at once a frame (epoch ms). */
const seenAt = (page, pattern) =>
  page.evaluate(
    (pattern) =>
      new Promise((done) => {
        const look = () => (new RegExp(pattern).test(document.body.innerText) ? done(Date.now()) : requestAnimationFrame(look));
        look();
      }),
    pattern,
  );

const site = await openConsole();
const browser = await browserType.launch(chromium);
const folder = mkdtempSync(join(tmpdir(), "reflex-bench-arm-"));
let beats;
let arm;
try {
  const { robotSchemaId, robots } = await makeRobots(site, count - 1);
  const { id: robotId } = await site.call("mutation", "registerRobot", {
    name: "moving-arm",
    robotSchemaId,
    emergencyStopLocation: "bench",
  });
  const { token } = await site.call("mutation", "createPairingToken", { robotId });
  arm = startArm(site.url, token, folder);
  await arm.next("paired as robot");
  const { id: deploymentId } = await site.call("mutation", "createDeployment", { name: "bench", modelId: "pi0.5", robotSchemaId });
  await site.call("mutation", "runReadinessCheck", { deploymentId });
  beats = await beatApart(site, robots);
  const page = await (await browser.newContext({ viewport: { width: 1440, height: 900 } })).newPage();
  await site.signIn(page);

  const promoted = [];
  const stops = { arm: [], page: [] };
  for (let round = 0; round < rounds; round++) {
    // A session of its own each time: after a stop the same one may not be promoted again.
    const { sessionId } = await site.call("mutation", "authorizeSession", { deploymentId, robotId });
    await page.goto(`${site.url}/sessions/${sessionId}`);
    await page.getByRole("button", { name: "Promote…" }).click();
    await page.getByRole("dialog").getByText("Every condition is met.").waitFor({ timeout: 45_000 });
    const confirm = page.getByRole("dialog").getByRole("button", { name: /it will move/ });
    await confirm.press("Enter");
    await page.getByRole("dialog").getByRole("button", { name: "Press again to confirm" }).waitFor();
    const applying = arm.next("APPLYING ACTIONS");
    await nextClick(page);
    await page.getByRole("dialog").getByRole("button", { name: "Press again to confirm" }).press("Enter");
    promoted.push((await applying) - (await clickedAt(page)));
    await page.getByText("APPLYING ACTIONS").first().waitFor();
    // Anywhere between two heartbeats: always at the same moment after one would measure that moment.
    await page.waitForTimeout(500 + Math.random() * 1_000);

    const stopped = arm.next("software stop");
    await nextClick(page);
    const stop = page.getByRole("button", { name: /^Software stop/ });
    await stop.focus();
    const shown = seenAt(page, "Acknowledged by the robot(?!\\s*not yet)");
    await page.keyboard.press("Enter");
    const pressed = await clickedAt(page);
    stops.arm.push((await stopped) - pressed);
    stops.page.push((await shown) - pressed);
    const region = page.getByRole("region", { name: /^Software stop of/ });
    await region.getByRole("heading", { name: "Stopped: the robot reports no motion" }).waitFor();
    await region.getByRole("button", { name: "Put this report away" }).click();
    await site.call("mutation", "closeSession", { sessionId });
  }
  const tell = (what, values, goal) =>
    report({
      section: "pixel",
      what: `${count} robots: ${what}, median of ${rounds}`,
      value: quantile(values, 0.5),
      unit: "ms",
      goal,
      note: `the slowest ${Math.max(...values)} ms`,
    });
  tell("promote, from the press to the arm's changed mode", promoted, { most: 300 });
  tell("software stop, from the press to the arm at rest", stops.arm);
  tell("software stop, from the press to acknowledged on the page", stops.page, { most: 200 });
} finally {
  await beats?.stop();
  await arm?.end();
  await browser.close();
  await site.close();
  rmSync(folder, { recursive: true, force: true });
}
