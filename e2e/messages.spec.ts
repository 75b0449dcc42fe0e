import { readFileSync } from "node:fs";
import { setTimeout as wait } from "node:timers/promises";
import { violationsOf } from "./accessibility.ts";
import { expect, openSignedIn, type Organization, test } from "./fixtures.ts";
import { authorizeOn, pairRobot } from "./paired-robot.ts";

/** A robot in a session, and what sends its next heartbeat. */
async function robotInSession(organization: Organization, url: string) {
  const robot = await pairRobot(organization, url);
  const { sessionId } = await authorizeOn(organization, robot);
  const beat = async (more: Record<string, unknown> = {}): Promise<void> => {
    // Of five in a second each is recorded.
    await wait(250);
    await robot.beat({ sessionId, mode: "dry_run", inferenceMs: 30, ...more });
  };
  return { sessionId, beat };
}

test("every raw message of a session is read, searched, opened and saved where it stands, live and after the run", async ({
  page,
  site,
  organization,
  isMobile,
}) => {
  const { sessionId, beat } = await robotInSession(organization, site.url);
  for (let n = 0; n < 11; n += 1) await beat({ joints: [n / 10, 0, 0, 0, 0, 0] });
  await beat({ state: "warning", message: "motor 3 is warm", inferenceMs: 55, joints: [1, 0, 0, 0, 0, 0] });
  await openSignedIn(page, organization.email, `/sessions/${sessionId}`);
  const messages = page.getByRole("region", { name: "Messages", exact: true });
  const list = messages.getByRole("listbox", { name: "Messages" });
  const lines = list.getByRole("option");
  const detail = messages.getByRole("region", { name: /^Message #/ });
  const address = () => new URL(page.url()).searchParams;

  await test.step("it is closed until somebody asks, and then says what was read", async () => {
    await expect(list).toHaveCount(0);
    await messages.getByRole("button", { name: "Show messages" }).click();
    await expect(lines).toHaveCount(12);
    await expect(lines.first()).toContainText(/#12.*Warning.*state running → warning/);
    await expect(lines.last()).toContainText("the first that is read");
    await expect(messages.getByText(/^Read 12 of 12 messages\./)).toBeVisible();
    await expect(messages.getByText(/0 came out of order and 0 twice/)).toBeVisible();
  });

  await test.step("it follows what comes", async () => {
    await expect(messages.getByText("Live", { exact: true })).toBeVisible();
    await beat();
    await expect(lines.first()).toContainText("#13");
  });

  await test.step("keys move in it and open a message, beside the one before; meanwhile it stands and loses nothing", async () => {
    await list.focus();
    await page.keyboard.press("j");
    await page.keyboard.press("ArrowDown");
    await page.keyboard.press("k");
    await page.keyboard.press("Enter");
    await expect(detail.getByRole("heading", { name: "Message #13" })).toBeVisible();
    await page.keyboard.press("j");
    await expect(detail.getByRole("heading", { name: "Message #12" })).toBeVisible();
    for (const said of [
      /^state warning changed was running/,
      /^inferenceMs 55 ms changed \+25/,
      /^shoulder_pan 1 the same/,
      /^mode dry_run the same/,
      /^batteryPct not sent the same/,
      /^firstMove not recorded/,
    ]) {
      await expect(detail.getByRole("row", { name: said })).toBeVisible();
    }
    await beat();
    await beat();
    await expect(messages.getByRole("button", { name: "2 new, show them" })).toBeVisible();
    await expect(messages.getByText("Paused", { exact: true })).toBeVisible();
    expect(address().get("message")).toMatch(/^\d{13}$/);
  });

  await test.step("it has no mistake that a machine can find", async () => {
    expect(await violationsOf(page, ["light", "dark", "forced"])).toEqual([]);
    if (isMobile) expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(390);
  });

  await test.step("the address opens the same message for somebody else", async () => {
    await page.reload();
    await expect(detail.getByRole("heading", { name: "Message #12" })).toBeVisible();
    await detail.getByRole("button", { name: "Close the message" }).click();
    await expect(detail).toHaveCount(0);
    expect(address().has("message")).toBe(false);
    await messages.getByRole("button", { name: /To the newest|new, show/ }).click();
    await expect(lines.first()).toContainText("#15");
  });

  await test.step("it is searched in place, and tells what it does not understand", async () => {
    const search = messages.getByRole("searchbox", { name: "Search messages" });
    await search.fill("inferenceMs>40 speed>3");
    await expect(messages.getByText("Ignored: speed>3 (no field of that name)")).toBeVisible();
    await expect(lines).toHaveCount(1);
    await expect(messages.getByText(/^1 found; searched 15 of 15 messages\./)).toBeVisible();
    await search.fill("nothing-like-it");
    await expect(messages.getByRole("heading", { name: "No message matches" })).toBeVisible();
    await expect(messages.getByRole("button", { name: "Save as JSONL" })).toHaveAccessibleDescription("No line to save.");
    await search.fill("");
    await messages.getByText("Warnings, faults").click();
    await expect(lines).toHaveCount(1);
    const saving = page.waitForEvent("download");
    await messages.getByRole("button", { name: "Save as JSONL" }).click();
    const saved = readFileSync(await (await saving).path(), "utf8")
      .trimEnd()
      .split("\n");
    expect(saved.map((line) => JSON.parse(line) as unknown)).toMatchObject([{ seq: 12, state: "warning", message: "motor 3 is warm" }]);
  });

  await test.step("after the run its receipt has them, and a chosen one is where the charts' cursor stands", async () => {
    const { receiptId } = await organization.call("mutation", "closeSession", { sessionId, reason: "task_done" });
    await page.goto(`/receipts/${String(receiptId)}?messages=open&order=oldest`);
    await expect(messages.getByText(/^Read 15 of 15 messages\./)).toBeVisible();
    await lines.filter({ hasText: "#12" }).click();
    await expect(detail.getByRole("heading", { name: "Message #12" })).toBeVisible();
    expect(Number(address().get("t"))).toBeGreaterThan(2);
    await detail.getByRole("button", { name: "The message above" }).click();
    await expect(detail.getByRole("heading", { name: "Message #11" })).toBeVisible();
    await detail.getByRole("button", { name: "Close the message" }).click();
    await messages.getByRole("button", { name: /^Messages at / }).click();
    await expect(lines.filter({ hasText: "#11" }).getByLabel("at the cursor of the charts")).toBeInViewport();
  });
});

test("that no message came yet, and that a message is not there, is told", async ({ page, site, organization }) => {
  const { sessionId, beat } = await robotInSession(organization, site.url);
  await openSignedIn(page, organization.email, `/sessions/${sessionId}?messages=open`);
  const messages = page.getByRole("region", { name: "Messages", exact: true });
  await expect(messages.getByRole("heading", { name: "No messages yet" })).toBeVisible();
  expect(await violationsOf(page)).toEqual([]);
  await beat();
  await expect(messages.getByRole("option")).toHaveCount(1);
  await page.goto(`/sessions/${sessionId}?messages=open&message=1700000000000`);
  await expect(messages.getByText("The message that the address names is not among those that are stored.")).toBeVisible();
});
