import { violationsOf } from "./accessibility.ts";
import { applyingBanner, hold, promoteButton } from "./actions.ts";
import { expect, openSignedIn, test } from "./fixtures.ts";

test("where the policy asks for it, whoever promotes types the code that the robot shows", async ({ page, organization, runningRobot }) => {
  const robot = await runningRobot();
  await openSignedIn(page, organization.email, `/deployments/${robot.deploymentId}`);

  await test.step("an admin lays it down", async () => {
    await page.getByRole("button", { name: "Change policy…" }).click();
    await page.getByRole("checkbox", { name: /^Whoever promotes must stand at the robot/ }).check();
    await page.getByRole("button", { name: "Save policy" }).click();
    await expect(page.getByRole("region", { name: "Promote policy" })).toContainText("must type the code it shows");
  });

  await page.goto(`/sessions/${robot.sessionId}`);
  await page.getByRole("button", { name: "Promote…" }).click();
  const presence = page.getByRole("region", { name: "Presence" });
  await expect(page.getByRole("region", { name: "Unmet conditions" })).toContainText("Nothing shows yet that you stand at the robot.");
  await expect(promoteButton(page)).toBeDisabled();

  const codeAtRobot = async () => {
    const before = robot.process.output().length;
    await presence.getByRole("button", { name: /^Show a/ }).click();
    await expect(presence.getByRole("status")).toHaveText(/The robot shows a code/);
    const [code = ""] = [
      ...robot.process
        .output()
        .slice(before)
        .matchAll(/code for whoever stands here: (\d{4})/g),
    ]
      .map(([, each = ""]) => each)
      .slice(-1);
    return code;
  };
  const type = async (code: string) => {
    await presence.getByLabel(/^Code that/).fill(code);
    await page.keyboard.press("Enter");
  };

  await test.step("three wrong codes end one", async () => {
    const code = await codeAtRobot();
    await page.context().setOffline(true);
    await expect(presence.getByRole("status")).toHaveText("Not known: no connection to the server.");
    await type(code);
    await page.context().setOffline(false);
    await expect(presence.getByRole("status")).toHaveText(/The robot shows a code/);
    await expect(presence.getByText("Four digits. 3 tries left.")).toBeVisible();
    expect(await violationsOf(page)).toEqual([]);
    const wrong = String((Number(code) + 1) % 10_000).padStart(4, "0");
    for (const said of ["Wrong. 2 tries left.", "Wrong. 1 try left.", "Wrong, and the last try"]) {
      await type(wrong);
      await expect(presence).toContainText(said);
    }
    await expect(promoteButton(page)).toBeDisabled();
  });

  await test.step("the right one lets its author promote", async () => {
    const code = await codeAtRobot();
    await type(`${code.slice(0, 2)} ${code.slice(2)}`);
    await expect(presence.getByRole("status")).toHaveText("Proven");
    await expect(promoteButton(page)).toBeEnabled();
    await hold(page, promoteButton(page));
    await expect(applyingBanner(page)).toBeVisible();
    await robot.process.says(/APPLYING ACTIONS/);
    await page.getByText("Evidence it was decided on").first().click();
    await expect(page.getByRole("list", { name: "Timeline" })).toContainText(/Typed the robot’s code at/);
  });
});
