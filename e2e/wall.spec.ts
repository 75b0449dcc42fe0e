import { violationsOf } from "./accessibility.ts";
import { expect, openSignedIn, test } from "./fixtures.ts";
import { pairRobot } from "./paired-robot.ts";
import { excessOf } from "./routes.ts";

test("on a wall the fleet stands alone and large, keeps the screen on, says what it leaves out, and says plainly when it is old", async ({
  page,
  context,
  site,
  organization,
}) => {
  const { robotSchemaId, beat } = await pairRobot(organization, site.url);
  for (let n = 2; n <= 30; n += 1) await organization.call("mutation", "registerRobot", { name: `arm-${n}`, robotSchemaId });
  await beat({ intervalMs: 1_000 });
  await page.addInitScript(() => {
    const asked: string[] = [];
    Object.assign(globalThis, { asked });
    Object.defineProperty(navigator, "wakeLock", {
      value: { request: async (kind: string) => (asked.push(kind), { release: async () => asked.push("released") }) },
    });
  });
  const lock = () => page.evaluate(() => (globalThis as unknown as { asked: string[] }).asked);

  await openSignedIn(page, organization.email, "/");
  await expect(page.getByRole("heading", { name: "Fleet", level: 1 })).toBeVisible();
  const chrome = page.getByRole("navigation", { name: /Main|Areas|Pages/ }).or(page.getByRole("banner").getByRole("button"));
  await expect(chrome.first()).toBeVisible();
  expect(await lock()).toEqual([]);

  // The frame stands before it listens to keys; the rows come with what listens.
  await expect(page.getByText(/^arm-\d+$/).first()).toBeVisible();
  await page.keyboard.press("g");
  await page.keyboard.press("w");
  await expect(page).toHaveURL(/\/\?as=wall$/);
  const robots = page.getByRole("list", { name: "Robots" });
  await expect(robots.getByText("arm-1", { exact: true })).toBeVisible();
  await expect(chrome).toHaveCount(0);
  await expect(page.getByRole("button", { name: /^Software stop/ })).toBeVisible();
  await expect.poll(lock).toEqual(["screen"]);
  // The one that was heard once is offline by now, and comes first.
  await expect(robots.getByRole("listitem").first()).toContainText(/^arm-1\d+ s ago.*Offline/);
  const tiles = await robots.getByRole("listitem").count();
  await expect(robots.getByRole("listitem").last()).toHaveText(`and ${30 - (tiles - 1)} more`);
  expect(await violationsOf(page, ["light", "dark", "forced"])).toEqual([]);
  expect(await excessOf(page)).toBe(0);

  // Nobody scrolls a wall: its last tile ends above what lies over the foot of the page.
  const last = await robots.getByRole("listitem").last().boundingBox();
  const stop = await page.getByRole("button", { name: /^Software stop/ }).boundingBox();
  const height = page.viewportSize()?.height ?? 0;
  const isBeside = (stop?.x ?? 0) > (last?.x ?? 0) + (last?.width ?? 0);
  expect((last?.y ?? 0) + (last?.height ?? 0)).toBeLessThanOrEqual(isBeside ? height : Math.min(stop?.y ?? 0, height));

  const isFull = () => page.evaluate(() => document.fullscreenElement === document.documentElement);
  const full = page.getByRole("button", { name: "Full screen" });
  if (await page.evaluate(() => document.fullscreenEnabled)) {
    await full.click();
    await expect.poll(isFull).toBe(true);
    await page.evaluate(() => document.exitFullscreen());
    await expect.poll(isFull).toBe(false);
  } else await expect(full).toHaveCount(0);

  await context.setOffline(true);
  await expect(page.getByRole("alert").filter({ hasText: "Old: nothing has arrived for" })).toBeVisible();
  await expect(robots.getByText("arm-1", { exact: true })).toBeVisible();
  expect(await violationsOf(page, ["light", "dark"])).toEqual([]);
  await context.setOffline(false);
  await expect(page.getByText("Old: nothing has arrived for")).toHaveCount(0);

  await page.getByRole("link", { name: "Leave the wall view" }).click();
  await expect(chrome.first()).toBeVisible();
  await expect.poll(lock).toEqual(["screen", "released"]);

  // By the palette, and of a part of the fleet by its address.
  await page.keyboard.press("Control+k");
  await page.getByRole("dialog").getByRole("combobox").fill("wall");
  await page.getByRole("option", { name: "Fleet on a wall" }).click();
  await expect(page).toHaveURL(/\/\?as=wall$/);
  await page.goto("/?as=wall&q=arm-17");
  await expect(robots.getByRole("listitem")).toHaveCount(1);
  await expect(robots).toContainText("arm-17");
});
