import { setTimeout as wait } from "node:timers/promises";
import type { Page } from "@playwright/test";
import { violationsOf } from "./accessibility.ts";
import { expect, openSignedIn, type Organization, test } from "./fixtures.ts";
import { pairRobot } from "./paired-robot.ts";

/** A paired robot, and what sends its next heartbeat. */
async function reporting(organization: Organization, url: string) {
  const robot = await pairRobot(organization, url);
  let count = 0;
  const beat = async (): Promise<void> => {
    count += 1;
    // Of five in a second each is kept.
    await wait(250);
    await robot.beat({ intervalMs: 250, inferenceMs: 20 + (count % 3), controlHz: 25 });
  };
  return { robotId: robot.robotId, beat };
}

const shownBy = (page: Page) => page.getByRole("slider", { name: "Latency: time cursor" });
/** The time that the charts show, epoch ms. */
async function ends(page: Page): Promise<{ from: number; to: number }> {
  const [from, to] = await Promise.all(["aria-valuemin", "aria-valuemax"].map((name) => shownBy(page).getAttribute(name)));
  return { from: Number(from), to: Number(to) };
}
const length = async (page: Page): Promise<number> => {
  const { from, to } = await ends(page);
  return to - from;
};

test("live charts are held and zoomed into by dragging, wheel, keys and buttons, the address shows somebody else the same, and nothing is lost", async ({
  page,
  site,
  organization,
  isMobile,
}) => {
  const { robotId, beat } = await reporting(organization, site.url);
  for (let n = 0; n < 3; n += 1) await beat();
  await openSignedIn(page, organization.email, `/robots/${robotId}?window=1m`);
  const panel = page.getByRole("region", { name: "Heartbeats" });
  const part = panel.getByRole("group", { name: "Part of the time that is shown" });
  await expect(part.getByText("the last 1 min")).toBeVisible();
  await expect(part.getByRole("button", { name: "Zoom out" })).toHaveAccessibleDescription(
    "The whole 1 min are shown; choose a longer time above.",
  );

  await test.step("held, it stands while heartbeats go on, and its address shows the same", async () => {
    await panel.getByRole("button", { name: "Pause" }).click();
    await expect(panel.getByText("Paused", { exact: true })).toBeVisible();
    await expect(page).toHaveURL(/[?&]until=20\d\d-\d\d-\d\dT/);
    const held = await ends(page);
    for (let n = 0; n < 4; n += 1) await beat();
    await expect(panel.getByText("Paused, 4 new")).toBeVisible();
    expect(await ends(page)).toEqual(held);
    await page.reload();
    await expect.poll(() => ends(page)).toEqual(held);
    await expect(panel.getByText("Paused, 4 new")).toBeVisible();
    await panel.getByRole("button", { name: "Resume" }).click();
    await expect(page).not.toHaveURL(/until/);
    await expect.poll(async () => (await ends(page)).to).toBeGreaterThan(held.to);
  });

  await test.step("a part is dragged over", async () => {
    await shownBy(page).scrollIntoViewIfNeeded();
    const box = await shownBy(page).boundingBox();
    if (box === null) throw new Error("The chart is not drawn");
    const y = box.y + box.height / 2;
    if (isMobile) await part.getByRole("button", { name: "Zoom in" }).tap();
    else {
      await page.mouse.move(box.x + box.width * 0.6, y);
      await page.mouse.down();
      await page.mouse.move(box.x + box.width * 0.9, y, { steps: 5 });
      await page.mouse.up();
    }
    await expect(page).toHaveURL(/[?&]zoom=\d+(\.\d+)?-\d+(\.\d+)?$/);
    await expect.poll(() => length(page)).toBeLessThan(36_000);
    await expect(panel.getByText(/^Paused/)).toBeVisible();
    // What is zoomed into stays where it is.
    const seen = await ends(page);
    await beat();
    await expect(panel.getByText("Paused, 1 new")).toBeVisible();
    expect(await ends(page)).toEqual(seen);
    expect(await violationsOf(page, ["light", "dark"], "main")).toEqual([]);
  });

  await test.step("by keys, by the wheel, and back", async () => {
    const before = await length(page);
    await shownBy(page).press("+");
    await expect.poll(() => length(page)).toBeLessThan(before * 0.6);
    await shownBy(page).press("-");
    await expect.poll(() => length(page)).toBeGreaterThan(before * 0.9);
    if (!isMobile) {
      const width = await page.evaluate(() => innerWidth);
      await shownBy(page).hover();
      await page.keyboard.down("Control");
      await page.mouse.wheel(0, -100);
      await expect.poll(() => length(page)).toBeLessThan(before * 0.8);
      await page.mouse.wheel(0, 100);
      await expect.poll(() => length(page)).toBeGreaterThan(before * 0.9);
      await page.keyboard.up("Control");
      // The page itself is no larger, and without Ctrl the wheel scrolls.
      expect(await page.evaluate(() => innerWidth)).toBe(width);
      const shown = await length(page);
      await page.mouse.wheel(0, 50);
      await page.waitForFunction(() => scrollY > 0);
      expect(await length(page)).toBe(shown);
    }
    await part.getByRole("button", { name: "Whole 1 min" }).click();
    await expect(page).not.toHaveURL(/zoom/);
    await expect.poll(() => length(page)).toBe(60_000);
  });

  await test.step("an address of a time of which single heartbeats are no longer kept says so", async () => {
    await page.goto(`/robots/${robotId}?until=${new Date(Date.now() - 3_600_000).toISOString()}`);
    await expect(panel.getByText(/^Single heartbeats are kept for 15 minutes/)).toBeVisible();
    await expect(panel.getByText("No values in this time").first()).toBeVisible();
  });
});
