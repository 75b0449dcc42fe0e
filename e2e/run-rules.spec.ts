import { violationsOf } from "./accessibility.ts";
import { expect, openSignedIn, test } from "./fixtures.ts";
import { excessOf } from "./routes.ts";

test("an admin writes a rule about runs, stopped runs break it, and it says so with whose they are", async ({ page, organization }) => {
  const { call } = organization;
  const { id: deploymentId } = await call("mutation", "createDeployment", { name: "pick-and-place", modelId: "pi0.5" });
  const stoppedRun = async () => {
    const { sessionId } = await call("mutation", "authorizeSession", { deploymentId });
    await call("mutation", "stopSession", { sessionId });
    await call("mutation", "closeSession", { sessionId, reason: "task_done" });
  };
  await stoppedRun();
  await stoppedRun();
  await openSignedIn(page, organization.email, "/settings/rules");
  const section = page.getByRole("region", { name: "Rules about runs" });
  const editor = page.getByRole("dialog", { name: "New rule about runs" });
  const row = section.getByRole("listitem").filter({ hasText: "Stopped often" });

  await test.step("before it is saved it says what the week would have been", async () => {
    await section.getByRole("button", { name: "New rule about runs…" }).click();
    await expect(editor).toContainText("It would have opened no incident.");
    await editor.getByLabel("Name").fill("Stopped often");
    await editor.getByLabel("At least so many runs").fill("0");
    await expect(editor.getByText("Give a whole number from 1 to 50.").first()).toBeVisible();
    await editor.getByLabel("At least so many runs").fill("2");
    await expect(editor).toContainText("It would have opened 1 incident.");
    await expect(editor.getByRole("region", { name: "What it would have done" })).toContainText(/pick-and-place.*2 runs count/);
    await editor.getByLabel("lease ran out").uncheck();
    expect(await violationsOf(page, ["light", "dark", "forced"])).toEqual([]);
    expect(await excessOf(page)).toBe(0);
    await editor.getByRole("button", { name: "Save the rule" }).click();
    await expect(row).toContainText("At least 2 runs of one deployment in 1 d: software stop, fault or safe stop");
    await expect(row).toContainText("Not broken");
  });

  await test.step("with the next stopped run its incident is of the deployment, and somebody settles it", async () => {
    await stoppedRun();
    await expect(row).toContainText("Broken by 1 deployment");
    expect(await violationsOf(page, ["light", "dark", "forced"])).toEqual([]);
    await row.getByRole("link", { name: "Its open incidents" }).click();
    const incident = page.getByRole("list", { name: "Incidents" }).getByRole("listitem").filter({ hasText: "Stopped often" });
    await expect(incident).toContainText(/Moderate.*pick-and-place.*The rule: At least 2 runs of one deployment/);
    await expect(incident.getByRole("link", { name: "pick-and-place" })).toHaveAttribute("href", `/deployments/${String(deploymentId)}`);
    await expect(page.getByRole("button", { name: "Only the rule Stopped often. Show every cause" })).toBeVisible();
    expect(await violationsOf(page, ["light", "dark", "forced"])).toEqual([]);
    await page
      .getByRole("button", { name: /Notices/ })
      .first()
      .click();
    await expect(page.getByRole("link", { name: "pick-and-place breaks the rule Stopped often: 2 such runs in 24 h." })).toBeVisible();
    await page.keyboard.press("Escape");
    await incident.getByRole("button", { name: "I looked at it…" }).click();
    const asked = page.getByRole("dialog", { name: "pick-and-place: Stopped often" });
    await asked.getByRole("textbox").fill("A new gripper was tried.");
    await asked.getByRole("button", { name: "I looked at it" }).click();
    await expect(incident).toHaveCount(0);
  });

  await test.step("removed, it can be put back", async () => {
    await page.goto("/settings/rules");
    await row.getByRole("button", { name: "Remove Stopped often" }).click();
    await expect(row).toHaveCount(0);
    await page.getByRole("button", { name: "Undo" }).click();
    await expect(row).toContainText("Not broken");
  });
});
