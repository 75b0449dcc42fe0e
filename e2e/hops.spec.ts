import type { Page } from "@playwright/test";

import { violationsOf } from "./accessibility.ts";
import { expect, openSignedIn, test } from "./fixtures.ts";
import { excessOf } from "./routes.ts";

const way = (page: Page) => page.getByRole("region", { name: "Way to the arm" });
const unmet = (page: Page) => page.getByRole("dialog").getByRole("region", { name: "Unmet conditions" });

/** On a narrow card the hops lie behind a button; where it is there, it is pressed by its key. */
async function unfold(page: Page): Promise<void> {
  await expect(way(page).getByRole("status")).toBeVisible();
  const button = way(page).getByRole("button");
  if (await button.isVisible()) await button.press("Enter");
  await expect(way(page).getByRole("list").first()).toBeVisible();
}

test("the way to the arm: every hop with its age, and what a silent robot or a cut page keeps from a person", async ({
  page,
  context,
  organization,
  runningRobot,
}) => {
  const robot = await runningRobot();
  await openSignedIn(page, organization.email, `/robots/${robot.robotId}`);

  await test.step("all is well, on the robot's page and on its session's", async () => {
    for (const path of [`/robots/${robot.robotId}`, `/sessions/${robot.sessionId}`]) {
      await page.goto(path);
      await unfold(page);
      await expect(way(page)).toContainText(/This browser.*Live.*\d ms.*Server.*Online.*Agent.*Healthy.*Arm/);
      await expect(way(page).getByRole("status")).toHaveText("Every hop works.");
      await expect(way(page)).toContainText("A robot that falls silent goes back to the dry run by itself within");
      expect(await violationsOf(page, ["light", "dark", "forced"])).toEqual([]);
      expect(await excessOf(page)).toBe(0);
    }
  });

  await test.step("this device goes offline: the controls that are off are those that the map names", async () => {
    await context.setOffline(true);
    await expect(way(page)).toContainText(/Not live.*Not known.*last known at \d\d:\d\d:\d\d.*Not known/);
    await expect(way(page).getByRole("status")).toHaveText(
      "Not possible from this page now: start a dry run, promote, more time, approve, mark, close a session, pair. Nothing is sent later.",
    );
    await expect(way(page)).toContainText("Go by the hardware emergency stop (red button, bench 1)");
    for (const name of [/^Promote…/, /^Mark/, /^Close session…/]) {
      await expect(page.getByRole("main").getByRole("button", { name })).toHaveAttribute("aria-disabled", "true");
    }
    expect(await violationsOf(page, ["light", "dark"])).toEqual([]);
    await context.setOffline(false);
    await expect(way(page).getByRole("status")).toHaveText("Every hop works.");
    await expect(page.getByRole("main").getByRole("button", { name: /^Promote…/ })).not.toHaveAttribute("aria-disabled");
  });

  await test.step("the robot falls silent: the map and the sheet of the promote say the same", async () => {
    await robot.process.stop();
    await expect(way(page)).toContainText(/Offline.*ago/);
    await expect(way(page)).toContainText("Software stop: the server takes it and tells the robot once it is heard.");
    const told = way(page).getByRole("status");
    await expect(told).toContainText("Not possible now: promote. The robot is not online.");
    await page.getByRole("button", { name: "Promote…" }).click();
    await expect(unmet(page)).toContainText("The robot is not online.");
    await page.keyboard.press("Escape");
    expect(await violationsOf(page, ["light", "dark", "forced"])).toEqual([]);
    expect(await excessOf(page)).toBe(0);
    await page.goto(`/robots/${robot.robotId}`);
    await expect(told).toContainText("Not possible now: promote. The robot is not online.");
  });
});

test("nothing is paired later from a page that was offline", async ({ page, context, organization, runningRobot }) => {
  const robot = await runningRobot();
  await openSignedIn(page, organization.email, `/robots/${robot.robotId}/pair`);
  const show = page.getByRole("button", { name: /^Show pairing code/ });
  await expect(show).not.toHaveAttribute("aria-disabled");
  await context.setOffline(true);
  await expect(show).toHaveAttribute("aria-disabled", "true");
  await show.press("Enter");
  await context.setOffline(false);
  await expect(show).not.toHaveAttribute("aria-disabled");
  await expect(page.getByText("Waiting for the machine to claim it")).toHaveCount(0);
});
