import { readFileSync } from "node:fs";

import { violationsOf } from "./accessibility.ts";
import { expect, openSignedIn, so101Schema, test } from "./fixtures.ts";

test("the log is narrowed to one key and to days, shows what changed, and is exported as it is narrowed", async ({
  page,
  organization,
  site,
}) => {
  const { id: robotSchemaId } = await organization.call("mutation", "registerRobotSchema", { name: "so101", schema: so101Schema() });
  await organization.call("mutation", "registerRobot", { name: "arm-1", robotSchemaId });
  await openSignedIn(page, organization.email, `${site.url}/settings/profile`);
  await page.getByLabel("Name", { exact: true }).fill("Olga Nova");
  await page.getByRole("button", { name: "Save name" }).click();
  await expect(page.getByRole("button", { name: "Account of Olga Nova" })).toBeVisible();
  await page.goto(`${site.url}/audit`);
  const table = page.getByRole("table", { name: "Audit log" });
  await expect(table).toContainText("Robot: register");
  const renamed = table.getByRole("row").filter({ hasText: "Olga Nova" }).first();
  await renamed.getByText("1 change").filter({ visible: true }).click();
  await expect(renamed).toContainText("before: Olga (admin)after: Olga Nova");
  // All of an entry is on the screen, at every width.
  expect(await page.getByRole("region", { name: "Audit log" }).evaluate((region) => region.scrollWidth <= region.clientWidth)).toBe(true);
  expect(await violationsOf(page)).toEqual([]);

  await table.getByRole("row").filter({ hasText: "Robot: register" }).getByRole("button", { name: "only by this API key" }).first().click();
  await expect(page).toHaveURL(/by=/);
  await expect(table).not.toContainText("Olga Nova");
  const download = page.waitForEvent("download");
  await page.getByRole("button", { name: "Export JSONL" }).click();
  const lines = readFileSync(await (await download).path(), "utf8")
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line) as { action: string; actor: { name: string } });
  expect(lines.map(({ action, actor }) => `${action} by ${actor.name}`)).toEqual(["robot.register by e2e", "robotSchema.register by e2e"]);
  await page.getByLabel("To", { exact: true }).fill("2020-01-31");
  await expect(page.getByRole("heading", { name: "No entries match" })).toBeVisible();
  await page.getByRole("button", { name: "Clear the filters" }).click();
  await expect(table).toContainText("Olga Nova");
});

test("the log is searched by the words that the page shows, in the language of the page", async ({ page, organization, site }) => {
  const { id: robotSchemaId } = await organization.call("mutation", "registerRobotSchema", { name: "so101", schema: so101Schema() });
  await organization.call("mutation", "registerRobot", { name: "arm-1", robotSchemaId });
  await openSignedIn(page, organization.email, `${site.url}/audit`);
  const entries = page
    .getByRole("table")
    .getByRole("row")
    .filter({ has: page.getByRole("button") });
  await page.getByRole("searchbox").fill("robot: register arm-1");
  await expect(entries).toHaveCount(1);
  await expect(entries).toContainText("Robot: register");
  await page.evaluate(() => localStorage.setItem("reflex-language", "de"));
  await page.goto(`${site.url}/audit`);
  await page.getByRole("searchbox").fill("anlegen arm-1");
  await expect(entries).toHaveCount(1);
  await expect(entries).toContainText("Roboter: anlegen");
  await page.getByRole("searchbox").fill("e2e roboterschema");
  await expect(entries).toHaveCount(1);
  await expect(entries).toContainText("Roboterschema: anlegen");
  // What exports and the API call it is found too.
  await page.getByRole("searchbox").fill("robot.register");
  await expect(entries).toContainText("Roboter: anlegen");
});
