import { violationsOf } from "./accessibility.ts";
import { rpc } from "./console.ts";
import { expect, openSignedIn, so101Schema, test } from "./fixtures.ts";
import { excessOf } from "./routes.ts";

test("an admin writes a rule, a robot breaks it, everybody is told, and it ends by itself", async ({ page, site, organization }) => {
  const { call } = organization;
  const { id: robotSchemaId } = await call("mutation", "registerRobotSchema", { name: "so101", schema: so101Schema() });
  let seq = 0;
  const paired = async (name: string) => {
    const { id: robotId } = await call("mutation", "registerRobot", { name, robotSchemaId });
    const { token } = await call("mutation", "createPairingToken", { robotId });
    const { credential: apiKey } = await rpc(site.url, "mutation", "publicApi:claimPairingToken", { token });
    const send = (said: object) => rpc(site.url, "mutation", "publicApi:heartbeatRobot", { apiKey, robotId, seq: (seq += 1), ...said });
    return { robotId, send };
  };
  const { robotId, send } = await paired("arm-1");
  const beat = (batteryPct: number, state = "running") => send({ state, intervalMs: 60_000, batteryPct });
  const bare = await paired("arm-2");
  /** Of an arm that reports no battery. */
  const beatBare = () => bare.send({ state: "running", intervalMs: 10_000 });
  await beat(50);
  await openSignedIn(page, organization.email, "/settings/rules");
  const row = page.getByRole("main").getByRole("listitem").filter({ hasText: "Battery low" }).first();
  const editor = page.getByRole("dialog", { name: "Change the rule" });

  await test.step("one press makes a rule of an example; the editor says what it would have done", async () => {
    await expect(page.getByRole("heading", { name: "No rules yet" })).toBeVisible();
    expect(await violationsOf(page, ["light", "dark", "forced"])).toEqual([]);
    await page.getByRole("button", { name: "Battery low" }).click();
    await expect(row).toContainText("Battery under 20 % for 1 min · Every robot");
    await expect(row).toContainText("No robot breaks it");
    await row.getByRole("button", { name: "Robots without data for Battery low" }).click();
    await expect(page).toHaveURL(/open=no-data/);
    const without = page.getByRole("dialog", { name: "No data for Battery low" });
    await expect(without.getByRole("listitem")).toHaveText([/arm-2.*Never heard/]);
    expect(await violationsOf(page, ["light", "dark", "forced"])).toEqual([]);
    await page.keyboard.press("Escape");
    await row.getByRole("button", { name: "Change Battery low" }).click();
    await expect(page).toHaveURL(/open=rule/);
    await expect(editor).toContainText("It would have opened no incident.");
    await editor.getByLabel("For how long, seconds").fill("x");
    await expect(editor.getByText("Give 0 to 3600 seconds.").first()).toBeVisible();
    await editor.getByLabel("For how long, seconds").fill("0");
    await editor.getByLabel("Threshold, %").fill("60");
    await expect(editor).toContainText("It would have opened 1 incident on 1 robot.");
    await expect(editor.getByLabel("Robot", { exact: true })).toContainText("arm-1: 1 incident");
    await expect(editor.getByRole("figure", { name: "arm-1: Battery" })).toContainText(/threshold.*60/);
    await editor.getByRole("button", { name: "Table" }).click();
    await expect(editor.getByRole("table", { name: "arm-1: Battery, %" })).toContainText(/50.*50.*50.*broken/);
    await editor.getByRole("button", { name: "Chart" }).click();
    expect(await violationsOf(page, ["light", "dark", "forced"])).toEqual([]);
    expect(await excessOf(page)).toBe(0);
    await editor.getByLabel("Threshold, %").fill("20");
    await editor.getByLabel("When no data comes").selectOption("Open an incident");
    await editor.getByLabel("After how long, minutes").fill("0");
    await expect(editor.getByText("Give 1 to 1440 minutes.").first()).toBeVisible();
    await editor.getByLabel("After how long, minutes").fill("1");
    expect(await violationsOf(page, ["light", "dark", "forced"])).toEqual([]);
    expect(await excessOf(page)).toBe(0);
    await editor.getByRole("button", { name: "Save the rule" }).click();
    await expect(row).toContainText("Battery under 20 %, or no data for 1 min · Every robot");
    await beatBare();
    await expect(row.getByRole("button", { name: "Robots without data for Battery low" })).toHaveCount(0);
  });

  await test.step("a heartbeat breaks it: the page, the bell and the incidents say so", async () => {
    await beat(15, "warning");
    await expect(row).toContainText("1 robot breaks it");
    await row.getByRole("link", { name: "1 robot breaks it" }).click();
    await expect(page).toHaveURL(/\/incidents\?rule=/);
    const ofRule = page.getByRole("list", { name: "Incidents" }).getByRole("listitem");
    await expect(ofRule.filter({ hasText: "Battery low" })).toHaveCount(1);
    await expect(ofRule.filter({ hasText: "Reports a warning" })).toHaveCount(0);
    await expect(page.getByRole("radio")).toHaveCount(2);
    await page.getByRole("button", { name: "Only the rule Battery low. Show every cause" }).click();
    await expect(ofRule.filter({ hasText: "Reports a warning" })).toHaveCount(1);
    await page
      .getByRole("button", { name: /Notices/ })
      .first()
      .click();
    await expect(page.getByRole("link", { name: /arm-1 breaks the rule Battery low: 15 %, limit 20 %\./ })).toBeVisible();
    await page.goto("/incidents");
    const incident = page.getByRole("list", { name: "Incidents" }).getByRole("listitem").filter({ hasText: "Battery low" });
    await expect(incident).toContainText(/Battery low.*Moderate.*arm-1.*Battery: 15 %\. The rule: Battery under 20 %\./);
    await page.goto(`/robots/${String(robotId)}`);
    await expect(page.getByRole("region", { name: "Attention" }).getByRole("status")).toContainText("Breaks a rule: Battery low");
  });

  await test.step("it ends by itself once the battery was charged for ten seconds", async () => {
    await page.goto("/incidents?show=all");
    const incident = page.getByRole("list", { name: "Incidents" }).getByRole("listitem").filter({ hasText: "Battery low" });
    await expect(async () => {
      await beat(90);
      await expect(incident).toContainText("It ended by itself.", { timeout: 1_000 });
    }).toPass({ timeout: 30_000 });
  });

  await test.step("of a robot whose heartbeats carry no battery it says that it has no data, not that all is well", async () => {
    await page.goto("/settings/rules");
    await expect(async () => {
      await beatBare();
      await expect(row).toContainText("No data: 1 of 2", { timeout: 1_000 });
    }).toPass({ timeout: 60_000 });
    await expect(row).toContainText("No robot breaks it");
    await row.getByRole("button", { name: "Robots without data for Battery low" }).click();
    const without = page.getByRole("dialog", { name: "No data for Battery low" });
    await expect(without.getByRole("listitem")).toHaveText([/arm-2.*Battery: not reported for \d+ s/]);
    await without.getByRole("link", { name: "arm-2" }).click();
    const attention = page.getByRole("region", { name: "Attention" });
    await expect(attention).toContainText("No data for the rule Battery low");
    await expect(attention.getByRole("status")).toHaveText("Nothing needs attention.");
    expect(await violationsOf(page, ["light", "dark", "forced"])).toEqual([]);
  });

  await test.step("after the minute that the rule names, its missing data is an incident of its own", async () => {
    await page.goto("/settings/rules");
    await expect(async () => {
      await beatBare();
      await expect(row).toContainText("1 robot sends no data", { timeout: 1_000 });
    }).toPass({ timeout: 90_000 });
    await row.getByRole("link", { name: "1 robot sends no data" }).click();
    const incident = page.getByRole("list", { name: "Incidents" }).getByRole("listitem").filter({ hasText: "No data for Battery low" });
    await expect(incident).toContainText(/arm-2.*Battery: not in its heartbeats for 1 min\./);
    await page
      .getByRole("button", { name: /Notices/ })
      .first()
      .click();
    await expect(page.getByRole("link", { name: "arm-2 sends no data for the rule Battery low: none for 1 min." })).toBeVisible();
  });

  await test.step("switched off, it tells nothing; removed, it can be put back", async () => {
    await page.goto("/settings/rules");
    await row.getByRole("button", { name: "Switch off Battery low" }).click();
    await expect(row).toContainText("Switched off");
    await beat(5);
    await row.getByRole("button", { name: "Remove Battery low" }).click();
    await expect(page.getByRole("heading", { name: "No rules yet" })).toBeVisible();
    await page.getByRole("button", { name: "Undo" }).click();
    await expect(row).toContainText("Switched off");
    await page.goto("/incidents?show=all");
    await expect(page.getByRole("list", { name: "Incidents" }).getByRole("listitem").filter({ hasText: "Battery low" })).toHaveCount(2);
  });
});
