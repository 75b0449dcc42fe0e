import { readFileSync } from "node:fs";
import { applyingBanner, choose, expectStopped, promote, putStopReportAway, softwareStop } from "./actions.ts";
import { expect, password, test } from "./fixtures.ts";

// The whole life of a robot, as README.md tells it, on a host that nobody has used before.

test("from the first run to a verified receipt", async ({ page, freshSite, robot }) => {
  test.setTimeout(180_000);
  const setupUrl = freshSite.setupUrl ?? "";

  await test.step("first run: the first operator", async () => {
    await page.goto(setupUrl);
    await page.getByLabel("Organization").fill("Bench Robotics");
    await page.getByLabel("Your name").fill("Olga Operator");
    await page.getByLabel("E-mail").fill("olga@reflex.example");
    await page.getByLabel("Password").fill(password);
    await page.getByRole("button", { name: "Create account and organization" }).click();
    await expect(page).toHaveURL(`${freshSite.url}/`);
  });

  await test.step("register the schema", async () => {
    await page.goto(`${freshSite.url}/robot-schemas/new`);
    await page.getByLabel("Name").fill("so101");
    await page.getByLabel("Schema document").fill(readFileSync("docs/examples/so101.schema.json", "utf8"));
    await page.getByRole("button", { name: "Register version 1" }).click();
    await expect(page.getByText("shoulder_pan").first()).toBeVisible();
  });

  await test.step("register the robot", async () => {
    await page.goto(`${freshSite.url}/robots/new`);
    await page.getByLabel("Name").fill("arm-1");
    await choose(page.getByLabel("Robot schema"), "so101");
    await page.getByLabel("Where its hardware emergency stop is").fill("red button, bench 1");
    await page.getByRole("button", { name: "Register robot" }).click();
    await expect(page).toHaveURL(/\/robots\/[^/]+\/pair$/);
  });

  await test.step("pair it: the page shows the claim of a real process", async () => {
    await page.getByRole("button", { name: "Show pairing code" }).click();
    await expect(page.getByRole("img", { name: "Pairing code for arm-1" })).toBeVisible();
    // The secret is text in a code element, which has no name to ask by.
    const token = await page.getByTestId("pairing-token").innerText();
    expect(page.url()).not.toContain(token);
    robot(freshSite.url, token.trim());
    await expect(page.getByRole("heading", { name: "arm-1 is paired" })).toBeVisible();
    await expect(page.getByText("bench-pi").first()).toBeVisible();
    await page.getByRole("button", { name: "The same words" }).click();
    await expect(page.getByText(/^Compared by/)).toBeVisible();
  });

  await test.step("heartbeats arrive live", async () => {
    await page.goto(page.url().replace(/\/pair$/, ""));
    await expect(page.getByRole("heading", { name: "arm-1" })).toBeVisible();
    await expect(page.getByRole("main")).toContainText("Online");
    await expect(page.getByRole("region", { name: "Heartbeats" })).toBeVisible();
  });

  await test.step("create the deployment and run its doctor", async () => {
    await page.goto(`${freshSite.url}/deployments/new`);
    await page.getByLabel("Name").fill("pick-and-place");
    await page.getByLabel("Model").fill("pi0.5");
    await choose(page.getByLabel("Robot schema"), "so101");
    await page.getByRole("button", { name: "Create deployment" }).click();
    await expect(page.getByRole("heading", { name: "pick-and-place" })).toBeVisible();
    await page
      .getByRole("button", { name: /run the doctor|run again/i })
      .first()
      .click();
    await expect(page.getByRole("region", { name: "Doctor" })).toContainText("Ready");
    await choose(page.getByLabel("Check with robot"), "arm-1");
    await page.getByRole("button", { name: "Run the doctor" }).click();
    const places = page.getByRole("list", { name: "Where it was checked" });
    await expect(places.getByRole("link")).toHaveCount(2);
    await expect(places.getByRole("link", { name: /arm-1/ })).toHaveAttribute("aria-current", "true");
    await places.getByRole("link", { name: /^Ready The deployment alone/ }).click();
    await expect(page.getByLabel("Check with robot")).toHaveValue("alone");
    // Without a choice in the address, the page opens on what was checked last.
    await page.goto(page.url().split("?")[0] ?? "");
    await expect(places.getByRole("link", { name: /arm-1/ })).toHaveAttribute("aria-current", "true");
  });

  await test.step("authorize a session: it starts dry", async () => {
    await page.goto(`${freshSite.url}/sessions/new`);
    await choose(page.getByLabel("Deployment"), "pick-and-place");
    await choose(page.getByLabel("Robot", { exact: true }), "arm-1");
    await page.getByRole("button", { name: "Authorize a dry run" }).click();
    await page.getByRole("link", { name: "Open the session" }).click();
    await expect(page.getByRole("heading", { name: "Session on arm-1" })).toBeVisible();
    await expect(page.getByText("Dry run").first()).toBeVisible();
  });

  await test.step("promote by holding; the arm applies; a software stop; close", async () => {
    await promote(page);
    await softwareStop(page).click();
    await expectStopped(page);
    await expect(applyingBanner(page)).toBeHidden();
    await putStopReportAway(page);
    await page.getByRole("button", { name: "Close session…" }).click();
    await page.getByRole("dialog").getByRole("button", { name: "Close session" }).click();
    await expect(page.getByRole("heading", { name: /^Closed/ })).toBeVisible();
  });

  await test.step("the receipt, and its chain verified in the browser", async () => {
    await page.getByRole("link", { name: "Open the receipt" }).click();
    await expect(page).toHaveURL(/\/receipts\//);
    await page.goto(`${freshSite.url}/receipts`);
    await page.getByRole("button", { name: "Verify or import" }).click();
    await page.getByRole("button", { name: "Verify the chain" }).click();
    await expect(page.getByRole("region", { name: "Chain verification" })).toContainText("1 receipts are sound");
  });
});
