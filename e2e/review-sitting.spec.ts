import { readFileSync } from "node:fs";
import { violationsOf } from "./accessibility.ts";
import { expect, type Organization, signIn, test } from "./fixtures.ts";

test.skip(({ isMobile }) => isMobile, "A sitting is at a keyboard.");

/** Receipts of sessions that no robot took: all alike, but for one in eight. */
async function makeReceipts({ call }: Organization, count: number): Promise<void> {
  const { id: deploymentId } = await call("mutation", "createDeployment", { name: "pick-and-place", modelId: "pi0.5" });
  for (let n = 1; n <= count; n += 1) {
    const { sessionId } = await call("mutation", "authorizeSession", { deploymentId });
    await call("mutation", "closeSession", { sessionId, reason: n % 8 === 0 ? "worker_lost" : "task_done" });
  }
}

test("a sitting by keyboard alone: a sample and what it supports, a stack at once, everything taken back, and exactly the filtered rows in a file", async ({
  page,
  organization,
}) => {
  await makeReceipts(organization, 24);
  await signIn(page, organization.email);

  await test.step("the queue is reached by keys, and begins with what ended oddly", async () => {
    // What is drawn before the code has come takes no key.
    await expect(page.getByRole("banner").getByText("Live", { exact: true })).toBeVisible();
    await page.keyboard.press("g");
    await page.keyboard.press("q");
    await expect(page.getByText("0 of 24 reviewed")).toBeVisible();
    await expect(page.getByRole("region", { name: /^Receipt (8|16|24)$/ })).toBeVisible();
  });

  await test.step("those that are alike get one verdict with a reason, and one key takes all of it back", async () => {
    await page.keyboard.press("a");
    const dialog = page.getByRole("dialog", { name: "One verdict for 3 receipts" });
    await dialog.getByLabel("Reason").focus();
    await page.keyboard.type("the worker's machine was restarted");
    await expect(dialog.getByRole("button", { name: /all 3$/ })).toBeEnabled();
    await page.keyboard.press("Tab");
    while (!(await dialog.getByRole("button", { name: /all 3$/ }).evaluate((button) => button === document.activeElement)))
      await page.keyboard.press("Tab");
    await page.keyboard.press("Enter");
    await expect(page.getByText("3 of 24 reviewed")).toBeVisible();
    await expect(dialog).toHaveCount(0);
    await expect(page.getByRole("region", { name: "Receipt 8" })).toHaveCount(0);
    await page.keyboard.press("u");
    await expect(page.getByText("0 of 24 reviewed")).toBeVisible();
    // On the server too, and not only on this page.
    await page.reload();
    await expect(page.getByText("0 of 24 reviewed")).toBeVisible();
  });

  await test.step("a sample says before and after what it supports", async () => {
    await page.getByRole("button", { name: /^Draw a sample of \d+$/ }).focus();
    await page.keyboard.press("Enter");
    await expect(page).toHaveURL(/[?&]sample=/);
    // The address changes before what is drawn does.
    await expect(page.getByRole("button", { name: "All instead" })).toBeVisible();
    const total = Number(/0 of (\d+) reviewed/.exec(await page.getByText(/^0 of \d+ reviewed$/).innerText())?.[1]);
    expect(total).toBeLessThan(24);
    const address = page.url();
    for (let n = 0; n < 3; n += 1) await page.keyboard.press("1");
    await expect(page.getByText(`3 of ${total} reviewed`)).toBeVisible();
    await expect(page.getByText(/^0 bad in 3 of 24: at most \d+/)).toBeVisible();
    await page.keyboard.press("3");
    await expect(page.getByText(/^1 bad in 4 of 24: at most \d+/)).toBeVisible();
    expect(await violationsOf(page)).toEqual([]);
    // The same sample for whoever opens the address.
    await page.goto(address);
    await expect(page.getByText(`4 of ${total} reviewed`)).toBeVisible();
  });

  await test.step("a file has exactly the rows of the filter, in each format", async () => {
    await page.goto("/receipts?verdict=good");
    const links = page.getByRole("table", { name: "Receipts" }).getByRole("link", { name: /^#\d+/ });
    await expect(links).toHaveCount(3);
    const shown = (await links.allInnerTexts()).map((text) => Number(/#(\d+)/.exec(text)?.[1])).sort((a, b) => a - b);
    for (const format of ["CSV", "JSONL"]) {
      const saved = page.waitForEvent("download");
      await page.locator("summary", { hasText: "Export" }).click();
      await page.getByRole("list", { name: "Formats of the export" }).getByRole("button", { name: format }).click();
      const lines = readFileSync(await (await saved).path(), "utf8")
        .trim()
        .split("\n");
      const [head = "", ...rows] = lines;
      const at = head.split(/[,\r]/).indexOf("sequence");
      const sequences = rows.map((row) =>
        Number(format === "CSV" ? row.split(",")[at] : (JSON.parse(row) as { sequence: number }).sequence),
      );
      expect(
        sequences.sort((a, b) => a - b),
        format,
      ).toEqual(shown);
      if (format === "JSONL") expect(JSON.parse(head)).toMatchObject({ count: 3, filter: { verdict: "good" } });
    }
  });
});
