import { expect, signIn, test } from "./fixtures.ts";

test("the fleet shows a robot's state and numbers as they change, greys them without a network, and says when it has gone", async ({
  page,
  context,
  organization,
  runningRobot,
  isMobile,
}) => {
  const robot = await runningRobot();
  await signIn(page, organization.email);
  const row = page.getByRole(isMobile ? "listitem" : "row").filter({ hasText: robot.name });
  await expect(row).toContainText("Online");
  await expect(row).toContainText("dry_run");
  if (!isMobile) await expect(row).toContainText(/\d ms/);
  const online = page.getByRole("navigation", { name: "Filter by state" }).getByRole("link", { name: /Online/ });
  await expect(online).toContainText("1");

  if (!isMobile) {
    // Without a network it is late before long.
    const link = row.getByRole("cell", { name: /^(?:Online|Late)$/ });
    await expect(link).toHaveCSS("filter", "none");
    await context.setOffline(true);
    await expect(link).toHaveCSS("filter", "saturate(0)");
    await context.setOffline(false);
    await expect(link).toHaveCSS("filter", "none");
  }

  await page.getByText("Grid", { exact: true }).click();
  await expect(page.getByRole("listitem").filter({ hasText: robot.name })).toContainText(/\d ms/);

  await robot.process.stop();
  await expect(page.getByRole("listitem").filter({ hasText: robot.name })).toContainText("Offline");
  await expect(online).toContainText("0");
});
