import { violationsOf } from "./accessibility.ts";
import { expect, signIn, test } from "./fixtures.ts";

test.skip(({ isMobile }) => isMobile, "The same at every width; e2e/pages.spec.ts measures the pages.");

test("a run's raw data is kept by one press and let go by another, and pages say until when it is there", async ({ page, organization, runningRobot }) => {
  const { sessionId, process } = await runningRobot();
  await signIn(page, organization.email);

  await test.step("an admin shortens what is kept, after a warning, and the log has it", async () => {
    await page.goto("/settings/data");
    const days = page.getByLabel("Single heartbeats of a kept run, days");
    await days.fill("400");
    await expect(page.getByText("A whole number from 1 to 365.")).toBeVisible();
    await days.fill("7");
    await expect(page.getByText("What is older goes within minutes of saving, for good.")).toBeVisible();
    expect(await violationsOf(page)).toEqual([]);
    await page.getByRole("button", { name: "Save and delete what is older" }).click();
    await expect(page.getByText("Nothing has changed.")).toBeAttached();
    await page.goto("/audit");
    await expect(page.getByText("organization.setRetention").or(page.getByText(/raw data/i)).first()).toBeVisible();
  });

  await test.step("the session says until when, keeps, and lets go", async () => {
    await page.goto(`/sessions/${sessionId}`);
    const raw = page.getByRole("region", { name: "Raw data" });
    await expect(raw).toContainText("Each single heartbeat of this run goes after 15 minutes. Means of minutes stay 24 hours after it ends.");
    await raw.getByRole("button", { name: "Keep them for 7 days" }).click();
    await expect(raw).toContainText("Its single heartbeats are kept, until 7 days after it ends.");
    await organization.call("mutation", "closeSession", { sessionId, reason: "task_done" });
    await process.stop();
    await expect(raw).toContainText(/^Raw data until .+ \(single heartbeats, kept\)\..* Means of minutes until/);
    await raw.getByRole("button", { name: "Do not keep them" }).click();
    await expect(raw).toContainText("kept no longer");
    await raw.getByRole("button", { name: "Keep them after all" }).click();
    await expect(raw).toContainText("(single heartbeats, kept)");
  });

  await test.step("the receipt says the same, and the robot until when its heartbeats are there", async () => {
    await page.getByRole("link", { name: "Open the receipt" }).click();
    await expect(page.getByRole("region", { name: "Course of the run" })).toContainText("(single heartbeats, kept)");
    await page.getByRole("link", { name: "arm-1" }).first().click();
    await expect(page.getByText(/Single heartbeats until .+; means of minutes until/)).toBeVisible();
  });
});
