import { readFileSync } from "node:fs";

import { violationsOf } from "./accessibility.ts";
import { rpc } from "./console.ts";
import { expect, openSignedIn, so101Schema, test } from "./fixtures.ts";
import { excessOf } from "./routes.ts";

test("what needed attention has a history: of a robot and of the organization, with who took it, what they did, and how it ended", async ({
  page,
  site,
  organization,
}) => {
  const { call } = organization;
  const { id: robotSchemaId } = await call("mutation", "registerRobotSchema", { name: "so101", schema: so101Schema() });
  const { id: robotId } = await call("mutation", "registerRobot", { name: "arm-1", robotSchemaId });
  const { id: deploymentId } = await call("mutation", "createDeployment", { name: "pick", modelId: "pi0.5", robotSchemaId });
  const { token } = await call("mutation", "createPairingToken", { robotId });
  const { credential } = await rpc(site.url, "mutation", "publicApi:claimPairingToken", { token });
  let seq = 0;
  const beat = (state: string, message?: string) =>
    rpc(site.url, "mutation", "publicApi:heartbeatRobot", {
      ...{ apiKey: credential, robotId, seq: (seq += 1), state, intervalMs: 60_000 },
      ...(message === undefined ? {} : { message }),
    });
  await beat("running");
  await openSignedIn(page, organization.email, "/incidents");
  await expect(page.getByRole("heading", { name: "No incidents here" })).toBeVisible();
  const attention = page.getByRole("region", { name: "Attention" });
  const list = page.getByRole("list", { name: "Incidents" });
  const entry = (text: string) => list.getByRole("listitem").filter({ hasText: text }).first();

  await test.step("a fault begins one while the page is open; whoever takes it stands in its story; it ends with its cause", async () => {
    await beat("fault", "motor 3 is hot");
    await expect(entry("Reports a fault")).toContainText(/arm-1.*for \d+ s.*“motor 3 is hot” It lasts\./);
    await expect(entry("Reports a fault")).toContainText("Serious");
    await entry("Reports a fault").getByRole("button", { name: "I take this" }).click();
    await expect(entry("Reports a fault")).toContainText("Olga (admin) took it");
    await expect(entry("Reports a fault").getByRole("button", { name: "I take this" })).toHaveCount(0);
    await entry("Reports a fault").getByRole("link", { name: "arm-1" }).click();
    await expect(attention.getByRole("status")).toContainText("Olga (admin) attends to it");
    await expect(entry("Reports a fault")).toContainText("Olga (admin) took it");
    await entry("Reports a fault").getByRole("button", { name: "Add a note…" }).click();
    const dialog = page.getByRole("dialog", { name: "arm-1: Reports a fault" });
    await expect(page).toHaveURL(/open=incident/);
    await expect(dialog.getByRole("button", { name: "Add the note" })).toHaveAttribute("aria-disabled", "true");
    await dialog.getByLabel("What you found, or did").fill("Let it cool down.");
    expect(await violationsOf(page, ["light", "dark", "forced"])).toEqual([]);
    await dialog.getByRole("button", { name: "Add the note" }).click();
    await expect(entry("Reports a fault")).toContainText("Olga (admin): “Let it cool down.”");
    await beat("running");
    await expect(entry("Reports a fault")).toContainText(/lasted \d+ s.*It ended by itself\./);
  });

  await test.step("an admin says how grave a cause is, and the list says so at once", async () => {
    await page.goto("/incidents?show=all");
    await page.getByRole("button", { name: "How grave…" }).click();
    await expect(page).toHaveURL(/open=severities/);
    const dialog = page.getByRole("dialog", { name: "How grave each cause is" });
    await expect(dialog.getByText("Critical, always: the arm may move unseen.")).toBeVisible();
    await dialog.getByLabel("Doctor failed").selectOption("Moderate");
    await expect(dialog.getByText("Usually: Minor")).toBeVisible();
    expect(await violationsOf(page, ["light", "dark", "forced"])).toEqual([]);
    await page.keyboard.press("Escape");
    await page.goto(`/robots/${String(robotId)}`);
  });

  await test.step("a doctor that failed waits for somebody to look, can be taken, and is settled with what they found", async () => {
    const { passed } = await call("mutation", "runReadinessCheck", { deploymentId, robotId });
    expect(passed).toBe(false);
    await expect(attention.getByRole("status")).toContainText("Doctor failed");
    await attention.getByRole("button", { name: "I take this" }).click();
    await page.goto("/");
    await expect(page.getByRole("main")).toContainText("Doctor failed · Olga (admin) attends to it");
    await page.getByRole("main").getByRole("link", { name: "Incidents" }).click();
    await expect(page).toHaveURL(/\/incidents$/);
    await expect(entry("Doctor failed")).toContainText("Nobody has looked at it yet.");
    await entry("Doctor failed").getByRole("button", { name: "I looked at it…" }).click();
    const link = page.url();
    await page.goto("/");
    await page.goto(link);
    const dialog = page.getByRole("dialog", { name: "arm-1: Doctor failed" });
    await dialog.getByLabel("What you found, or did").fill("Its worker is not up yet.");
    await dialog.getByLabel("What you found, or did").press("Tab");
    await dialog.getByRole("button", { name: "I looked at it" }).click();
    await expect(page.getByRole("heading", { name: "No incidents here" })).toBeVisible();
    await page.getByRole("button", { name: "Show all incidents" }).click();
    await expect(page).toHaveURL(/show=all/);
    await expect(entry("Doctor failed")).toContainText("Olga (admin) looked, and settled it.");
    await expect(entry("Reports a fault")).toContainText("Let it cool down.");
    expect(await violationsOf(page, ["light", "dark", "forced"])).toEqual([]);
    expect(await excessOf(page)).toBe(0);
    const download = page.waitForEvent("download");
    await page.getByRole("button", { name: "Export JSONL" }).click();
    const lines = readFileSync(await (await download).path(), "utf8")
      .trimEnd()
      .split("\n");
    const exported = lines.map((line) => JSON.parse(line) as { cause: string; severity: string; steps: unknown[] });
    expect(exported.map(({ cause, severity, steps }) => [cause, severity, steps.length])).toEqual([
      ["doctor_failed", "moderate", 2],
      ["fault", "serious", 2],
    ]);
    await page.getByText("Moving arms").click();
    await expect(list.getByRole("listitem").filter({ hasText: "Doctor failed" })).toHaveCount(0);
    await page.goto(`/robots/${String(robotId)}`);
    await expect(attention.getByRole("status")).toHaveText("Nothing needs attention.");
    await page.getByRole("link", { name: "All of its incidents" }).click();
    await expect(page).toHaveURL(new RegExp(`robot=${String(robotId)}`));
    await expect(page.getByRole("button", { name: "Only arm-1. Show every robot" })).toBeVisible();
  });
});
