import { readFile } from "node:fs/promises";
import type { Page } from "@playwright/test";
import { parquetMetadataAsync, parquetReadObjects } from "hyparquet";
import { violationsOf } from "./accessibility.ts";
import { rpc } from "./console.ts";
import { expect, type Organization, password, signIn, test } from "./fixtures.ts";

type Receipt = { id: string; sequence: number; hash: string };

async function makeReceipts({ call }: Organization, name: string, count: number): Promise<string> {
  const { id: deploymentId } = await call("mutation", "createDeployment", { name, modelId: "pi0.5" });
  for (let n = 0; n < count; n += 1) {
    const { sessionId } = await call("mutation", "authorizeSession", { deploymentId });
    await call("mutation", "closeSession", { sessionId, reason: "task_done" });
  }
  return String(deploymentId);
}

/** Oldest first. */
async function receiptsOf({ call }: Organization, deploymentId: string): Promise<Receipt[]> {
  const { receipts } = await call("query", "listReceipts", { deploymentId });
  return (receipts as Receipt[]).toSorted((a, b) => a.sequence - b.sequence);
}

/** Calls the dashboard's own functions as a person does whose page is open. */
async function personAt(url: string, email: string) {
  const { tokens } = await rpc(url, "action", "auth:signIn", { provider: "password", params: { email, password, flow: "signIn" } });
  const authorization = `Bearer ${(tokens as { token: string }).token}`;
  return (path: string, args: Record<string, unknown>) => rpc(url, "mutation", path, args, { authorization });
}

