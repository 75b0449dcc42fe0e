import type { Page } from "@playwright/test";

import { FaultyProxy } from "../chaos/proxy.ts";
import {
  applyingBanner,
  expectStopped,
  hold,
  openReadyPromote,
  promote,
  promoteButton,
  softwareStop,
  standClockStill,
  stopReport,
} from "./actions.ts";
import { cuttableSocket, heldSocket } from "./cut-socket.ts";
import { expect, openSignedIn, test, type Organization, type RunningRobot } from "./fixtures.ts";

// What the page claims about an arm while its way to the server fails, and what a person can still do. The ways of the robot stay whole.

test.skip(({ isMobile }) => isMobile, "How the network fails is the same at every width.");

const lost = (page: Page) => page.getByRole("alert").filter({ hasText: "Nothing can be promoted" });
const live = (page: Page) => page.getByRole("banner").getByText("Live", { exact: true });
const place = "red button, bench 1";

/** The page reaches the host over a way of its own. */
async function openOver(page: Page, base: string, organization: Organization, robot: RunningRobot): Promise<void> {
  await openSignedIn(page, organization.email, `${base}/sessions/${robot.sessionId}`);
  await expect(page.getByRole("heading", { name: `Session on ${robot.name}` })).toBeVisible();
}

const wayTo = (url: string) => FaultyProxy.open(Number(new URL(url).port));

/** The open sheet says that nothing can be promoted, and a finger that stays on the button changes nothing; then it is put away. */
async function expectSheetRefuses(page: Page): Promise<void> {
  await expect(page.getByRole("dialog")).toContainText("No connection to the server: nothing can be promoted");
  await expect(promoteButton(page)).toHaveAttribute("aria-disabled", "true");
  await hold(page, promoteButton(page));
  await page.keyboard.press("Escape");
  await expect(page.getByRole("dialog")).toBeHidden();
}

/** Nobody promoted, then or later. */
async function expectNeverPromoted(organization: Organization, robot: RunningRobot): Promise<void> {
  const { sessions } = await organization.call("query", "listInferenceSessions");
  expect(sessions).toMatchObject([{ _id: robot.sessionId, mode: "dry_run" }]);
  expect(robot.process.output()).not.toContain("APPLYING");
}

test("the socket is cut: old is shown as old, nothing can be promoted, and the stop works without it", async ({
  page,
  site,
  organization,
  runningRobot,
}) => {
  const socket = await cuttableSocket(page);
  const robot = await runningRobot();
  await openOver(page, site.url, organization, robot);
  await openReadyPromote(page);
  await socket.cut();
  await expectSheetRefuses(page);
  await expect(lost(page)).toBeVisible();
  await expectNeverPromoted(organization, robot);

  await softwareStop(page).click();
  await robot.process.says(/software stop/);
  await expectStopped(page);
});

test("what was held up makes nothing live before all of it has arrived", async ({ page, site, organization, runningRobot }) => {
  const socket = await heldSocket(page);
  const robot = await runningRobot();
  await openOver(page, site.url, organization, robot);
  const mode = page.getByRole("status", { name: "Mode" });
  await expect(mode).toContainText("Dry run");
  socket.hold();
  await expect(lost(page)).toBeVisible();
  await organization.call("mutation", "closeSession", { sessionId: robot.sessionId, reason: "task_done" });
  // The oldest of what waits: it says nothing of the close.
  for (let second = 0; second < 2; second += 1) {
    socket.letThrough(1);
    // That nothing happens takes time: the page looks twice a second. Then at once: silence alone would make it old again.
    await page.waitForTimeout(1_000);
    expect(await mode.textContent()).toMatch(/Last known.*Dry run|Dry run.*Last known/);
  }
  socket.letThrough(Infinity);
  await expect(mode).toContainText("Closed");
  await expect(live(page)).toBeVisible();
  await robot.process.stop();
});

test("requests are cut and the socket is not: a promote says that nothing is known, a stop that it is not confirmed", async ({
  page,
  site,
  organization,
  runningRobot,
}) => {
  const robot = await runningRobot();
  await openOver(page, site.url, organization, robot);
  await openReadyPromote(page);
  await page.route(
    (url) => /^\/(api|http)\//.test(url.pathname),
    (route) => route.abort("connectionreset"),
  );
  await hold(page, promoteButton(page));
  await expect(page.getByRole("dialog").getByRole("alert")).toContainText("cannot be reached");
  await page.keyboard.press("Escape");
  await expect(applyingBanner(page)).toBeHidden();
  await expectNeverPromoted(organization, robot);

  await softwareStop(page).click();
  await expect(stopReport(page).getByRole("heading", { name: "NOT CONFIRMED" })).toBeVisible();
  await expect(stopReport(page)).toContainText(place);
  await page.unrouteAll();
  // The stop was never given up: it arrives with the first request that gets through.
  await robot.process.says(/software stop/);
  await expectStopped(page);
});

