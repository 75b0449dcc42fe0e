import { violationsOf } from "./accessibility.ts";
import { expectStopped, hold, openReadyPromote, promote, softwareStop } from "./actions.ts";
import { expect, signIn, test } from "./fixtures.ts";

const why = "You may not act on this robot. Ask an admin.";

test("an admin limits an operator, whose open pages say so at once and who still stops any robot", async ({ page, browser, site, organization, runningRobot }) => {
  test.slow();
  const robot = await runningRobot();
  const { robots } = await organization.call("query", "listRobots");
  const robotSchemaId = (robots as { robotSchemaId: string }[])[0]?.robotSchemaId;
  await organization.call("mutation", "registerRobot", { name: "arm-2", robotSchemaId, emergencyStopLocation: "red button, bench 2" });
  const email = await organization.addOperator("operator");

  // The operator stands before the sheet, with every condition met.
  const theirs = await (await browser.newContext({ baseURL: site.url })).newPage();
  await signIn(theirs, email);
  await theirs.goto(`/sessions/${robot.sessionId}`);
  await openReadyPromote(theirs);

  // The admin says where they may act, by the keyboard.
  await signIn(page, organization.email);
  await page.goto("/settings/members");
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
  await expect(page.getByRole("row").filter({ hasText: "(you)" }).getByRole("button", { name: "Limits…" })).toHaveAccessibleDescription("An admin may act everywhere.");

  // The open sheet says so, and a hold that goes on promotes nothing.
  await expect(theirs.getByRole("dialog").getByText("You may not act on this robot.", { exact: true })).toBeVisible();
  await hold(theirs, theirs.getByRole("dialog").getByRole("button", { name: /it will move|Promote/ }).last());
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
  if ((theirs.viewportSize()?.width ?? 0) >= 768) await expect(box).toHaveAccessibleDescription(why);
  else await expect(box).toBeHidden();
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
