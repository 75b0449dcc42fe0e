import { createHash, generateKeyPairSync, sign } from "node:crypto";
import { readFileSync, writeFileSync } from "node:fs";
import canonicalize from "canonicalize";
import { buildLink, firstPreviousHash, type Link } from "../convex/model/receipts/chain.ts";
import { exportReceipts } from "../convex/model/receipts/exportFile.ts";
import { createSigningKey } from "../convex/model/signing/ed25519.ts";
import { violationsOf } from "./accessibility.ts";
import { expect, openSignedIn, signIn, test } from "./fixtures.ts";

test.skip(({ isMobile }) => isMobile, "The same at every width; e2e/pages.spec.ts measures the pages.");

test("a run's raw data is kept by one press and let go by another, and pages say until when it is there", async ({
  page,
  organization,
  runningRobot,
}) => {
  const { sessionId, process } = await runningRobot();
  await signIn(page, organization.email);

  await test.step("an admin shortens what is kept, after a warning, and the log has it", async () => {
    await page.goto("/settings/data");
    const days = page.getByLabel("Single heartbeats of a kept run, days");
    await days.fill("400");
    await expect(page.getByText("A whole number from 1 to 365.")).toBeVisible();
    await days.fill("7");
    await expect(page.getByText("What is older goes within minutes of saving, for good.")).toBeVisible();
    expect(await violationsOf(page)).toEqual([]);
    await page.getByRole("button", { name: "Save and delete what is older" }).click();
    await expect(page.getByText("Nothing has changed.")).toBeAttached();
    await page.goto("/audit");
    await expect(page.getByRole("cell", { name: "raw data" }).first()).toBeVisible();
  });

  await test.step("the session says until when, keeps, and lets go", async () => {
    await page.goto(`/sessions/${sessionId}`);
    const raw = page.getByRole("region", { name: "Raw data" });
    await expect(raw).toContainText(
      "Each single heartbeat of this run goes after 15 minutes. Means of minutes stay 24 hours after it ends.",
    );
    await raw.getByRole("button", { name: "Keep them for 7 days" }).click();
    await expect(raw).toContainText("Its single heartbeats are kept, until 7 days after it ends.");
    await organization.call("mutation", "closeSession", { sessionId, reason: "task_done" });
    await process.stop();
    await expect(raw).toContainText(/^Raw data until .+ \(single heartbeats, kept\)\..* Means of minutes until/);
    await raw.getByRole("button", { name: "Do not keep them" }).click();
    await expect(raw).toContainText("kept no longer");
    await raw.getByRole("button", { name: "Keep them after all" }).click();
    await expect(raw).toContainText("(single heartbeats, kept)");
  });

  await test.step("the receipt says the same, and the robot until when its heartbeats are there", async () => {
    await page.getByRole("link", { name: "Open the receipt" }).click();
    await expect(page.getByRole("region", { name: "Course of the run" })).toContainText("(single heartbeats, kept)");
    await page.getByRole("link", { name: "arm-1" }).first().click();
    await expect(page.getByText(/Single heartbeats until .+; means of minutes until/)).toBeVisible();
  });
});

