import { violationsOf } from "./accessibility.ts";
import { choose } from "./actions.ts";
import { expect, openSignedIn, test } from "./fixtures.ts";

test("a changed copy is looked at before it is created, under an address that another person opens", async ({
  page,
  organization,
  runningRobot,
  browser,
}) => {
  const { deploymentId } = await runningRobot();
  await openSignedIn(page, organization.email, `/deployments/${deploymentId}`);
  await page.getByRole("button", { name: "Change policy…" }).click();
  await page.getByLabel("First move").fill("0.5");
  await page.getByRole("button", { name: "Save policy" }).click();
  await expect(page.getByRole("main")).toContainText("at most 0.5");

  await page.getByRole("link", { name: "Change a copy" }).click();
  const preview = page.getByRole("region", { name: "Preview" });
  const doctor = preview.getByRole("list", { name: "What the doctor would say" }).getByRole("listitem");
  await expect(doctor.filter({ hasText: "arm-1" })).toContainText("Ready");
  await expect(preview).toContainText("Its promote policy guards more than usual");
  await expect(preview).toContainText("the first move");

  await page.getByLabel("Model").fill("pi0.6");
  await page.getByRole("textbox", { name: "Spec" }).fill('{"gripper":{"force":4}}');
  const differs = preview.getByLabel("What differs");
  await expect(differs).toContainText("pi0.6");
  await expect(differs).toContainText("spec.gripper.force");
  await page.getByLabel("Runtime").fill("cloud");
  await expect(doctor.filter({ hasText: "arm-1" })).toContainText("Not ready");
  await expect(doctor.filter({ hasText: "arm-1" })).toContainText("For what the deployment alone lacks.");
  await expect(doctor.first()).toContainText("No worker serves pi0.6 for the runtime cloud.");
  await expect(page).toHaveURL(/runtime=cloud/);
  expect(await violationsOf(page)).toEqual([]);

  await test.step("a viewer opens the address, sees the same and may not create it", async () => {
    const viewer = await organization.addOperator("viewer");
    const context = await browser.newContext();
    const other = await context.newPage();
    await openSignedIn(other, viewer, page.url());
    await expect(other.getByLabel("Model")).toHaveValue("pi0.6");
    await expect(other.getByRole("region", { name: "Preview" })).toContainText("No worker serves pi0.6 for the runtime cloud.");
    await expect(other.getByRole("button", { name: "Create deployment" })).toBeDisabled();
    await context.close();
  });

  await page.getByLabel("Runtime").fill("edge");
  await expect(doctor.filter({ hasText: "arm-1" })).toContainText("Ready");
  await page.getByRole("button", { name: "Create deployment" }).click();
  await expect(page.getByRole("heading", { name: / 2$/, level: 1 })).toBeVisible();
  await expect(page.getByRole("main")).toContainText("at most 0.5");
});

test("a draft that cannot be created says why, and what was typed survives a reload", async ({ page, organization }) => {
  await openSignedIn(page, organization.email, "/deployments/new");
  const preview = page.getByRole("region", { name: "Preview" });
  await expect(preview).toContainText("With a name and a model");
  await page.getByLabel("Name").fill("pick & place");
  await page.getByLabel("Model").fill("pi0.5");
  await expect(preview.getByRole("listitem")).toContainText("The deployment names no robot schema.");
  await page.getByLabel("Runtime").fill("r".repeat(101));
  await expect(preview.getByRole("alert")).toContainText("runtime");
  await page.getByLabel("Runtime").fill("edge");
  await choose(page.getByLabel("Default mode"), "apply_actions");
  await expect(page).toHaveURL(/mode=apply_actions/);
  await page.reload();
  await expect(page.getByLabel("Name")).toHaveValue("pick & place");
  await expect(page.getByLabel("Default mode")).toHaveValue("apply_actions");
});
