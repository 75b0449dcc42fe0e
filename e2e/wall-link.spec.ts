import { violationsOf } from "./accessibility.ts";
import { expect, signIn, test } from "./fixtures.ts";
import { pairRobot } from "./paired-robot.ts";
import { excessOf } from "./routes.ts";

test("an admin makes a link for a screen; who opens it sees the fleet and can do nothing, until it is revoked", async ({
  page,
  browser,
  site,
  organization,
  isMobile,
}) => {
  const { beat } = await pairRobot(organization, site.url);
  await beat();
  await signIn(page, organization.email);
  await page.goto("/settings/keys");
  const screens = page.getByRole("region", { name: "Screens", exact: true });
  await screens.getByLabel("Name of the screen").fill("Hall 2");
  await screens.getByLabel("Works for").selectOption({ label: "30 days" });
  await screens.getByRole("button", { name: "Make a link" }).click();
  const shown = page.getByRole("region", { name: "Link for “Hall 2”" });
  const address = (await shown.getByText(/\/wall#link=wall_/).innerText()).trim();
  expect(await violationsOf(page, ["light", "dark"])).toEqual([]);
  await shown.getByRole("button", { name: "I have stored it" }).click();
  await expect(page.getByText(/#link=/)).toHaveCount(0);
  const row = screens.getByRole("row").filter({ hasText: "Hall 2" });
  await expect(row).toContainText("never");

  const context = await browser.newContext({ baseURL: site.url });
  const screen = await context.newPage();
  const sent: string[] = [];
  screen.on("request", (request) => sent.push(request.url(), request.headers()["referer"] ?? ""));
  await screen.goto(address);
  const tile = screen.getByRole("listitem").filter({ hasText: "arm-1" });
  await expect(screen.getByRole("heading", { level: 1 })).toHaveText(`Fleet · ${organization.name}`);
  await expect(tile).toContainText("Online");
  expect(sent.filter((each) => each.includes("wall_"))).toEqual([]);
  // Nothing acts: no link, and no button but that for the whole screen.
  await expect(screen.getByRole("link")).toHaveCount(0);
  for (const name of await screen.getByRole("button").allInnerTexts()) expect(name).toBe("Full screen");
  await beat({ state: "fault" });
  await expect(tile).toContainText("Reports a fault");
  for (const width of isMobile ? [360] : [768, 1440]) {
    await screen.setViewportSize({ width, height: 900 });
    expect([width, await excessOf(screen)]).toEqual([width, 0]);
    expect(await violationsOf(screen, ["light", "dark"])).toEqual([]);
  }

  await expect(row).not.toContainText("never");
  await row.getByRole("button", { name: "Revoke…" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Revoke link" }).click();
  await expect(row).toContainText("Revoked");
  await expect(screen.getByRole("heading", { name: "Nothing is shown here any more" })).toBeVisible();
  await expect(screen.getByText("arm-1")).toHaveCount(0);
  await screen.goto("/wall");
  await expect(screen.getByText("The link is incomplete")).toBeVisible();
  await context.close();
});