test("everything is cut while an arm applies: the page does not call it live, the stop is not confirmed, and arrives when the way is back", async ({
  page,
  site,
  organization,
  runningRobot,
}) => {
  const way = await wayTo(site.url);
  const robot = await runningRobot();
  await openOver(page, way.url, organization, robot);
  await promote(page);
  await robot.process.says(/APPLYING ACTIONS/);
  way.set({ kind: "cut" });
  await expect(lost(page)).toBeVisible();
  await expect(live(page)).toBeHidden();
  // What may be moving is never hidden, old or not.
  await expect(applyingBanner(page)).toBeVisible();
  await softwareStop(page).click();
  await expect(stopReport(page).getByRole("heading", { name: "NOT CONFIRMED" })).toBeVisible();
  await expect(stopReport(page)).toContainText(place);
  expect(robot.process.output()).not.toContain("software stop");
  // Nobody else would go on asking: leaving the page takes a second thought.
  const question = page.waitForEvent("dialog");
  await page.evaluate(() => setTimeout(() => location.reload()));
  expect((await question).type()).toBe("beforeunload");
  await (await question).dismiss();
  way.set({ kind: "clear" });
  await robot.process.says(/software stop/);
  await expectStopped(page);
  await expect(live(page)).toBeVisible();
  await expect(applyingBanner(page)).toBeHidden();
  await way.close();
});

test("the way goes silent without an end: the page finds out by itself, within three seconds", async ({
  page,
  site,
  organization,
  runningRobot,
}) => {
  const way = await wayTo(site.url);
  const robot = await runningRobot();
  await page.clock.install();
  await openOver(page, way.url, organization, robot);
  await openReadyPromote(page);
  await standClockStill(page);
  way.set({ kind: "blackHole", direction: "both" });
  await page.clock.runFor(3_000);
  await expect(page.getByRole("dialog")).toContainText("No connection to the server: nothing can be promoted");
  await page.clock.resume();
  await expectSheetRefuses(page);
  await expect(lost(page)).toBeVisible();
  way.set({ kind: "clear" });
  await expect(live(page)).toBeVisible({ timeout: 45_000 });
  await expectNeverPromoted(organization, robot);
  await way.close();
});

test("the host answers five seconds late: a promote is given up and moves nothing later, a stop is not confirmed", async ({
  page,
  site,
  organization,
  runningRobot,
}) => {
  const way = await wayTo(site.url);
  const robot = await runningRobot();
  await openOver(page, way.url, organization, robot);
  await openReadyPromote(page);
  way.set({ kind: "delay", ms: 5_000 });
  await hold(page, promoteButton(page));
  await page.keyboard.press("Escape");
  await softwareStop(page).click();
  await expect(stopReport(page).getByRole("heading", { name: "NOT CONFIRMED" })).toBeVisible();
  await expect(stopReport(page)).toContainText(place);
  // The stop arrives late, and the promote, if it was sent at all, not after it.
  await robot.process.says(/software stop/);
  way.set({ kind: "clear" });
  await expectStopped(page);
  await expectNeverPromoted(organization, robot);
  await way.close();
});

test("the socket alone goes silent without an end: the page does not take answers to requests for a live connection, and opens another", async ({
  page,
  site,
  organization,
  runningRobot,
}) => {
  // As a router does that has forgotten one connection of many: both ends believe in it, and nothing gets through.
  let isForgotten = false;
  await page.routeWebSocket(/\/sync$/, (socket) => {
    const host = socket.connectToServer();
    if (isForgotten) return;
    socket.onMessage((message) => isForgotten || host.send(message));
    host.onMessage((message) => isForgotten || socket.send(message));
  });
  const robot = await runningRobot();
  await openOver(page, site.url, organization, robot);
  await openReadyPromote(page);
  isForgotten = true;
  await expect(page.getByRole("dialog")).toContainText("No connection to the server: nothing can be promoted");
  await expectSheetRefuses(page);
  await expect(lost(page)).toBeVisible();
  await expect(live(page)).toBeVisible({ timeout: 45_000 });
  await expectNeverPromoted(organization, robot);
});
