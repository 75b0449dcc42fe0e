import { applyingBanner, expectStopped, promoteButton, softwareStop, stopReport } from "./actions.ts";
import { expect, password, so101Schema, test } from "./fixtures.ts";
import { expectHeard, listen, pressAt, tabTo, typeAt } from "./keyboard.ts";

test.skip(({ isMobile }) => isMobile, "A keyboard stands on a desk.");

// No mouse in here: every control is reached by Tab, and what changes by itself is told by a live region.

test("the keyboard alone goes from the sign-in to the receipt, and a screen reader is told what happens", async ({
  page,
  organization,
  robot,
  site,
}) => {
  test.setTimeout(300_000);
  const { call } = organization;
  await call("mutation", "registerRobotSchema", { name: "so101", schema: so101Schema(), robotKind: "so101" });
  await listen(page);
  const button = (name: string | RegExp) => page.getByRole("button", { name, exact: typeof name === "string" });
  const heading = (name: string | RegExp) => page.getByRole("heading", { name, exact: typeof name === "string" });

  await test.step("sign in", async () => {
    await page.goto("/sign-in");
    await typeAt(page, page.getByLabel("E-mail"), organization.email);
    await typeAt(page, page.getByLabel("Password"), `${password} not`);
    await page.keyboard.press("Enter");
    await expectHeard(page, /The email address or the password is wrong/);
    await tabTo(page, page.getByLabel("Password"), "Shift+Tab");
    await page.keyboard.press("Control+a");
    await page.keyboard.type(password);
    await page.keyboard.press("Enter");
    await expect(page).not.toHaveURL(/sign-in/);
  });

  await test.step("past the navigation, and to a page by its key", async () => {
    await expect(heading("Fleet")).toBeVisible();
    await page.reload();
    await expect(heading("Fleet")).toBeVisible();
    await pressAt(page, page.getByRole("link", { name: "Skip to the page" }));
    await expect(page.getByRole("main")).toBeFocused();
    await page.keyboard.press("?");
    await expect(page.getByRole("dialog", { name: "Shortcuts" })).toBeVisible();
    await page.keyboard.press("Escape");
    await page.keyboard.press("g");
    await page.keyboard.press("r");
    await expect(heading("Robots")).toBeVisible();
  });

  await test.step("register and pair", async () => {
    await page.keyboard.press("Control+k");
    await expect(page.getByRole("dialog", { name: "Find" }).getByRole("combobox")).toBeFocused();
    await page.keyboard.type("register robot");
    await expect(page.getByRole("option", { name: /Register.*robot/i, selected: true })).toBeVisible();
    await page.keyboard.press("Enter");
    await expect(heading("Register robot")).toBeVisible();
    await typeAt(page, page.getByLabel("Name"), "arm-1");
    await typeAt(page, page.getByLabel("Robot schema"), "so101");
    await typeAt(page, page.getByLabel("Where its hardware emergency stop is"), "red button, bench 1");
    await pressAt(page, button("Register robot"));
    await expect(page).toHaveURL(/\/pair$/);
    await pressAt(page, button("Show pairing code"));
    robot(site.url, (await page.getByTestId("pairing-token").innerText()).trim());
    await expectHeard(page, /arm-1 is paired/);
  });

  await test.step("deploy, and the readiness of it", async () => {
    await page.goto("/deployments/new");
    await typeAt(page, page.getByLabel("Name"), "pick");
    await typeAt(page, page.getByLabel("Model"), "pi0.5");
    await typeAt(page, page.getByLabel("Robot schema"), "so101");
    await pressAt(page, button("Create deployment"));
    await expect(heading("pick")).toBeVisible();
    await pressAt(page, button(/run the doctor|run again/i));
    await expectHeard(page, /The doctor says: Ready\./);
  });

  await test.step("a dry run", async () => {
    await page.goto("/sessions/new");
    await typeAt(page, page.getByLabel("Deployment"), "pick");
    await typeAt(page, page.getByLabel("Robot", { exact: true }), "arm-1");
    await pressAt(page, button("Authorize a dry run"));
    await pressAt(page, page.getByRole("link", { name: "Open the session" }));
    await expect(heading("Session on arm-1")).toBeVisible();
    await expect(page.getByRole("status", { name: "Mode" })).toContainText("Dry run");
  });

  await test.step("promote: what is missing is heard until nothing is, and two presses stand for the hold", async () => {
    await pressAt(page, button("Promote…"));
    const dialog = page.getByRole("dialog", { name: "Promote on arm-1" });
    await expect(dialog).toBeVisible();
    const run = dialog.getByRole("button", { name: /Run the doctor/ });
    if (await run.isVisible()) await pressAt(page, run);
    await expectHeard(page, /Every condition is met/);
    await tabTo(page, promoteButton(page));
    await page.keyboard.press("Enter");
    await expectHeard(page, /Press again within 5 seconds to confirm/);
    await page.keyboard.press("Enter");
    await expect(applyingBanner(page)).toBeVisible();
    await expectHeard(page, /APPLYING ACTIONS/);
  });

  await test.step("stop", async () => {
    await pressAt(page, softwareStop(page));
    await expectStopped(page);
    await expectHeard(page, /Stopped: the robot reports no motion/);
    await pressAt(page, stopReport(page).getByRole("button", { name: "Put this report away" }));
    await expect(stopReport(page)).toBeHidden();
  });

  await test.step("close, and the receipt", async () => {
    await pressAt(page, button("Close session…"));
    await pressAt(page, page.getByRole("dialog").getByRole("button", { name: "Close session" }));
    await expect(heading(/^Closed/)).toBeVisible();
    await expectHeard(page, /Closed/);
    await pressAt(page, page.getByRole("link", { name: "Open the receipt" }));
    await expect(page).toHaveURL(/\/receipts\//);
    await expect(page.getByRole("main").getByRole("heading", { level: 1 })).toContainText("Receipt");
    // Where the keyboard is after a page has come: at its beginning, not in what is gone.
    await expect.poll(() => page.evaluate(() => document.activeElement?.tagName)).not.toBe("BODY");
  });
});
