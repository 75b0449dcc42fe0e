import { FaultyProxy } from "../chaos/proxy.ts";
import { applyingBanner, expectStopped, hold, openReadyPromote, promote, promoteButton, softwareStop, standClockStill } from "./actions.ts";
import { startConsole, type Console } from "./console.ts";
import { expect, openSignedIn, signIn, test as shared } from "./fixtures.ts";

// What becomes of a page that breaks, sleeps, is signed out or is not alone, and what a person can still do.

const applyingCount = (output: string): number => output.split("APPLYING ACTIONS").length - 1;
/** How long a tab sleeps, ms; `npm run soak` has it asleep for two minutes. */
const asleepMs = Number(process.env["ASLEEP_MS"] ?? 20_000);
const wait = (ms: number): Promise<void> => new Promise((done) => setTimeout(done, ms));

shared.describe("on one page", () => {
  shared.skip(({ isMobile }) => isMobile, "The same at every width.");

  shared(
    "the sign-in is ended elsewhere: the page is left, and nothing was promoted",
    async ({ page, browser, site, organization, runningRobot }) => {
      const robot = await runningRobot();
      await openSignedIn(page, organization.email, `/sessions/${robot.sessionId}`);
      await openReadyPromote(page);
      const elsewhere = await (await browser.newContext({ baseURL: site.url })).newPage();
      await openSignedIn(elsewhere, organization.email, "/settings/profile");
      await elsewhere.getByRole("button", { name: "Sign out everywhere else" }).click();
      await expect(elsewhere.getByText(/^Signed out 1 other browser/)).toBeVisible();
      await expect(page.getByRole("heading", { level: 1, name: "Sign in" })).toBeVisible();
      await elsewhere.context().close();
      const { sessions } = await organization.call("query", "listInferenceSessions");
      expect(sessions).toMatchObject([{ _id: robot.sessionId, mode: "dry_run" }]);
      expect(robot.process.output()).not.toContain("APPLYING");
    },
  );

  shared("the page breaks while an arm applies: the shell stands, and the stop works", async ({ page, organization, runningRobot }) => {
    const robot = await runningRobot();
    await openSignedIn(page, organization.email, `/sessions/${robot.sessionId}`);
    await promote(page);
    await robot.process.says(/APPLYING ACTIONS/);
    // The next number that the page writes throws, as a fault in its own code would.
    await page.evaluate(() => {
      Object.defineProperty(Intl.NumberFormat.prototype, "format", {
        get: () => () => {
          throw new Error("broken");
        },
      });
    });
    await expect(page.getByRole("heading", { level: 1, name: "This page broke" })).toBeVisible();
    await softwareStop(page).click();
    await robot.process.says(/software stop/);
    await expectStopped(page);
  });

  shared("a tab that slept shows the present when it wakes", async ({ page, context, organization, runningRobot }) => {
    shared.setTimeout(100_000 + asleepMs);
    const robot = await runningRobot();
    await openSignedIn(page, organization.email, `/sessions/${robot.sessionId}`);
    await promote(page);
    await robot.process.says(/APPLYING ACTIONS/);
    // What a browser does to a tab in the background: no timer, no message, no drawing.
    const browserSide = await context.newCDPSession(page);
    await browserSide.send("Page.setWebLifecycleState", { state: "frozen" });
    await organization.call("mutation", "closeSession", { sessionId: robot.sessionId, reason: "task_done" });
    await wait(asleepMs);
    await browserSide.send("Page.setWebLifecycleState", { state: "active" });
    await expect(page.getByRole("heading", { name: /^Closed/ })).toBeVisible();
    await expect(applyingBanner(page)).toBeHidden();
  });

  shared("two tabs of one operator promote once", async ({ page, context, organization, runningRobot }) => {
    const robot = await runningRobot();
    await signIn(page, organization.email);
    const second = await context.newPage();
    for (const tab of [second, page]) await tab.goto(`/sessions/${robot.sessionId}`);
    await openReadyPromote(second);
    await page.bringToFront();
    await promote(page);
    await robot.process.says(/APPLYING ACTIONS/);
    await second.bringToFront();
    await expect(promoteButton(second)).toHaveAttribute("aria-disabled", "true");
    await hold(second, promoteButton(second));
    await second.keyboard.press("Escape");
    await softwareStop(second).click();
    await expectStopped(second);
    expect(applyingCount(robot.process.output())).toBe(1);
    await page.bringToFront();
    await expect(applyingBanner(page)).toBeHidden();
  });

  shared(
    "what one operator promotes another sees and stops, and the first is told",
    async ({ page, browser, site, organization, runningRobot }) => {
      const robot = await runningRobot();
      await openSignedIn(page, organization.email, `/sessions/${robot.sessionId}`);
      const other = await (await browser.newContext({ baseURL: site.url })).newPage();
      await openSignedIn(other, await organization.addOperator("operator"), `/sessions/${robot.sessionId}`);
      await promote(page);
      await expect(applyingBanner(other)).toBeVisible();
      await softwareStop(other).click();
      await robot.process.says(/software stop/);
      await expectStopped(other);
      await expect(applyingBanner(page)).toBeHidden();
      await expect(page.getByRole("list", { name: "Timeline" }).or(page.getByRole("region", { name: "Timeline" }))).toContainText(
        "Olga (operator)",
      );
      await other.context().close();
    },
  );
});

