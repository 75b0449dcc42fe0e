import { violationsOf } from "./accessibility.ts";
import { applyingBanner, hold, openReadyPromote, promoteButton } from "./actions.ts";
import { expect, openSignedIn, test } from "./fixtures.ts";

test("a policy asks for a trial; it ends by itself, and then any number of actions may be chosen", async ({
  page,
  organization,
  runningRobot,
}) => {
  const robot = await runningRobot();
  await openSignedIn(page, organization.email, `/deployments/${robot.deploymentId}`);
  await page.getByRole("button", { name: "Change policy…" }).click();
  const policy = page.getByRole("dialog", { name: /Promote policy of/ });
  await policy.getByLabel("Trial first, actions (optional)").fill("1.5");
  await expect(policy.getByText("A whole number from 1 to 10,000, or empty for no trial.")).toBeVisible();
  await policy.getByLabel("Trial first, actions (optional)").fill("150");
  await policy.getByRole("button", { name: "Save policy" }).click();
  await expect(page.getByRole("region", { name: "Promote policy" })).toContainText("Trial firstof 150 actions");
  // What was laid down dissolves what the doctor said of it: it is asked again by the promote itself.
  await page.goto(`/sessions/${robot.sessionId}`);
  await openReadyPromote(page);
  const actions = page.getByRole("region", { name: "Actions" });
  await expect(actions).toContainText("asks for a trial of 150 actions first");
  await expect(actions.getByRole("radio")).toHaveCount(3);
  await expect(actions.getByRole("radio", { name: "150" })).toBeChecked();
  await expect(promoteButton(page)).toContainText("150 actions");
  expect(await violationsOf(page)).toEqual([]);
  await hold(page, promoteButton(page));

  const limits = page.getByRole("region", { name: "Limits" });
  await expect(limits.getByRole("meter", { name: "Actions left" })).toBeVisible();
  await expect(limits).toContainText(/\d+ of 150/);
  await robot.process.says(/back to dry run \(actions_ended\)/);
  await expect(applyingBanner(page)).toBeHidden();
  await expect(page.getByRole("list", { name: "Timeline" })).toContainText("Actions ended");
  await page.getByText("Evidence it was decided on").click();
  await expect(page.getByRole("list", { name: "Timeline" })).toContainText("Bound to 150 actions.");
  // To the action: what the arm itself counted.
  await expect(page.getByRole("region", { name: "Live facts" }).getByText("150", { exact: true })).toBeVisible();
  await openReadyPromote(page);
  await expect(actions).toContainText("A trial of 150 actions went well.");
  await expect(actions.getByRole("radio", { name: "Any number" })).toBeChecked();
  await actions.getByRole("radio", { name: "25" }).focus();
  await page.keyboard.press("Space");
  await expect(promoteButton(page)).toContainText("25 actions");
});

test("who asks a second operator for a trial promotes with no more actions than were approved", async ({
  page,
  browser,
  organization,
  runningRobot,
}) => {
  const robot = await runningRobot();
  await openSignedIn(page, organization.email, `/deployments/${robot.deploymentId}?open=policy`);
  await page.getByRole("checkbox", { name: "A second operator must approve each promote" }).check();
  await page.getByRole("button", { name: "Save policy" }).click();
  await expect(page.getByText("must approve each promote", { exact: true })).toBeVisible();
  await page.goto(`/sessions/${robot.sessionId}`);
  const panel = page.getByRole("region", { name: "Approval" });
  await expect(panel.getByRole("radio", { name: "Any number" })).toBeChecked();
  await panel.getByText("100", { exact: true }).click();
  await panel.getByRole("button", { name: "Ask for approval" }).click();
  await expect(panel).toContainText("For at most 100 actions.");

  const email = await organization.addOperator("operator");
  const context = await browser.newContext();
  const other = await context.newPage();
  await openSignedIn(other, email, `/sessions/${robot.sessionId}`);
  const asked = other.getByRole("region", { name: "Approval" });
  await expect(asked).toContainText("For at most 100 actions.");
  expect(await violationsOf(other)).toEqual([]);
  await asked.getByRole("button", { name: "Approve what stands above" }).click();
  await expect(panel).toContainText("approved it.");
  await context.close();

  await openReadyPromote(page);
  const actions = page.getByRole("region", { name: "Actions" });
  await expect(actions).toContainText("A second operator approved at most 100 actions.");
  await expect(actions.getByRole("radio")).toHaveCount(2);
  await expect(actions.getByRole("radio", { name: "100" })).toBeChecked();
  await expect(promoteButton(page)).toContainText("100 actions");
  await hold(page, promoteButton(page));
  await robot.process.says(/back to dry run \(actions_ended\)/);
  await page.getByRole("list", { name: "Timeline" }).getByText("Evidence it was decided on").first().click();
  await expect(page.getByRole("list", { name: "Timeline" })).toContainText("Bound to 100 actions.");
});
