import {
  applyingBanner,
  expectStopped,
  hold,
  openReadyPromote,
  promote,
  promoteButton,
  shortPress,
  softwareStop,
  stopReport,
} from "./actions.ts";
import { expect, openSignedIn, test } from "./fixtures.ts";

test("an operator promotes by holding, the robot applies, and a software stop shows its four facts", async ({
  page,
  organization,
  runningRobot,
}) => {
  const robot = await runningRobot();
  await openSignedIn(page, organization.email, `/sessions/${robot.sessionId}`);
  await expect(page.getByRole("heading", { name: `Session on ${robot.name}` })).toBeVisible();
  await page.context().grantPermissions(["clipboard-read", "clipboard-write"]);
  await page.getByRole("button", { name: "Copy the session’s id" }).click();
  await expect.poll(() => page.evaluate(() => navigator.clipboard.readText())).toBe(robot.sessionId);
  await page.getByRole("button", { name: "Promote…" }).click();
  const sinceLastGood = page.getByRole("region", { name: "Since the last good run" });
  await expect(sinceLastGood).toContainText("This robot has no receipts yet");
  const moves = page.getByRole("region", { name: "What will move" });
  await expect(moves).toContainText(/First moveup to [+−]?[\d.]+ \(\w+\)/);
  await expect(moves.getByRole("listitem").filter({ hasText: "elbow_flex" })).toContainText(/first move [+−]?[\d.]+/);
  await page.keyboard.press("Escape");
  await promote(page);
  await robot.process.says(/APPLYING ACTIONS/);

  await softwareStop(page).click();
  await robot.process.says(/software stop/);
  await expectStopped(page);
  await expect(applyingBanner(page)).toBeHidden();

  await page.keyboard.press("m");
  await expect(page.getByText("Marked. The moment stands in the timeline")).toBeVisible();
  await expect(page.getByRole("list", { name: "Timeline" }).getByText("Marked", { exact: true })).toBeVisible();

  // The next run of this robot is compared with this one, once somebody has judged it good.
  const { call } = organization;
  await call("mutation", "closeSession", { sessionId: robot.sessionId });
  const { sessionId } = await call("mutation", "authorizeSession", { deploymentId: robot.deploymentId, robotId: robot.robotId });
  await page.goto(`/sessions/${String(sessionId)}`);
  await page.getByRole("button", { name: "Promote…" }).click();
  await expect(sinceLastGood).toContainText("The one receipt of this robot is not of a run that moved it and was judged good.");
  await page.goto("/receipts/review");
  await expect(page.getByText("0 of 1 reviewed")).toBeVisible();
  await expect(page.getByText(/marked while it ran/i).first()).toBeVisible();
  await page.keyboard.press("1");
  await expect(page.getByText("1 of 1 reviewed")).toBeVisible();
  await page.goto(`/sessions/${String(sessionId)}`);
  await page.getByRole("button", { name: "Promote…" }).click();
  await expect(sinceLastGood).toContainText("Set up the same.Compared with receipt #1");
});

test("a short press promotes nothing", async ({ page, organization, runningRobot }) => {
  const robot = await runningRobot();
  await openSignedIn(page, organization.email, `/sessions/${robot.sessionId}`);
  await openReadyPromote(page);
  await shortPress(promoteButton(page), 400);
  await shortPress(promoteButton(page), 50);
  await expect(promoteButton(page)).toBeVisible();
  const { sessions } = await organization.call("query", "listInferenceSessions");
  expect(sessions).toMatchObject([{ _id: robot.sessionId, mode: "dry_run" }]);
  expect(robot.process.output()).not.toContain("APPLYING");
});

test("a promote pressed without a network does nothing, then or later", async ({ page, context, organization, runningRobot }) => {
  const robot = await runningRobot();
  await openSignedIn(page, organization.email, `/sessions/${robot.sessionId}`);
  await openReadyPromote(page);

  await context.setOffline(true);
  await hold(page, promoteButton(page));
  await expect(applyingBanner(page)).toBeHidden();
  await context.setOffline(false);

  // The page is live again when it shows what happened after the cut.
  await organization.call("mutation", "closeSession", { sessionId: robot.sessionId, reason: "task_done" });
  await expect(page.getByRole("heading", { name: /^Closed/ })).toBeVisible({ timeout: 45_000 });
  expect(robot.process.output()).not.toContain("APPLYING");
  const { receipts } = await organization.call("query", "listReceipts");
  expect(receipts).toMatchObject([{ sessionId: robot.sessionId, appliedSteps: 0 }]);
});

test("a robot that ignores the stop is NOT CONFIRMED, and the page says where the hardware emergency stop is", async ({
  page,
  organization,
  runningRobot,
  isMobile,
}) => {
  test.skip(isMobile, "What the robot does is the same at every width.");
  const robot = await runningRobot(["--ignore-stop"]);
  await openSignedIn(page, organization.email, `/sessions/${robot.sessionId}`);
  await promote(page);
  await robot.process.says(/APPLYING ACTIONS/);
  await softwareStop(page).click();
  await expect(stopReport(page).getByRole("heading", { name: "NOT CONFIRMED" })).toBeVisible({ timeout: 5_000 });
  await expect(stopReport(page)).toContainText("red button, bench 1");
  await expect(stopReport(page).getByRole("listitem").filter({ hasText: "Acknowledged by the robot" })).toContainText("not yet");
});

test("a robot that falls silent while it applies goes back to the dry run by itself, and the page says so", async ({
  page,
  organization,
  runningRobot,
  isMobile,
}) => {
  test.skip(isMobile, "What the robot does is the same at every width.");
  const robot = await runningRobot(["--silent-after", "3"]);
  await openSignedIn(page, organization.email, `/sessions/${robot.sessionId}`);
  await promote(page);
  await robot.process.says(/back to dry run \(lease_lapsed\)/, 60_000);
  await expect(applyingBanner(page)).toBeHidden({ timeout: 30_000 });
});

test("a viewer may stop but not promote", async ({ page, organization, runningRobot }) => {
  const robot = await runningRobot();
  await openSignedIn(page, await organization.addOperator("viewer"), `/sessions/${robot.sessionId}`);
  await expect(page.getByRole("button", { name: "Promote…" })).toHaveAttribute("aria-disabled", "true");
  await softwareStop(page).click();
  await robot.process.says(/software stop/);
});