test("what was exported is looked into again, by this console and by another, and nothing of it is sent", async ({
  page,
  organization,
}) => {
  const { id: deploymentId } = await organization.call("mutation", "createDeployment", { name: "pick", modelId: "pi0.5" });
  for (let n = 0; n < 3; n += 1) {
    const { sessionId } = await organization.call("mutation", "authorizeSession", { deploymentId });
    await organization.call("mutation", "closeSession", { sessionId, reason: `=cmd ${n}` });
  }
  await signIn(page, organization.email);
  const files: Record<string, string> = {};
  await page.goto("/receipts");
  for (const format of ["CSV", "JSONL", "Parquet"]) {
    const saved = page.waitForEvent("download");
    await page.locator("summary", { hasText: "Export" }).click();
    await page.getByRole("list", { name: "Formats of the export" }).getByRole("button", { name: format }).click();
    const download = await saved;
    expect(download.suggestedFilename()).toBe(`receipts-${new Date().toISOString().slice(0, 10)}-3.${format.toLowerCase()}`);
    files[format] = test.info().outputPath(download.suggestedFilename());
    await download.saveAs(files[format]);
  }
  await page.getByRole("button", { name: "Verify or import" }).click();
  await page.getByRole("link", { name: "look into a file" }).click();
  const verification = page.getByRole("region", { name: "Verification" });
  const posted: string[] = [];
  page.on("request", (request) => request.method() === "POST" && posted.push(request.url()));
  for (const [format, headline] of [
    ["CSV", "3 receipts, each of them genuine"],
    ["Parquet", "The whole chain is sound: 3 receipts"],
    ["JSONL", "The whole chain is sound: 3 receipts"],
  ] as const) {
    await page.getByLabel(/^Choose (a|another) file…$/).setInputFiles(files[format] ?? "");
    await expect(page.getByText(/^Imported from receipts-.*, not from this console\.$/)).toContainText(format.toLowerCase());
    await expect(verification).toContainText(headline);
    await expect(verification).toContainText("Verified with this server's own keys.");
    await expect(page.getByRole("table", { name: "Receipts" }).getByRole("row")).toHaveCount(4);
  }
  await page.getByRole("button", { name: "#2 no robot" }).click();
  const sheet = page.getByRole("dialog", { name: /^Receipt #2 of receipts-/ });
  await expect(sheet.getByRole("heading", { name: "What happened" })).toBeVisible();
  // A sheet in motion is between two schemes when it is measured.
  await page.emulateMedia({ reducedMotion: "reduce" });
  expect(await violationsOf(page)).toEqual([]);
  await page.keyboard.press("Escape");
  expect(posted).toEqual([]);

  const text = readFileSync(files.JSONL ?? "", "utf8");
  const [manifest = "", ...lines] = text.trimEnd().split("\n");
  const give = async (content: string) => {
    writeFileSync(test.info().outputPath("given.jsonl"), content);
    await page.getByLabel("Choose another file…").setInputFiles(test.info().outputPath("given.jsonl"));
  };
  await give(text.replace("=cmd 1", "=cmd 9"));
  await expect(verification).toContainText("Broken at receipt #2 (line 3)");
  // A long file is read beside the page, which opens one of its receipts meanwhile.
  await give(
    [manifest, ...Array.from({ length: 10_000 }, (_, at) => lines[at % 3]?.replace(/"sequence":\d+/, `"sequence":${at + 1}`))].join("\n"),
  );
  await page.getByRole("button", { name: "#3 no robot" }).click();
  await expect(page.getByRole("dialog").getByRole("heading", { name: "What happened" })).toBeVisible();
  await page.keyboard.press("Escape");
  await expect(page.getByText("10,000 receipts in the file")).toBeVisible();
  await expect(verification).toContainText("Broken at receipt");

  const key = createSigningKey("receipts");
  const link = buildLink({ organizationId: "elsewhere", timestamp: 1_000, robot: { id: "r", name: "their arm" } }, null, key);
  await give(
    exportReceipts({ exportedAt: 2_000, filter: {}, head: { sequence: 1, hash: link.hash }, publicKeys: { [key.keyId]: key.publicKey } }, [
      link,
    ]),
  );
  await expect(verification).toContainText("it is of another console, and its own keys were believed");
  await expect(verification).toContainText("The whole chain is sound: 1 receipt");
  await page.getByRole("button", { name: "#1 their arm" }).click();
  await page.getByText("The signed text").click();
  await expect(page.getByRole("dialog")).toContainText('"organizationId":"elsewhere"');
});

test("while a long file is verified the page answers: the check is stopped, and what was read can still be opened", async ({
  page,
  organization,
}) => {
  // So many that their check outlasts a press, though the browser's own Ed25519 is quick; signed by Node's, or making them would take longer.
  const count = 10_000;
  const { publicKey, privateKey } = generateKeyPairSync("ed25519");
  const chain: Link[] = [];
  for (let sequence = 1; sequence <= count; sequence += 1) {
    const previousHash = chain.at(-1)?.hash ?? firstPreviousHash;
    const body =
      canonicalize({ organizationId: "elsewhere", timestamp: sequence, robot: { id: "r", name: "their arm" }, sequence, previousHash }) ??
      "";
    const hash = createHash("sha256").update(body).digest("hex");
    chain.push({
      sequence,
      previousHash,
      body,
      hash,
      signature: sign(null, Buffer.from(hash), privateKey).toString("base64url"),
      keyId: "theirs",
    });
  }
  const path = test.info().outputPath("long.jsonl");
  writeFileSync(
    path,
    exportReceipts(
      {
        exportedAt: 50_000,
        filter: {},
        head: { sequence: count, hash: chain.at(-1)?.hash ?? "" },
        publicKeys: { theirs: publicKey.export({ format: "jwk" }).x ?? "" },
      },
      chain,
    ),
  );
  await openSignedIn(page, organization.email, "/receipts");
  await page.getByRole("button", { name: "Verify or import" }).click();
  await page.getByRole("link", { name: "look into a file" }).click();
  await page.getByLabel("Choose a file…").setInputFiles(path);
  const verification = page.getByRole("region", { name: "Verification" });
  await expect(page.getByText("10,000 receipts in the file")).toBeVisible();
  await verification.getByRole("button", { name: "Stop the check" }).click();
  await expect(verification).toContainText("Stopped");
  await page.getByRole("button", { name: "#2 their arm" }).click();
  await page.getByRole("dialog").getByText("The signed text").click();
  await expect(page.getByRole("dialog")).toContainText('"organizationId":"elsewhere"');
});
