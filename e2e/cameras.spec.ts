import { setTimeout as wait } from "node:timers/promises";
import type { Locator, Page } from "@playwright/test";
import { encode } from "fast-png";
import { violationsOf } from "./accessibility.ts";
import { openReadyPromote } from "./actions.ts";
import { rpc, withCameras } from "./console.ts";
import { expect, openSignedIn, so101Schema, test } from "./fixtures.ts";

const cameraOf = (page: Page, camera: string): Locator => page.getByRole("figure", { name: `Camera ${camera}` });
/** What stands in an image, as text that can be compared; "" before it is drawn. */
const pixelsOf = (image: Locator) =>
  image.evaluate((element) => {
    if (!(element instanceof HTMLImageElement) || !element.complete || element.naturalWidth === 0) return "";
    const canvas = document.createElement("canvas");
    [canvas.width, canvas.height] = [element.naturalWidth, element.naturalHeight];
    canvas.getContext("2d")?.drawImage(element, 0, 0);
    return `${canvas.width} x ${canvas.height} ${canvas.toDataURL()}`;
  });

test("a robot's cameras are live on its page, and look old when it is gone", async ({ page, organization, runningRobot }) => {
  const { robotId, process } = await runningRobot([withCameras]);
  await openSignedIn(page, organization.email, `/robots/${robotId}`);
  const front = cameraOf(page, "front");
  const image = front.getByRole("img", { name: /^Camera front of arm-1, taken / });
  await front.scrollIntoViewIfNeeded();
  await expect.poll(() => pixelsOf(image)).toMatch(/^320 x 240 data:image/);
  const first = await pixelsOf(image);
  // The policy runs dry: nothing moves but where it wants the arm.
  await expect.poll(() => pixelsOf(image)).not.toBe(first);
  await expect(cameraOf(page, "wrist").getByRole("img")).toBeVisible();
  expect(await violationsOf(page)).toEqual([]);

  await front.getByRole("button", { name: "Show front large" }).click();
  const large = page.getByRole("dialog", { name: "Camera front" });
  await expect(large.getByRole("img")).toBeVisible();
  expect(await violationsOf(page)).toEqual([]);
  await page.keyboard.press("Escape");
  await expect(large).toHaveCount(0);
  await expect(front.getByRole("button", { name: "Show front large" })).toBeFocused();

  await page.getByRole("button", { name: "Pause pictures" }).click();
  const paused = await pixelsOf(image);
  await wait(2_500);
  expect(await pixelsOf(image)).toBe(paused);
  await expect(front).toContainText("old: was");
  await page.getByRole("button", { name: "Show live pictures" }).click();
  await expect(front).not.toContainText("old: was");

  await process.stop();
  await expect(front).toContainText(/old: was \d+ s ago/);
});

test("the promote sheet shows what the cameras see, and the receipt the moments of the run", async ({
  page,
  organization,
  runningRobot,
}) => {
  const { sessionId, process } = await runningRobot([withCameras]);
  await openSignedIn(page, organization.email, `/sessions/${sessionId}`);
  await openReadyPromote(page);
  const before = page.getByRole("dialog").getByRole("figure", { name: "Camera front" });
  await expect(before.getByRole("img")).toBeVisible();
  await expect.poll(() => pixelsOf(before.getByRole("img"))).toMatch(/^320 x 240/);
  expect(await violationsOf(page, ["light", "dark"], "[role=dialog]")).toEqual([]);

  const { receiptId } = await organization.call("mutation", "closeSession", { sessionId, reason: "task_done" });
  await page.goto(`/receipts/${String(receiptId)}`);
  const pictures = page.getByRole("region", { name: "Pictures of the run" });
  await expect(pictures.getByRole("button", { name: /Session began front, \+/ })).toBeVisible();
  await expect(pictures.getByRole("button", { name: /Session ended (front|wrist), \+/ })).toHaveCount(2);
  const began = pictures.getByRole("button", { name: /Session began wrist/ });
  // What nobody scrolls to is not fetched.
  await began.scrollIntoViewIfNeeded();
  await expect.poll(() => pixelsOf(began.getByRole("img"))).toMatch(/^320 x 240/);
  await began.click();
  await expect(began).toHaveAttribute("aria-pressed", "true");
  // Those of before the close, which the receipt lists, and those of after it, of its addenda.
  const shown = pictures.getByRole("listitem");
  await expect(shown.filter({ hasText: "Session ended" })).toHaveCount(2);
  for (const each of await shown.all()) {
    await each.scrollIntoViewIfNeeded();
    await expect(each).toContainText("As it was recorded");
  }
  const saving = page.waitForEvent("download");
  await pictures.getByRole("button", { name: "Save the picture: Session ended, front" }).click();
  expect((await saving).suggestedFilename()).toMatch(/^receipt-\d+-front-ended-[0-9a-f]{64}\.png$/);
  expect(await violationsOf(page)).toEqual([]);
  await process.stop();
});

