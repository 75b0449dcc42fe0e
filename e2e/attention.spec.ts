import { violationsOf } from "./accessibility.ts";
import { expect, signIn, test } from "./fixtures.ts";
import { pairRobot } from "./paired-robot.ts";
import { excessOf } from "./routes.ts";

test("a robot that needs attention is taken, given to somebody who is told, and left alone once nothing is wrong", async ({
  page,
  browser,
  site,
  organization,
  isMobile,
}) => {
  const { robotId, beat } = await pairRobot(organization, site.url);
  await beat({ state: "fault" });
  const operator = await organization.addOperator("operator");
  await signIn(page, organization.email);
  await page.goto(`/robots/${robotId}`);
  const panel = page.getByRole("region", { name: "Attention" });
  await expect(panel.getByRole("status")).toHaveText("Reports a faultNobody attends to it.");

  await test.step("without a network it is as last known, and nothing is taken later", async () => {
    await page.context().setOffline(true);
    await expect(panel).toContainText("As last known.");
    await expect(panel.getByRole("button", { name: "I take this" })).toHaveAccessibleDescription(
      "No connection to the server. Nothing is sent later.",
    );
    await panel.getByRole("button", { name: "I take this" }).press("Enter");
    await page.context().setOffline(false);
    await expect(panel.getByRole("status")).toHaveText("Reports a faultNobody attends to it.");
  });

  await test.step("taken", async () => {
    await panel.getByRole("button", { name: "I take this" }).click();
    await expect(panel.getByRole("status")).toHaveText(/^Reports a faultOlga \(admin\) attends to it, for \d+ s$/);
    await page.goto("/");
    const row = isMobile ? page.getByRole("listitem").filter({ hasText: "arm-1" }) : page.getByRole("row").filter({ hasText: "arm-1" });
    await expect(row).toContainText("Reports a fault · Olga (admin) attends to it, for");
    await page.goto("/?as=wall");
    await expect(page.getByRole("listitem").filter({ hasText: "arm-1" })).toContainText("Olga (admin) attends to it, for");
    expect(await violationsOf(page, ["light", "dark"])).toEqual([]);
  });

  const context = await browser.newContext({ baseURL: site.url });
  const theirs = await context.newPage();
  await signIn(theirs, operator);

  await test.step("given, by a link that opens the question and presses nothing", async () => {
    await page.goto(`/robots/${robotId}?open=give`);
    const dialog = page.getByRole("dialog", { name: "Give arm-1 to somebody" });
    await expect(dialog.getByRole("button", { name: "Give it" })).toHaveAttribute("aria-disabled", "true");
    await dialog.getByLabel("Who attends to it from now on").selectOption({ label: "Olga (operator)" });
    expect(await violationsOf(page, ["light", "dark", "forced"])).toEqual([]);
    await dialog.getByRole("button", { name: "Give it" }).click();
    await expect(dialog).toHaveCount(0);
    await expect(panel.getByRole("status")).toHaveText(/Olga \(operator\) attends to it, for \d+ s \(given by Olga \(admin\)\)$/);
    expect(await excessOf(page)).toBe(0);
    await theirs.goto("/");
    await theirs.getByRole("button", { name: "Notices, 1 unread" }).click();
    await theirs.getByRole("link", { name: /Olga \(admin\) gave arm-1 to Olga \(operator\): it needs attention\./ }).click();
    await expect(theirs).toHaveURL(new RegExp(`/robots/${robotId}$`));
  });

  await test.step("over by itself, while the page is open, when nothing is wrong; and in the audit log", async () => {
    const their = theirs.getByRole("region", { name: "Attention" });
    await expect(their.getByRole("button", { name: "Done" })).toBeVisible();
    await beat();
    await expect(their.getByRole("status")).toHaveText("Nothing needs attention.");
    await expect(their.getByRole("button")).toHaveCount(0);
    await page.goto("/audit");
    await expect(page.getByText("Attention: end", { exact: true }).first()).toBeVisible();
    await beat({ state: "fault" });
    await expect(their.getByRole("status")).toHaveText("Reports a faultNobody attends to it.");
    await their.getByRole("button", { name: "I take this" }).click();
    await their.getByRole("button", { name: "Done" }).click();
    await expect(their.getByRole("status")).toHaveText("Reports a faultNobody attends to it.");
  });
  await context.close();
});
