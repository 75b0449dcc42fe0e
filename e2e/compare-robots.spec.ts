import { violationsOf } from "./accessibility.ts";
import { rpc } from "./console.ts";
import { expect, openSignedIn, so101Schema, test } from "./fixtures.ts";
import { excessOf } from "./routes.ts";

test("an operator sees which of two arms is slow, goes to it at that time, and makes a rule of it that leads back", async ({
  page,
  site,
  organization,
}) => {
  const { call } = organization;
  const { id: robotSchemaId } = await call("mutation", "registerRobotSchema", { name: "so101", schema: so101Schema() });
  let seq = 0;
  const paired = async (name: string) => {
    const { id: robotId } = await call("mutation", "registerRobot", { name, robotSchemaId });
    const { token } = await call("mutation", "createPairingToken", { robotId });
    const { credential: apiKey } = await rpc(site.url, "mutation", "publicApi:claimPairingToken", { token });
    const send = (said: object) =>
      rpc(site.url, "mutation", "publicApi:heartbeatRobot", {
        apiKey,
        robotId,
        seq: (seq += 1),
        state: "running",
        intervalMs: 60_000,
        ...said,
      });
    return { robotId: String(robotId), send };
  };
  await openSignedIn(page, organization.email, "/trends/robots");
  await expect(page.getByRole("heading", { name: "No robots yet" })).toBeVisible();
  const quick = await paired("arm-quick");
  const slow = await paired("arm-slow");
  await paired("arm-never");
  await quick.send({ inferenceMs: 20, batteryPct: 90 });
  await slow.send({ inferenceMs: 70.5 });
  await slow.send({ inferenceMs: 30 });
  await page.goto("/trends");
  await page.getByRole("link", { name: "Robots", exact: true }).and(page.locator("nav[aria-label='What is asked about'] a")).click();
  await expect(page).toHaveURL(/\/trends\/robots$/);
  const table = page.getByRole("table", { name: "Inference, ms" });
  const figure = page.getByRole("figure", { name: "Inference" });
  const slider = figure.getByRole("slider", { name: "Inference: time cursor" });

  await test.step("the slowest stands first, with least, median and greatest; who never reported is told apart from who is silent", async () => {
    await expect(table.getByRole("row")).toHaveCount(4);
    await expect(table.getByRole("row").nth(1)).toContainText(/arm-slow.*30\.0.*50\.3.*70\.5/);
    await expect(table.getByRole("row").nth(2)).toContainText(/arm-quick.*20\.0.*20\.0.*20\.0/);
    await expect(table.getByRole("row").nth(3)).toContainText(/arm-never.*–.*–.*–.*–/);
    await expect(figure.locator("svg.recharts-surface")).toBeVisible();
    await expect(page.getByText("2 of 3 robots are drawn, first those with the greatest value; the table has all.")).toBeVisible();
    await expect(page.getByText(/Means of minutes are kept for 1 day here/)).toBeVisible();
    expect(await violationsOf(page, ["light", "dark", "forced"])).toEqual([]);
    expect(await excessOf(page)).toBe(0);
  });

  await test.step("by keys: the cursor says its time with day and zone, and zooming is in the address", async () => {
    await slider.focus();
    await page.keyboard.press("Home");
    await expect(slider).toHaveAttribute("aria-valuetext", /\d{4}.*(UTC|GMT).*: arm-slow not registered yet, arm-quick not registered yet/);
    await page.keyboard.press("Escape");
    await page.keyboard.press("+");
    await expect(page).toHaveURL(/until=.*zoom=/);
    await page.getByRole("button", { name: "Whole time" }).click();
    await expect(page).not.toHaveURL(/zoom=/);
    await page.getByRole("button", { name: "Until now" }).click();
    await expect(page).not.toHaveURL(/until=/);
  });

  await test.step("another number: who lacks it says so; a line of one's own", async () => {
    await page.getByLabel("Number").selectOption("Battery, %");
    const battery = page.getByRole("table", { name: "Battery, %" });
    await expect(battery.getByRole("row").nth(1)).toContainText("arm-quick");
    await expect(battery.getByRole("row").filter({ hasText: "arm-slow" })).toContainText(/not reported 1 min/);
    await page.getByRole("checkbox", { name: "Always draw arm-slow" }).click();
    await expect(page.getByRole("checkbox", { name: "Always draw arm-slow" })).toBeChecked();
    await expect(page).toHaveURL(new RegExp(`draw=${slow.robotId}`));
    await page.getByLabel("Number").selectOption("Inference, ms");
    await page.getByLabel("Line at, ms").fill("60,5");
    await page.keyboard.press("Enter");
    await expect(page).toHaveURL(/line=60\.5/);
    await expect(figure).toContainText(/Your line.*61|Your line.*60/);
    expect(await violationsOf(page, ["light", "dark", "forced"])).toEqual([]);
  });

  await test.step("a press makes a rule of it; the rule leads back; its threshold is a line", async () => {
    await page.getByRole("button", { name: "Make a rule of this…" }).click();
    const editor = page.getByRole("dialog", { name: "New rule" });
    await expect(editor.getByLabel("Value")).toHaveValue("inferenceMs");
    await expect(editor.getByLabel("Threshold, ms")).toHaveValue("60.5");
    await expect(editor.getByLabel("Broken when it is")).toHaveValue("true");
    await editor.getByLabel("Name", { exact: true }).fill("Inference far too slow");
    await editor.getByRole("button", { name: "Save the rule" }).click();
    await expect(editor).toHaveCount(0);
    await expect(page).toHaveURL(/\/settings\/rules$/);
    await page.getByRole("link", { name: "Compare robots by the value of Inference far too slow" }).click();
    await expect(page).toHaveURL(/\/trends\/robots\?value=inferenceMs$/);
    await expect(figure).toContainText("Rule Inference far too slow");
  });

  await test.step("a row leads to the robot's own charts of that time, and they lead back", async () => {
    await table.getByRole("link", { name: /: arm-slow, / }).click();
    await expect(page).toHaveURL(new RegExp(`/robots/${slow.robotId}\\?window=1h&until=`));
    await expect(page.getByRole("figure", { name: "Latency" })).toBeVisible();
    await page.getByRole("link", { name: "Compare with others" }).click();
    await expect(page).toHaveURL(new RegExp(`/trends/robots\\?draw=${slow.robotId}&span=1h&until=`));
    await expect(table.getByRole("row").nth(1)).toContainText("arm-slow");
  });

  await test.step("only some robots, none of them, and nothing reported", async () => {
    await page.getByLabel("Robots", { exact: true }).selectOption("These robots…");
    await expect(page.getByRole("heading", { name: "No robot is meant." })).toBeVisible();
    await page.getByRole("checkbox", { name: "arm-never", exact: true }).click();
    await expect(page.getByRole("checkbox", { name: "arm-never", exact: true })).toBeChecked();
    await expect(page.getByRole("heading", { name: "No values in this time" })).toBeVisible();
    await page.getByRole("checkbox", { name: "arm-slow", exact: true }).click();
    await expect(page.getByRole("checkbox", { name: "arm-slow", exact: true })).toBeChecked();
    await expect(table.getByRole("row")).toHaveCount(3);
    expect(await excessOf(page)).toBe(0);
  });

  await test.step("how late heartbeats were is compared too, and no rule is made of it", async () => {
    await page.goto("/trends/robots?value=longestGapMs&span=6h");
    await expect(page.getByRole("table", { name: "Longest gap between heartbeats, s" }).getByRole("row")).toHaveCount(4);
    await expect(page.getByRole("button", { name: "Make a rule of this…" })).toHaveCount(0);
  });
});