test("a robot is asked for pictures while its page is open, and no more within half a minute of its end", async ({
  page,
  organization,
  site,
}) => {
  const { call, email } = organization;
  const { id: robotSchemaId } = await call("mutation", "registerRobotSchema", { name: "so101", schema: so101Schema() });
  const { id: robotId } = await call("mutation", "registerRobot", { name: "arm-1", robotSchemaId });
  const { token } = await call("mutation", "createPairingToken", { robotId });
  const { credential } = await rpc(site.url, "mutation", "publicApi:claimPairingToken", { token });
  let seq = 0;
  const beat = async (cameras?: string[]) => {
    seq += 1;
    const told = { apiKey: credential, robotId, seq, intervalMs: 1_000, mode: "dry_run", ...(cameras === undefined ? {} : { cameras }) };
    return await rpc(site.url, "mutation", "publicApi:heartbeatRobot", told);
  };
  const send = async (camera = "front") => {
    const [width, height] = [32, 24];
    const data = new Uint8Array(width * height * 3).fill(seq % 255);
    const picture = Buffer.from(encode({ width, height, data, channels: 3, depth: 8 })).toString("base64");
    return await rpc(site.url, "mutation", "publicApi:sendPicture", { apiKey: credential, camera, picture, takenAt: 0, sentAt: 0 });
  };
  await beat();
  await openSignedIn(page, email, `/robots/${String(robotId)}`);
  await expect(page.getByText("It tells of none.")).toBeVisible();
  expect((await beat(["front"]))["picturesUntil"]).toBeUndefined();
  await expect(cameraOf(page, "front")).toContainText("No picture yet");
  await cameraOf(page, "front").scrollIntoViewIfNeeded();
  await expect.poll(async () => typeof (await beat(["front"]))["picturesUntil"]).toBe("number");
  expect(await send()).toMatchObject({ ok: true });
  await expect(cameraOf(page, "front").getByRole("img")).toBeVisible();
  expect(await send("rear")).toMatchObject({ ok: false, reason: "unknown_camera" });

  // Who scrolls past them looks at something else, and who comes back looks again.
  await page.setViewportSize({ width: 1280, height: 400 });
  await page.mouse.wheel(0, 10_000);
  await expect(cameraOf(page, "front")).not.toBeInViewport();
  await expect.poll(async () => (await beat(["front"]))["picturesUntil"], { timeout: 35_000 }).toBeUndefined();
  await cameraOf(page, "front").scrollIntoViewIfNeeded();
  await expect.poll(async () => typeof (await beat(["front"]))["picturesUntil"]).toBe("number");

  await page.goto("/robots");
  const closedAt = Date.now();
  await expect.poll(async () => (await beat(["front"]))["picturesUntil"], { timeout: 35_000 }).toBeUndefined();
  expect(Date.now() - closedAt).toBeLessThan(30_000);
  await expect.poll(send, { timeout: 10_000 }).toEqual({ ok: false, reason: "not_wanted" });
});