shared(
  "a phone that was locked, and comes back without a network, promotes nothing",
  async ({ page, context, site, organization, runningRobot, isMobile }) => {
    shared.skip(!isMobile, "A phone's own case.");
    const way = await FaultyProxy.open(Number(new URL(site.url).port));
    const robot = await runningRobot();
    await openSignedIn(page, organization.email, `${way.url}/sessions/${robot.sessionId}`);
    await openReadyPromote(page);
    const browserSide = await context.newCDPSession(page);
    await browserSide.send("Page.setWebLifecycleState", { state: "frozen" });
    way.set({ kind: "blackHole", direction: "both" });
    await wait(10_000);
    await browserSide.send("Page.setWebLifecycleState", { state: "active" });
    await expect(page.getByRole("dialog")).toContainText("No connection to the server: nothing can be promoted");
    await hold(page, promoteButton(page));
    way.set({ kind: "clear" });
    await page.keyboard.press("Escape");
    await expect(page.getByRole("banner").getByText("Live", { exact: true })).toBeVisible({ timeout: 45_000 });
    expect(robot.process.output()).not.toContain("APPLYING");
    await way.close();
  },
);

// A host of its own, since it is killed.
const alone = shared.extend<object, { site: Console }>({
  site: [
    async ({}, use) => {
      const site = await startConsole();
      await use(site);
      await site.close();
    },
    { scope: "worker", timeout: 90_000 },
  ],
});

alone(
  "the host is killed while an arm applies: the arm goes back to the dry run by itself, and the page says within three seconds what it does not know",
  async ({ page, site, organization, runningRobot, isMobile }) => {
    alone.skip(isMobile, "The same at every width.");
    const robot = await runningRobot();
    const mode = page.getByRole("status", { name: "Mode" });
    await page.clock.install();
    await openSignedIn(page, organization.email, `/sessions/${robot.sessionId}`);
    await promote(page);
    await robot.process.says(/APPLYING ACTIONS/);
    await expect(mode).not.toContainText("Last known");
    await standClockStill(page);
    await site.kill();
    await page.clock.runFor(3_000);
    await expect(page.getByRole("alert").filter({ hasText: "Nothing can be promoted" })).toBeVisible();
    await expect(mode).toContainText(/APPLYING ACTIONS.*Last known/);
    await expect(page.getByRole("banner").getByText("Live", { exact: true })).toBeHidden();
    await page.clock.resume();
    await robot.process.says(/back to dry run \(lease_lapsed\)/);
    await site.revive();
    await expect(page.getByRole("banner").getByText("Live", { exact: true })).toBeVisible({ timeout: 45_000 });
    await expect(applyingBanner(page)).toBeHidden();
    expect(applyingCount(robot.process.output())).toBe(1);
  },
);