test.describe("at a desk", () => {
  test.skip(({ isMobile }) => isMobile, "Numbers of many receipts are read at a desk; e2e/pages.spec.ts looks at the pages on a phone.");

  test("how far two people agree is a number, with what it rests on", async ({ page, site, organization }) => {
    const admin = await personAt(site.url, organization.email);
    const other = await personAt(site.url, await organization.addOperator("operator"));
    await admin("reviews:setDoubleShare", { share: 1 });
    const receipts = await receiptsOf(organization, await makeReceipts(organization, "pick-and-place", 30));
    // 12 good and 12 bad alike, 3 apart each way: 0.8 observed, 0.5 by chance.
    for (const [index, { id }] of receipts.entries()) {
      await admin("receipts:review", { id, verdict: index < 15 ? "good" : "bad" });
      await other("receipts:review", { id, verdict: index < 12 || index >= 27 ? "good" : "bad" });
    }
    await signIn(page, organization.email);
    await page.goto("/receipts/agreement");
    const agreement = page.getByRole("region", { name: "Agreement", exact: true });
    await expect(agreement).toContainText(
      "The same verdict on 80 % of 30. Beyond chance their agreement is good: kappa 0.60, with 95 % confidence",
    );
    const rows = agreement.getByRole("table").locator("tbody").getByRole("row");
    await expect(rows.filter({ hasText: "Good" })).toHaveText(/Good1203/);
    await expect(rows.filter({ hasText: "Bad" })).toHaveText(/Bad3012/);
    expect(await violationsOf(page)).toEqual([]);
  });

  test("a deployment's trend marks where its latency changed", async ({ page, site, organization }) => {
    const { call } = organization;
    const { id: robotSchemaId } = await call("mutation", "registerRobotSchema", {
      name: "so101",
      schema: { actions: { action: { shape: [6], safe_stop: { mode: "hold" } } } },
    });
    const { id: robotId } = await call("mutation", "registerRobot", { name: "arm-1", robotSchemaId });
    const { id: deploymentId } = await call("mutation", "createDeployment", { name: "pick-and-place", modelId: "pi0.5", robotSchemaId });
    const { token } = await call("mutation", "createPairingToken", { robotId });
    const { credential } = await rpc(site.url, "mutation", "publicApi:claimPairingToken", { token });
    for (let run = 0; run < 16; run += 1) {
      const { sessionId } = await call("mutation", "authorizeSession", { deploymentId, robotId });
      const beat = {
        apiKey: credential,
        robotId,
        sessionId,
        seq: run,
        intervalMs: 1_000,
        mode: "dry_run",
        steps: 25,
        inferenceMs: (run < 8 ? 20 : 90) + (run % 2),
      };
      expect(await rpc(site.url, "mutation", "publicApi:heartbeatRobot", beat)).toMatchObject({ ok: true });
      await call("mutation", "closeSession", { sessionId, reason: "task_done" });
    }
    const changed = (await receiptsOf(organization, String(deploymentId)))[8];
    await signIn(page, organization.email);
    await page.goto(`/deployments/${String(deploymentId)}`);
    const changes = page.getByRole("region", { name: "Trend", exact: true }).getByRole("list", { name: "Changes" });
    await expect(changes.getByRole("listitem")).toHaveCount(1);
    await expect(changes).toContainText(/Latency, 95 of 100 rose from \d\d ms to \d\d+ ms with #9/);
    // The mark itself, and where it leads.
    const chart = page.getByRole("img", { name: /^Latency, 95 of 100 of 16 runs: .*; changed with #9$/ });
    await expect(chart.locator("line[stroke-dasharray]")).toHaveCount(1);
    await expect(page.getByRole("img", { name: /^Steps of 16 runs: .*; no change$/ }).locator("line[stroke-dasharray]")).toHaveCount(0);
    expect(await violationsOf(page)).toEqual([]);
    await changes.getByRole("link", { name: "#9" }).click();
    await expect(page).toHaveURL(new RegExp(`/receipts/${changed?.id}$`));
  });

  test("the export of a filtered list as Parquet holds exactly its rows", async ({ page, organization }) => {
    await makeReceipts(organization, "sorting", 3);
    const deploymentId = await makeReceipts(organization, "pick-and-place", 4);
    await signIn(page, organization.email);
    await page.goto(`/receipts?deployment=${deploymentId}`);
    await expect(page.getByRole("status").filter({ hasText: "4 receipts match, 7 in all." })).toBeVisible();
    await page.getByText("Export", { exact: true }).click();
    const [download] = await Promise.all([page.waitForEvent("download"), page.getByRole("button", { name: /^Parquet/ }).click()]);
    expect(download.suggestedFilename()).toMatch(/^receipts-\d{4}-\d\d-\d\d-4\.parquet$/);
    const bytes = await readFile(await download.path());
    const file = { byteLength: bytes.length, slice: (from: number, to = bytes.length) => new Uint8Array(bytes.subarray(from, to)).buffer };
    const rows = await parquetReadObjects({ file, metadata: await parquetMetadataAsync(file) });
    const listed = await receiptsOf(organization, deploymentId);
    const read = rows
      .map(({ receipt_id: id, sequence, hash }) => ({ id, sequence: Number(sequence), hash }))
      .toSorted((a, b) => a.sequence - b.sequence);
    expect(read).toEqual(listed.map(({ id, sequence, hash }) => ({ id, sequence, hash })));
    expect(rows.map((row) => row["deployment_id"])).toEqual(rows.map(() => deploymentId));
  });

  test("a comparison on its way keeps the page's shape, and says so", async ({ page, organization }) => {
    const receipts = await receiptsOf(organization, await makeReceipts(organization, "pick-and-place", 2));
    await signIn(page, organization.email);
    const letGo = await holdAnswers(page);
    await page.goto(`/receipts/compare?ids=${receipts.map(({ id }) => id).join(",")}`);
    await expect(page.getByRole("heading", { name: "Compare receipts", level: 1 })).toBeVisible();
    await expect(page.getByRole("status", { name: "Loading page" })).toBeVisible();
    expect(await violationsOf(page)).toEqual([]);
    letGo();
    await expect(page.getByRole("status", { name: "Loading page" })).toHaveCount(0);
    await expect(page.getByRole("region", { name: "Compared receipts" }).getByRole("listitem")).toHaveCount(2);
  });
});

/** Nothing that the server says reaches the page until the answer is called. */
async function holdAnswers(page: Page): Promise<() => void> {
  let isHeld = true;
  const waiting: (() => void)[] = [];
  await page.routeWebSocket(/\/sync$/, (socket) => {
    const server = socket.connectToServer();
    server.onMessage((message) => (isHeld ? waiting.push(() => socket.send(message)) : socket.send(message)));
  });
  return () => {
    isHeld = false;
    for (const send of waiting.splice(0)) send();
  };
}

test("on the smallest phone the two things to do with receipts stand side by side", async ({ page, organization, isMobile }) => {
  test.skip(!isMobile, "A head has room enough at a desk.");
  await makeReceipts(organization, "pick-and-place", 1);
  await signIn(page, organization.email);
  await page.setViewportSize({ width: 360, height: 780 });
  await page.goto("/receipts");
  const controls = page.getByRole("main").getByText(/^(Verify or import|Review queue)$/);
  await expect(controls).toHaveCount(2);
  const tops = () => controls.evaluateAll((all) => new Set(all.map((control) => control.getBoundingClientRect().top)).size);
  expect(await tops()).toBe(1);
  // A reader's own spacing, or another typeface where ours came late: https://www.w3.org/TR/WCAG22/#text-spacing
  await page.addStyleTag({ content: "* { letter-spacing: 0.12em !important; word-spacing: 0.16em !important; }" });
  expect(await tops()).toBe(1);
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(360);
});
