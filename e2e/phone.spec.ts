import { violationsOf } from "./accessibility.ts";
import { expect, signIn, test } from "./fixtures.ts";

test("the console can be installed: a manifest with icons that are there", async ({ page, request }) => {
  await page.goto("/sign-in");
  const href = await page.locator('link[rel="manifest"]').getAttribute("href");
  const manifest = (await (await request.get(href ?? "")).json()) as { display: string; start_url: string; icons: { src: string; type: string; purpose?: string }[] };
  expect(manifest).toMatchObject({ display: "standalone", start_url: "/" });
  expect(manifest.icons.some(({ purpose }) => purpose === "maskable")).toBe(true);
  for (const { src, type } of manifest.icons) {
    const icon = await request.get(src);
    expect([src, icon.status(), icon.headers()["content-type"]]).toEqual([src, 200, type]);
  }
});

test("without a network a page says that nothing can be promoted or read, keeps nothing old, and comes back by itself", async ({ page, context, organization }) => {
  await signIn(page, organization.email);
  await page.evaluate(async () => void (await navigator.serviceWorker.ready));
  await context.setOffline(true);
  await page.reload().catch(() => undefined);
  await expect(page.getByRole("heading", { name: "No connection to the console" })).toBeVisible();
  await expect(page.getByText("Nothing can be promoted, and nothing can be read live.")).toBeVisible();
  await expect(page.getByText("hardware emergency stop")).toBeVisible();
  expect(await violationsOf(page)).toEqual([]);
  await page.getByRole("button", { name: "Try again" }).click();
  await expect(page.getByRole("status")).toContainText("No answer at");
  // Nothing of the console itself is in any cache.
  expect(await page.evaluate(async () => (await Promise.all((await caches.keys()).map(async (name) => (await (await caches.open(name)).keys()).map(({ url }) => new URL(url).pathname)))).flat())).toEqual(["/offline.html"]);
  await context.setOffline(false);
  await expect(page.getByRole("heading", { name: "Fleet", level: 1 })).toBeVisible();
});
