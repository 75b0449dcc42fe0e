import { setTimeout as wait } from "node:timers/promises";
import { violationsOf } from "./accessibility.ts";
import { expect, openSignedIn, type Organization, test } from "./fixtures.ts";
import { authorizeOn, pairRobot } from "./paired-robot.ts";

/** A run of six seconds with a heartbeat in each quarter of a second, and its receipt. */
async function shortRun(organization: Organization, url: string): Promise<string> {
  const robot = await pairRobot(organization, url);
  const { sessionId } = await authorizeOn(organization, robot);
  for (let n = 0; n < 24; n += 1) {
    await robot.beat({ sessionId, intervalMs: 250, mode: "dry_run", steps: n * 6, inferenceMs: 20 + (n % 3), controlHz: 25 });
    await wait(250);
  }
  const { receiptId } = await organization.call("mutation", "closeSession", { sessionId, reason: "task_done" });
  return String(receiptId);
}

test("a part of a run is dragged over, zoomed in and out of by keys and buttons, and stands in the address", async ({
  page,
  site,
  organization,
  isMobile,
}) => {
  const receiptId = await shortRun(organization, site.url);
  await openSignedIn(page, organization.email, `/receipts/${receiptId}`);
  const part = page.getByRole("group", { name: "Part of the run that is shown" });
  await expect(part.getByRole("status").filter({ hasText: /^the whole run$/ })).toBeVisible();
  const out = part.getByRole("button", { name: "Zoom out" });
  await expect(out).toHaveAccessibleDescription("The whole run is shown.");
  const latency = page.getByRole("slider", { name: "Latency: time cursor" });
  await latency.scrollIntoViewIfNeeded();
  const box = await latency.boundingBox();
  if (box === null) throw new Error("The chart is not drawn");
  const y = box.y + box.height / 2;
  const length = async (): Promise<number> =>
    Number(await latency.getAttribute("aria-valuemax")) - Number(await latency.getAttribute("aria-valuemin"));
  const whole = await length();

  if (isMobile) await part.getByRole("button", { name: "Zoom in" }).tap();
  else {
    await page.mouse.move(box.x + box.width * 0.5, y);
    await page.mouse.down();
    await page.mouse.move(box.x + box.width * 0.9, y, { steps: 5 });
    await page.mouse.up();
  }
  await expect(page).toHaveURL(/[?&]zoom=\d+(\.\d+)?-\d+(\.\d+)?$/);
  await expect(part.getByRole("status").filter({ hasText: /^\+\d\.\d s to \+\d\.\d s$/ })).toBeVisible();
  expect(await length()).toBeLessThan(whole * 0.6);
  expect(await violationsOf(page, ["light", "dark"], "main")).toEqual([]);

  // Somebody else sees the same part, and goes out of it by keys.
  const address = page.url();
  await page.goto("/receipts");
  await page.goto(address);
  await expect.poll(length).toBeLessThan(whole * 0.6);
  await latency.press("-");
  await expect.poll(length).toBeGreaterThan(whole * 0.6);
  await latency.press("+");
  await expect.poll(length).toBeLessThan(whole * 0.6);
  await part.getByRole("button", { name: "Whole run" }).click();
  await expect(page).not.toHaveURL(/zoom/);
  await expect(part.getByRole("status").filter({ hasText: /^the whole run$/ })).toBeVisible();
  expect(await length()).toBe(whole);
});
