import { kill } from "node:process";
import type { Browser, Page } from "@playwright/test";
import { applyingBanner, expectStopped, openReadyPromote, promote, promoteButton, softwareStop } from "./actions.ts";
import { expect, signIn, test as base } from "./fixtures.ts";

// The process of a page is killed, as a system without memory does it: no code of the page runs any more, not even its last.

const applyingCount = (output: string): number => output.split("APPLYING ACTIONS").length - 1;
/** As long as a permission to promote is good, and a heartbeat more, ms. */
const intentLifeMs = 11_000;

/** A browser of its own, since every page in it is killed. */
const test = base.extend<{ own: Browser; killed: (page: Page) => Promise<void> }>({
  own: async ({ playwright, launchOptions }, use) => {
    const own = await playwright.chromium.launch(launchOptions);
    await use(own);
    await own.close();
  },
  killed: async ({ own }, use) => {
    await use(async (page) => {
      const gone = page.waitForEvent("crash");
      const browserSide = await own.newBrowserCDPSession();
      const { processInfo } = await browserSide.send("SystemInfo.getProcessInfo");
      const pages = processInfo.filter(({ type }) => type === "renderer");
      expect(pages.length).toBeGreaterThan(0);
      for (const { id } of pages) kill(id, "SIGKILL");
      await gone;
    });
  },
});

test.skip(({ isMobile }) => isMobile, "The same at every width.");

test("a page killed while an arm applies ends nothing and begins nothing: opened again it shows what is, and stops it", async ({
  own,
  killed,
  site,
  organization,
  runningRobot,
}) => {
  const context = await own.newContext({ baseURL: site.url, serviceWorkers: "block" });
  const page = await context.newPage();
  const robot = await runningRobot();
  await signIn(page, organization.email);
  await page.goto(`/sessions/${robot.sessionId}`);
  await promote(page);
  await robot.process.says(/APPLYING ACTIONS/);
  await killed(page);
  const { sessions } = await organization.call("query", "listInferenceSessions");
  expect(sessions).toMatchObject([{ _id: robot.sessionId, mode: "apply_actions" }]);

  const again = await context.newPage();
  await again.goto(`/sessions/${robot.sessionId}`);
  await expect(applyingBanner(again)).toBeVisible();
  await softwareStop(again).click();
  await robot.process.says(/software stop/);
  await expectStopped(again);
  expect(applyingCount(robot.process.output())).toBe(1);
});

test("a page killed in the middle of a hold promotes nothing, then or later", async ({ own, killed, site, organization, runningRobot }) => {
  const context = await own.newContext({ baseURL: site.url, serviceWorkers: "block" });
  const page = await context.newPage();
  const robot = await runningRobot();
  await signIn(page, organization.email);
  await page.goto(`/sessions/${robot.sessionId}`);
  await openReadyPromote(page);
  await promoteButton(page).hover();
  await page.mouse.down();
  await new Promise((done) => setTimeout(done, 300));
  await killed(page);
  await new Promise((done) => setTimeout(done, intentLifeMs));
  const { sessions } = await organization.call("query", "listInferenceSessions");
  expect(sessions).toMatchObject([{ _id: robot.sessionId, mode: "dry_run" }]);
  expect(applyingCount(robot.process.output())).toBe(0);
});
