import { faintWords, violationsOf } from "./accessibility.ts";
import { promote } from "./actions.ts";
import { expect, openSignedIn, signIn, test } from "./fixtures.ts";

test.skip(({ isMobile }) => !isMobile, "what a phone does");
test.use({ serviceWorkers: "allow" });

test("the console can be installed: a manifest with icons that are there", async ({ page, request }) => {
  await page.goto("/sign-in");
  const href = await page.locator('link[rel="manifest"]').getAttribute("href");
  const manifest = (await (await request.get(href ?? "")).json()) as {
    display: string;
    start_url: string;
    icons: { src: string; type: string; purpose?: string }[];
  };
  expect(manifest).toMatchObject({ display: "standalone", start_url: "/" });
  expect(manifest.icons.some(({ purpose }) => purpose === "maskable")).toBe(true);
  for (const { src, type } of manifest.icons) {
    const icon = await request.get(src);
    expect([src, icon.status(), icon.headers()["content-type"]]).toEqual([src, 200, type]);
  }
});

test("without a network a page says that nothing can be promoted or read, keeps nothing old, and comes back by itself", async ({
  page,
  context,
  organization,
}) => {
  await signIn(page, organization.email);
  await page.evaluate(async () => void (await navigator.serviceWorker.ready));
  await page.reload();
  expect(await page.evaluate(() => navigator.serviceWorker.controller !== null)).toBe(true);
  // No stop waits for the worker: the browser itself sends past it what is no page.
  const sources = await page.evaluate(async () => {
    const entries = new Promise<PerformanceEntryList>((resolve) => {
      const observer = new PerformanceObserver((list) => {
        const found = list.getEntriesByName(`${location.origin}/http/time`);
        if (found.length > 0) resolve(found);
      });
      observer.observe({ type: "resource", buffered: true });
    });
    await fetch("/http/time", { method: "GET" });
    return (await entries).map((entry) => (entry as PerformanceEntry & { workerMatchedSourceType?: string }).workerMatchedSourceType);
  });
  expect(new Set(sources)).toEqual(new Set(["network"]));
  await context.setOffline(true);
  await page.reload().catch(() => undefined);
  await expect(page.getByRole("heading", { name: "No connection to the console" })).toBeVisible();
  await expect(page.getByText("Betätigen Sie seinen Not-Halt")).toBeVisible();
  await expect(page.getByText("Nothing can be promoted, and nothing can be read live.")).toBeVisible();
  await expect(page.getByText("hardware emergency stop")).toBeVisible();
  expect(await violationsOf(page)).toEqual([]);
  await page.getByRole("button", { name: "Try again" }).click();
  await expect(page.getByRole("status")).toContainText("No answer at");
  // Nothing of the console itself is in any cache.
  expect(
    await page.evaluate(async () =>
      (
        await Promise.all(
          (await caches.keys()).map(async (name) => (await (await caches.open(name)).keys()).map(({ url }) => new URL(url).pathname)),
        )
      ).flat(),
    ),
  ).toEqual(["/offline.html"]);
  // In German when that is chosen, and the warning in English too.
  await page.evaluate(() => localStorage.setItem("reflex-language", "de"));
  await page.reload().catch(() => undefined);
  await expect(page.getByRole("heading", { name: "Keine Verbindung zur Konsole" })).toBeVisible();
  await expect(page).toHaveTitle("Keine Verbindung · Reflex Console");
  await expect(page.locator("html")).toHaveAttribute("lang", "de");
  await expect(page.getByText("use its hardware emergency stop")).toHaveAttribute("lang", "en");
  await expect(page.getByText("Betätigen Sie seinen Not-Halt")).toBeVisible();
  await page.getByRole("button", { name: "Erneut versuchen" }).click();
  await expect(page.getByRole("status")).toContainText("Keine Antwort um");
  expect(
    (await page.getByRole("main").innerText())
      .match(/[^.!?\n]*\b(?:the|and|is|server every)\b[^.!?\n]*/g)
      ?.filter((line) => !/hardware emergency stop|software stop cannot/.test(line)) ?? [],
  ).toEqual([]);
  expect(await violationsOf(page)).toEqual([]);
  await page.evaluate(() => localStorage.removeItem("reflex-language"));
  await context.setOffline(false);
  await expect(page.getByRole("heading", { name: "Fleet", level: 1 })).toBeVisible();
});

test("in high contrast every word can be read in sunlight, now and at the next visit", async ({ page, organization }) => {
  await openSignedIn(page, organization.email, "/settings/profile");
  await page.getByText("High, for sunlight").click();
  await page.goto("/gallery");
  await expect(page.getByRole("heading", { name: "Gallery", level: 1 })).toBeVisible();
  await expect(page.locator("html")).toHaveAttribute("data-contrast", "high");
  await page.locator("#data .recharts-surface").first().waitFor();
  expect(await faintWords(page)).toEqual([]);
});

test("beside a moving arm the screen stays on, the stop is within a thumb’s reach, and a stop that is not confirmed sounds and shakes until it is seen", async ({
  page,
  organization,
  runningRobot,
}) => {
  // What the device would do is noted where it would do it.
  await page.addInitScript(() => {
    const noted = { locks: 0, shakes: 0, tones: 0 };
    Object.assign(window, { noted });
    navigator.vibrate = () => ((noted.shakes += 1), true);
    Object.defineProperty(navigator, "wakeLock", {
      value: { request: () => ((noted.locks += 1), Promise.resolve({ release: () => ((noted.locks -= 1), Promise.resolve()) })) },
    });
    const start = OscillatorNode.prototype.start;
    OscillatorNode.prototype.start = function (when?: number) {
      noted.tones += 1;
      start.call(this, when);
    };
  });
  const noted = () => page.evaluate(() => (window as unknown as { noted: { locks: number; shakes: number; tones: number } }).noted);
  const robot = await runningRobot(["--ignore-stop"]);
  await openSignedIn(page, organization.email, `/sessions/${robot.sessionId}`);
  await promote(page);
  await expect.poll(async () => (await noted()).locks).toBe(1);
  // With a glove, and with the thumb of the hand that holds the phone: large, and in its lower third.
  const stop = page.getByRole("button", { name: /^Software stop/ });
  const [place, height] = [await stop.boundingBox(), page.viewportSize()?.height ?? 0];
  expect(Math.min(place?.width ?? 0, place?.height ?? 0)).toBeGreaterThanOrEqual(64);
  expect(place?.y ?? 0).toBeGreaterThan((height * 2) / 3);
  await stop.click();
  await expect(page.getByRole("alert").filter({ hasText: "NOT CONFIRMED" })).toBeVisible();
  await expect.poll(async () => (await noted()).shakes).toBe(1);
  expect((await noted()).tones).toBe(6);
  await expect.poll(async () => (await noted()).shakes, { timeout: 8_000 }).toBe(2);
  await page.getByRole("button", { name: "Make this small" }).click();
  await expect.poll(async () => (await noted()).locks).toBe(0);
});
