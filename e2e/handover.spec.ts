import { violationsOf } from "./accessibility.ts";
import { expect, signIn, test } from "./fixtures.ts";
import { excessOf } from "./routes.ts";

test("a shift is handed over on one page: what runs, what went wrong, a note, and who took it", async ({
  page,
  browser,
  site,
  organization,
  runningRobot,
  isMobile,
}) => {
  const { call } = organization;
  const arm = await runningRobot();
  const { sessionId } = await call("mutation", "authorizeSession", { deploymentId: arm.deploymentId });
  await call("mutation", "closeSession", { sessionId, reason: "torque limit" });
  await signIn(page, organization.email);
  await page.goto("/sessions");
  await page.getByRole("link", { name: "Handover of a shift" }).click();
  const part = (name: string) => page.getByRole("region", { name, exact: true });
  await expect(part("Open sessions").getByRole("listitem")).toHaveText(
    /arm-1.*dry_run.*pick-and-place, authorized by e2e; in this mode for /,
  );
  await expect(part("Robots that need a look")).toContainText("None: every robot reports, and well.");
  await expect(part("Stopped, faulted or ended unasked").getByRole("listitem")).toHaveText(/#1 no robot.*Torque limit/);
  await expect(part("Stopped, faulted or ended unasked")).toContainText("1 receipt since then waits for your review");
  await expect(part("Notes")).toContainText("No shift was handed over yet.");
  expect(await violationsOf(page)).toEqual([]);

  await test.step("the leaver writes, and cannot take it themselves", async () => {
    await expect(page.getByRole("button", { name: "Hand over" })).toHaveAttribute("aria-disabled", "true");
    await page.getByLabel("For the next shift").fill("The gripper slips on wet glass.\nA new one is ordered.");
    await page.getByRole("button", { name: "Hand over" }).click();
    await expect(part("Notes").getByText("The gripper slips on wet glass.")).toBeVisible();
    await expect(part("Notes").getByRole("button", { name: "I read it and take over" })).toHaveAttribute("aria-disabled", "true");
    // What was before the handover is behind it.
    await expect(part("Stopped, faulted or ended unasked")).toContainText("None since then.");
    await page.getByText("8 h", { exact: true }).click();
    await expect(page).toHaveURL(/\/handover\?since=8$/);
    await expect(part("Stopped, faulted or ended unasked").getByRole("listitem")).toHaveCount(1);
    for (const width of isMobile ? [360] : [768, 1440]) {
      await page.setViewportSize({ width, height: 900 });
      expect([width, await excessOf(page)]).toEqual([width, 0]);
      expect(await violationsOf(page)).toEqual([]);
    }
  });

  await test.step("the taker takes it, and the leaver sees that without a reload", async () => {
    const context = await browser.newContext({ baseURL: site.url });
    const theirs = await context.newPage();
    await signIn(theirs, await organization.addOperator("operator"));
    await theirs.goto("/handover");
    await theirs.getByRole("button", { name: "I read it and take over" }).click();
    await expect(part("Notes").getByText("Taken over by Olga (operator)")).toBeVisible();
    await context.close();
    await page.goto("/audit");
    await expect(page.getByRole("cell", { name: "Handover: take" })).toBeVisible();
  });

  await test.step("on paper there are the facts and the note, and nothing to press", async () => {
    await page.goto("/handover?since=8");
    await expect(part("Stopped, faulted or ended unasked").getByRole("listitem")).toHaveCount(1);
    await page.emulateMedia({ media: "print" });
    await expect(part("Notes").getByText("A new one is ordered.")).toBeVisible();
    await expect(page.getByRole("button")).toHaveCount(0);
    await expect(page.getByRole("form", { name: "Hand over" })).toBeHidden();
  });
});
