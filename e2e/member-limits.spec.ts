import { violationsOf } from "./accessibility.ts";
import { expectStopped, hold, openReadyPromote, promote, softwareStop } from "./actions.ts";
import { rpc } from "./console.ts";
import { expect, password, openSignedIn, test } from "./fixtures.ts";

const why = "You may not act on this robot. Ask an admin.";

test("an admin limits an operator, whose open pages say so at once and who still stops any robot", async ({
  page,
  browser,
  site,
  organization,
  runningRobot,
}) => {
  test.slow();
  const robot = await runningRobot();
  const { robots } = await organization.call("query", "listRobots");
  const robotSchemaId = (robots as { robotSchemaId: string }[])[0]?.robotSchemaId;
  await organization.call("mutation", "registerRobot", { name: "arm-2", robotSchemaId, emergencyStopLocation: "red button, bench 2" });
  const email = await organization.addOperator("operator");

  // The operator stands before the sheet, with every condition met.
  const theirs = await (await browser.newContext({ baseURL: site.url })).newPage();
  await openSignedIn(theirs, email, `/sessions/${robot.sessionId}`);
  await openReadyPromote(theirs);

  // The admin says where they may act, by the keyboard.
  await openSignedIn(page, organization.email, "/settings/members");
  const row = page.getByRole("row").filter({ hasText: email });
  await row.getByRole("button", { name: "Limits…" }).focus();
  await page.keyboard.press("Enter");
  const dialog = page.getByRole("dialog", { name: /^Where .* may act$/ });
  await dialog.getByRole("group", { name: "Robots" }).getByRole("radio", { name: "Every robot" }).focus();
  await page.keyboard.press("ArrowDown");
  await expect(dialog.getByText("None is chosen, so none is allowed.")).toBeVisible();
  await dialog.getByRole("checkbox", { name: "arm-2" }).focus();
  await page.keyboard.press("Space");
  expect(await violationsOf(page)).toEqual([]);
  await page.setViewportSize({ width: 360, height: 740 });
  expect(await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth)).toBe(0);
  await page.setViewportSize({ width: 1440, height: 900 });
  await dialog.getByRole("button", { name: "Save limits" }).focus();
  await page.keyboard.press("Enter");
  await expect(dialog).toBeHidden();
  await expect(row.getByText("Robots: only arm-2")).toBeVisible();
  await expect(page.getByRole("row").filter({ hasText: "(you)" }).getByRole("button", { name: "Limits…" })).toHaveAccessibleDescription(
    "An admin may act everywhere.",
  );

  // The open sheet says so, and a hold that goes on promotes nothing.
  await expect(theirs.getByRole("dialog").getByText("You may not act on this robot.", { exact: true })).toBeVisible();
  await hold(
    theirs,
    theirs
      .getByRole("dialog")
      .getByRole("button", { name: /it will move|Promote/ })
      .last(),
  );
  await theirs.keyboard.press("Escape");
  for (const name of ["Promote…", "Close session…"]) await expect(theirs.getByRole("button", { name })).toHaveAccessibleDescription(why);
  expect(robot.process.output()).not.toContain("APPLYING");

  // Their other pages say it too.
  await theirs.goto(`/robots/${robot.robotId}`);
  await expect(theirs.getByRole("main").getByRole("button", { name: "Pair" })).toHaveAccessibleDescription(why);
  await theirs.goto(`/sessions/new?deployment=${robot.deploymentId}&robot=${robot.robotId}`);
  await expect(theirs.getByRole("button", { name: "Authorize a dry run" })).toHaveAccessibleDescription(why);
  await expect(theirs.getByLabel("Robot").getByRole("option", { name: "arm-1 (not yours to act on)" })).toBeDisabled();
  await theirs.goto("/sessions");
  await expect(theirs.getByRole("main").getByRole("link", { name: "arm-1" })).toBeVisible();
  // Closing several at once is for wide screens.
  const box = theirs.getByRole("checkbox", { name: "Choose the session on arm-1" });
  await expect(box).toHaveAccessibleDescription(why);
  expect(await violationsOf(theirs)).toEqual([]);

  // Somebody else lets it move; the operator sees danger and stops it.
  await page.goto(`/sessions/${robot.sessionId}`);
  await promote(page);
  await robot.process.says(/APPLYING ACTIONS/);
  await theirs.goto(`/sessions/${robot.sessionId}`);
  await softwareStop(theirs).click();
  await robot.process.says(/software stop/);
  await expectStopped(theirs);

  await page.goto("/audit");
  await expect(page.getByText("Member: set limits").first()).toBeVisible();
  await theirs.context().close();
});

