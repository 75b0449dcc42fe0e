import { readFileSync, writeFileSync } from "node:fs";
import type { Link } from "../convex/model/receipts/chain.ts";
import { checkpointFile } from "../convex/model/receipts/checkpointFile.ts";
import { type ExportManifest, exportReceipts } from "../convex/model/receipts/exportFile.ts";
import { violationsOf } from "./accessibility.ts";
import { expect, openSignedIn, test } from "./fixtures.ts";

test.skip(({ isMobile }) => isMobile, "The same at every width; e2e/pages.spec.ts measures the pages.");

test("a checkpoint that was published finds out an export whose end was cut off, on both pages", async ({ page, organization }) => {
  const { id: deploymentId } = await organization.call("mutation", "createDeployment", { name: "pick", modelId: "pi0.5" });
  for (let n = 0; n < 3; n += 1) {
    const { sessionId } = await organization.call("mutation", "authorizeSession", { deploymentId });
    await organization.call("mutation", "closeSession", { sessionId, reason: `run ${n}` });
  }
  await openSignedIn(page, organization.email, "/receipts");
  const saved = page.waitForEvent("download");
  await page.locator("summary", { hasText: "Export" }).click();
  await page.getByRole("button", { name: "JSONL" }).click();
  const whole = test.info().outputPath("whole.jsonl");
  await (await saved).saveAs(whole);
  const [manifest, ...links] = readFileSync(whole, "utf8")
    .trimEnd()
    .split("\n")
    .map((line) => JSON.parse(line) as unknown) as [ExportManifest, ...Link[]];
  const checkpoint = manifest.checkpoint;
  if (checkpoint === undefined || checkpoint === null) throw new Error("the export has a checkpoint");
  // What the server publishes of a day is the same signed word; whoever cuts the end off cannot take that back.
  const files = { published: test.info().outputPath("checkpoint.json"), cut: test.info().outputPath("cut.jsonl") };
  writeFileSync(files.published, checkpointFile([checkpoint]));
  const second = links[1];
  if (second === undefined) throw new Error("three receipts were exported");
  const head = { sequence: second.sequence, hash: second.hash };
  writeFileSync(files.cut, exportReceipts({ ...manifest, head, checkpoint: null }, links.slice(0, 2)));

  await test.step("in the list, given after the export", async () => {
    await page.getByRole("button", { name: "Verify or import" }).click();
    const area = page.getByRole("region", { name: "Verify a file" });
    await area.getByLabel("Verify a file…").setInputFiles(files.cut);
    await expect(area).toContainText("The whole chain is sound: 2 receipts");
    await area.getByLabel("Add published checkpoints…").setInputFiles(files.published);
    await expect(area).toContainText("Broken at receipt #3 (line 4)");
    await expect(area).toContainText("names #3 as the end then");
    const given = area.getByRole("list", { name: "Published checkpoints" });
    await expect(given).toContainText("checkpoint.json: 1 checkpoint");
    await expect(given).toContainText("The file contradicts it");
    await page.emulateMedia({ reducedMotion: "reduce" });
    expect(await violationsOf(page)).toEqual([]);
    await area.getByLabel("Verify a file…").setInputFiles(whole);
    await expect(area).toContainText("The whole chain is sound: 3 receipts");
    await expect(area).toContainText("Nothing up to #3 was changed or left out since");
    await expect(given).toContainText("The file bears it out");
  });

  await test.step("where a file is looked into, given before the export and taken away again", async () => {
    await page.goto("/receipts/import");
    await page.getByLabel("Add published checkpoints…").setInputFiles(files.published);
    const given = page.getByRole("list", { name: "Published checkpoints" });
    await expect(given).toContainText("Not compared with a file of receipts yet");
    await page.getByLabel("Choose a file…").setInputFiles(files.cut);
    const verification = page.getByRole("region", { name: "Verification" });
    await expect(verification).toContainText("Broken at receipt #3 (line 4)");
    await expect(given).toContainText("The file contradicts it");
    expect(await violationsOf(page)).toEqual([]);
    await page.getByRole("button", { name: "Take checkpoint.json away" }).click();
    await expect(verification).toContainText("The whole chain is sound: 2 receipts");
    await page.getByLabel("Choose another file…").setInputFiles([files.published, whole]);
    await expect(verification).toContainText("The whole chain is sound: 3 receipts");
    await expect(verification).toContainText("is borne out: #3 is the receipt that it names");
    await page.getByLabel("Add published checkpoints…").setInputFiles(whole);
    await expect(page.getByRole("alert").filter({ hasText: "No published checkpoint is in whole.jsonl." })).toBeVisible();
    await expect(given).toContainText("The file bears it out");
  });
});
