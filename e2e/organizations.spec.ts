import type { Page } from "@playwright/test";
import { violationsOf } from "./accessibility.ts";
import { rpc } from "./console.ts";
import { expect, signIn, so101Schema, test } from "./fixtures.ts";

const shown = (page: Page) => page.getByRole("button", { name: /^Organization: / });
const robotNames = (page: Page) => page.getByRole("main").getByRole("link", { name: /^arm-of-/ });

test("a person in two organizations: joins by invitation, each tab keeps its own, and nothing goes to the other", async ({
  page,
  context,
  organization,
  site,
}) => {
  const other = `${organization.name} two`;
  const boss = `boss-${organization.email}`;
  await site.run("action", "setup:createOperator", {
    email: boss,
    password: "correct horse battery",
    name: "Bo",
    role: "admin",
    organizationName: other,
  });
  const register = async (apiKey: string, name: string) => {
    const schema = await rpc(site.url, "mutation", "publicApi:registerRobotSchema", {
      apiKey,
      name: "so101",
      schema: so101Schema(),
      robotKind: "so101",
    });
    return await rpc(site.url, "mutation", "publicApi:registerRobot", {
      apiKey,
      name,
      robotSchemaId: schema["id"],
      emergencyStopLocation: "red button, bench 1",
    });
  };
  const keyOf = async (organizationName: string) =>
    String((await site.run("mutation", "setup:createApiKey", { name: "e2e", role: "admin", organizationName }))["apiKey"]);
  await register(await keyOf(organization.name), "arm-of-one");
  await register(await keyOf(other), "arm-of-two");

  // The admin of the second organization invites; the link is opened by somebody who is signed in already.
  const invites = await context.browser()?.newContext({ baseURL: site.url });
  if (invites === undefined) throw new Error("no browser");
  const bo = await invites.newPage();
  await signIn(bo, boss);
  await bo.goto("/settings/members");
  await bo
    .getByRole("form", { name: "Invite" })
    .or(bo.getByRole("region", { name: "Invite someone" }))
    .getByLabel("E-mail")
    .fill(organization.email);
  await bo.getByRole("button", { name: "Make invitation" }).click();
  const link = (await bo.getByText(/\/invite#token=/).textContent()) ?? "";
  await invites.close();

  await signIn(page, organization.email);
  await expect(shown(page)).toHaveCount(0);
  await page.goto(new URL(link).pathname + new URL(link).hash);
  await expect(page.getByText(`which belongs to ${organization.name}.`)).toBeVisible();
  expect(await violationsOf(page)).toEqual([]);
  await page.getByRole("button", { name: "Join with this account" }).click();
  await expect(shown(page)).toHaveAccessibleName(`Organization: ${other}. Switch`);
  await page.goto("/robots");
  await expect(robotNames(page)).toHaveText(["arm-of-two"]);

  // A second tab goes to the first organization by the keyboard; the first tab stays where it is.
  const second = await context.newPage();
  await second.goto("/robots");
  await expect(robotNames(second)).toHaveText(["arm-of-two"]);
  await shown(second).focus();
  await second.keyboard.press("Enter");
  const list = second.getByRole("list", { name: "Your organizations" });
  await expect(list.getByRole("button", { name: other })).toHaveAttribute("aria-current", "true");
  expect(await violationsOf(second)).toEqual([]);
  await second.setViewportSize({ width: 360, height: 740 });
  expect(await second.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth)).toBe(0);
  await second.setViewportSize({ width: 1440, height: 900 });
  await list.getByRole("button", { name: `${organization.name} admin`, exact: true }).focus();
  await second.keyboard.press("Enter");
  await expect(shown(second)).toHaveAccessibleName(`Organization: ${organization.name}. Switch`);
  await second.goto("/robots");
  await expect(robotNames(second)).toHaveText(["arm-of-one"]);
  await page.reload();
  await expect(robotNames(page)).toHaveText(["arm-of-two"]);

  // A link to something of the other organization says so, and leads there in one press.
  const address = await robotNames(page).first().getAttribute("href");
  const third = await context.newPage();
  await third.goto(address ?? "");
  await expect(shown(third)).toHaveAccessibleName(`Organization: ${organization.name}. Switch`);
  await expect(third.getByRole("status").getByText(`It belongs to ${other}, of which you are a member too.`)).toBeVisible();
  expect(await violationsOf(third)).toEqual([]);
  await third.getByRole("button", { name: `Open it in ${other}` }).click();
  await expect(third.getByRole("heading", { name: "arm-of-two", level: 1 })).toBeVisible();
  await third.close();

  // What a tab changes lands in the organization that it shows, also while the other tab shows the other one.
  for (const [tab, name] of [
    [page, "schema-of-two"],
    [second, "schema-of-one"],
  ] as const) {
    await tab.goto("/robot-schemas/new");
    await tab.getByLabel("Name").fill(name);
    await tab.getByRole("textbox", { name: /document/i }).fill(JSON.stringify(so101Schema()));
    await tab.getByRole("button", { name: /^Register/ }).click();
    await expect(tab.getByRole("heading", { name: new RegExp(name) })).toBeVisible();
  }
  await page.goto("/robot-schemas");
  await expect(page.getByRole("main").getByText("schema-of-two")).toBeVisible();
  await expect(page.getByRole("main").getByText("schema-of-one")).toHaveCount(0);

  // By the palette too.
  await page.keyboard.press("Control+k");
  await page.getByPlaceholder("Find a robot, an action, a page").fill(`Switch to ${organization.name}`);
  await expect(page.getByRole("option", { name: /^Switch to / })).toHaveAttribute("aria-selected", "true");
  await page.keyboard.press("Enter");
  await expect(shown(page)).toHaveAccessibleName(`Organization: ${organization.name}. Switch`);

  // Out of the one that a tab shows, the other does not take its place by itself.
  await page.goto("/settings/members");
  await second.goto("/");
  await site.run("action", "setup:createOperator", {
    email: `last-${organization.email}`,
    password: "correct horse battery",
    name: "Li",
    role: "admin",
    organizationName: organization.name,
  });
  await page.getByRole("row", { name: organization.email }).filter({ hasText: "(you)" }).getByRole("button", { name: "Remove…" }).click();
  await page
    .getByRole("dialog")
    .getByRole("button", { name: /^Remove / })
    .click();
  for (const tab of [page, second]) await expect(tab.getByRole("heading", { name: "Not in this organization" })).toBeVisible();
  expect(await violationsOf(page)).toEqual([]);
  await page.getByRole("button", { name: other }).click();
  await page.goto("/robots");
  await expect(robotNames(page)).toHaveText(["arm-of-two"]);
});