test("an admin invites with limits and changes those of a key, and both hold from the first moment", async ({
  page,
  browser,
  site,
  organization,
  runningRobot,
}) => {
  test.slow();
  const robot = await runningRobot();
  const { robots } = await organization.call("query", "listRobots");
  const robotSchemaId = (robots as { robotSchemaId: string }[])[0]?.robotSchemaId;
  await organization.call("mutation", "registerRobot", { name: "arm-2", robotSchemaId, emergencyStopLocation: "red button, bench 2" });
  await openSignedIn(page, organization.email, "/settings/members");
  const invite = page.getByRole("region", { name: "Invite someone" });
  const email = `new-${organization.email}`;
  await invite.getByLabel("E-mail").fill(email);
  await invite.getByText("Let them act on some robots or deployments only").click();
  await invite.getByRole("group", { name: "Robots" }).getByRole("radio", { name: "Only these robots" }).check();
  await invite.getByRole("checkbox", { name: "arm-2" }).check();
  expect(await violationsOf(page)).toEqual([]);
  expect(await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth)).toBe(0);
  await invite.getByRole("button", { name: "Make invitation" }).click();
  const link = (await invite.getByText(/\/invite#token=/).textContent()) ?? "";
  await expect(page.getByRole("row").filter({ hasText: email }).getByText("Robots: only arm-2")).toBeVisible();

  const theirs = await (await browser.newContext({ baseURL: site.url })).newPage();
  await theirs.goto(new URL(link).pathname + new URL(link).hash);
  await theirs.getByLabel("Your name").fill("Nora");
  await theirs.getByLabel("E-mail").fill(email);
  await theirs.getByLabel("Password", { exact: true }).fill(password);
  await theirs.getByRole("button", { name: "Create account" }).click();
  await expect(theirs.getByRole("heading", { name: "Fleet", level: 1 })).toBeVisible();
  await theirs.goto(`/robots/${robot.robotId}`);
  await expect(theirs.getByRole("main").getByRole("button", { name: "Pair" })).toHaveAccessibleDescription(why);
  await theirs.context().close();

  await page.goto("/settings/keys");
  const row = page.getByRole("row").filter({ hasText: "Works" }).first();
  const form = page.getByRole("region", { name: "New API key" });
  await form.getByLabel("Name").fill("night shift");
  await form.getByLabel("Role").selectOption("operator");
  await form.getByRole("button", { name: "Create API key" }).click();
  const apiKey = (await form.getByText(/^rfx_/).textContent()) ?? "";
  await row.filter({ hasText: "night shift" }).getByRole("button", { name: "Limits…" }).click();
  const dialog = page.getByRole("dialog", { name: "Where night shift may act" });
  await dialog.getByRole("radio", { name: "Only these robots" }).check();
  await dialog.getByRole("checkbox", { name: "arm-2" }).check();
  expect(await violationsOf(page)).toEqual([]);
  await dialog.getByRole("button", { name: "Save limits" }).click();
  await expect(dialog).toBeHidden();
  await expect(page.getByRole("row").filter({ hasText: "night shift" }).getByText("Robots: only arm-2")).toBeVisible();
  expect(await rpc(site.url, "mutation", "publicApi:createPairingToken", { apiKey, robotId: robot.robotId })).toMatchObject({
    ok: false,
    limitedBy: "robot",
  });

  await page.goto("/audit");
  await expect(page.getByText("API key: set limits").first()).toBeVisible();
});
