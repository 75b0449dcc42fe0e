import { violationsOf } from "./accessibility.ts";
import { applyingBanner, promote, promoteButton, softwareStop } from "./actions.ts";
import { expect, openSignedIn, test } from "./fixtures.ts";
import { excessOf } from "./routes.ts";

test("a robot is held, handed over with a yes, and taken over with a reason; only who holds it promotes, and anybody stops", async ({
  page,
  browser,
  site,
  organization,
  runningRobot,
}) => {
  const robot = await runningRobot();
  const operator = await organization.addOperator("operator");
  const address = `/sessions/${robot.sessionId}`;
  await openSignedIn(page, organization.email, address);
  const context = await browser.newContext({ baseURL: site.url });
  const theirs = await context.newPage();
  await openSignedIn(theirs, operator, address);
  const cardOf = (of: typeof page) => of.getByRole("region", { name: "Who holds the robot" });
  const [mine, their] = [cardOf(page), cardOf(theirs)];
  await expect(mine.getByRole("status")).toHaveText("Nobody holds this robot: every operator may promote on it.");

  await test.step("held: others are told by whom where they would promote", async () => {
    await mine.getByRole("button", { name: "Hold it" }).click();
    await expect(mine.getByRole("status")).toHaveText("You hold this robot: nobody else promotes on it.");
    await expect(their.getByRole("status")).toHaveText("Olga (admin) holds this robot: nobody else promotes on it.");
    await expect(their).toContainText("They have it in sight on a computer. Nobody else looks on.");
    await expect(mine).toContainText("Also looking on: Olga (operator) (computer).");
    await theirs.getByRole("button", { name: "Promote…" }).click();
    await expect(theirs.getByRole("region", { name: "Unmet conditions" })).toContainText("Olga (admin) holds this robot.");
    await expect(promoteButton(theirs)).toBeDisabled();
    await theirs.keyboard.press("Escape");
  });

  await test.step("offered by keyboard, from a link, and accepted by a press of the other alone", async () => {
    await page.goto(`${address}?open=hand-over`);
    const dialog = page.getByRole("dialog", { name: /^Hand .* over$/ });
    expect(await violationsOf(page, ["light", "dark", "forced"])).toEqual([]);
    await dialog.getByLabel("Who holds it next").selectOption({ label: "Olga (operator)" });
    await dialog.getByRole("button", { name: "Hand it over" }).press("Enter");
    await expect(dialog).toHaveCount(0);
    await expect(mine.getByRole("status")).toHaveText("You hold this robot, until Olga (operator) accepts.");
    await expect(mine.getByRole("timer", { name: "Time left to accept" })).toHaveText(/^[12]:\d\d$/);
    await expect(their.getByRole("status")).toHaveText("Olga (admin) hands this robot to you.");
    expect(await violationsOf(theirs, ["light", "dark", "forced"])).toEqual([]);
    expect(await excessOf(theirs)).toBe(0);
    await theirs.getByRole("link", { name: "Fleet" }).first().click();
    await expect(mine).toContainText("Nobody else looks on.");
    await theirs.goto("/");
    await theirs.getByRole("button", { name: /^Notices, \d+ unread$/ }).click();
    await theirs.getByRole("link", { name: /Olga \(admin\) hands .* to Olga \(operator\)/ }).click();
    await expect(theirs).toHaveURL(new RegExp(`${address}$`));
    await their.getByRole("button", { name: "Accept" }).press("Enter");
    await expect(their.getByRole("status")).toHaveText("You hold this robot: nobody else promotes on it.");
    await expect(mine.getByRole("status")).toHaveText("Olga (operator) holds this robot: nobody else promotes on it.");
  });

  await test.step("who holds it promotes; whoever does not gives no time, and stops", async () => {
    await promote(theirs);
    await expect(applyingBanner(theirs)).toBeVisible();
    await expect(page.getByRole("button", { name: "More time" })).toHaveAttribute("aria-disabled", "true");
    await softwareStop(page).click();
    await expect(applyingBanner(theirs)).toHaveCount(0);
  });

  await test.step("taken over with a reason, of which the other is told; nothing is sent later without a network", async () => {
    await page.goto(`${address}?open=take-over`);
    const dialog = page.getByRole("dialog", { name: /^Take .* over from Olga \(operator\)$/ });
    const take = dialog.getByRole("button", { name: "Take it over" });
    await expect(take).toHaveAttribute("aria-disabled", "true");
    await dialog.getByLabel("Reason").fill("she left the bench");
    await page.context().setOffline(true);
    await expect(take).toHaveAccessibleDescription("No connection to the server. Nothing is sent later.");
    await expect(mine).toContainText("As last known.");
    await expect(page.getByText(/^Whether the robot is online is not known/)).toBeVisible();
    expect(await excessOf(page)).toBe(0);
    await page.context().setOffline(false);
    await expect(take).not.toHaveAttribute("aria-disabled", "true");
    await take.click();
    await expect(mine.getByRole("status")).toHaveText("You hold this robot: nobody else promotes on it.");
    await theirs.goto("/");
    await theirs.getByRole("button", { name: /^Notices, \d+ unread$/ }).click();
    await expect(theirs.getByRole("link", { name: /Olga \(admin\) took over .*, which you held: she left the bench/ })).toBeVisible();
    await mine.getByRole("button", { name: "Let it go" }).click();
    await expect(mine.getByRole("status")).toHaveText("Nobody holds this robot: every operator may promote on it.");
  });
  await context.close();
});
