import type { Page } from "@playwright/test";
import { violationsOf } from "./accessibility.ts";
import { expect, signIn, test } from "./fixtures.ts";

/** The pages as they are before any of their code has come, and if it never comes. */
const withoutCode = (page: Page) => page.route("**/assets/*.js", (route) => route.abort());

test("before its code has come, a page shows its frame and its head, and nothing that could be data", async ({ page, organization }) => {
  await signIn(page, organization.email);
  await withoutCode(page);
  for (const [path, title] of [
    ["/", "Fleet"],
    ["/audit", "Audit log"],
    ["/robots/new", "Register robot"],
  ] as const) {
    await page.goto(path);
    await expect(page.getByRole("heading", { level: 1, name: title })).toBeVisible();
    await expect(page.getByText("Connecting")).toBeVisible();
    await expect(page.locator("tbody, dd")).toHaveCount(0);
    expect(await violationsOf(page)).toEqual([]);
  }
  await expect(page.getByRole("navigation", { name: "Main" }).locator("[aria-current=page]").first()).toHaveText("Robots");
});

test("before its code has come, a page has its words and its forms, which take nothing yet", async ({ page, organization }) => {
  await signIn(page, organization.email);
  await withoutCode(page);
  await page.goto("/robots/join");
  await expect(page.getByText("As the machine shows it now.")).toBeVisible();
  await expect(page.locator("main input")).not.toBeEditable();
  await page
    .locator("main input")
    .click({ force: true, timeout: 2_000 })
    .catch(() => undefined);
  await page.keyboard.type("ABCD");
  await expect(page.locator("main input")).toHaveValue("");

  await page.goto("/settings/endpoints");
  await expect(page.getByRole("heading", { level: 2, name: "New endpoint" })).toBeVisible();
  // What the address asks for is not known to the frame: the head alone, rather than filters that would claim something else.
  await page.goto("/receipts?verdict=bad");
  await expect(page.getByRole("heading", { level: 1, name: "Receipts" })).toBeVisible();
  await expect(page.locator("main select")).toHaveCount(0);

  await page.goto("/receipts/import");
  await expect(page.getByText("Drop an export of receipts here")).toBeVisible();
  await expect(page.locator("input[type=file]")).toHaveCount(0);

  const columns = () =>
    page.locator("main label:visible").evaluateAll((labels) => new Set(labels.map((label) => label.getBoundingClientRect().left)).size);
  await page.setViewportSize({ width: 1_280, height: 800 });
  await page.goto("/receipts");
  const wide = await columns();
  await page.setViewportSize({ width: 390, height: 844 });
  await page.goto("/receipts");
  expect(await columns()).toBeLessThan(wide);
});

test("before its code has come, whoever is not signed in sees no frame of the console", async ({ page }) => {
  await withoutCode(page);
  await page.goto("/sessions");
  await expect(page.getByRole("heading", { level: 1, name: "Sign in" })).toBeVisible();
  await expect(page.getByRole("navigation")).toHaveCount(0);
  expect(await violationsOf(page)).toEqual([]);
});

test("nothing on a page jumps while it loads", async ({ page, organization, runningRobot }) => {
  const { robotId, sessionId, deploymentId } = await runningRobot();
  await signIn(page, organization.email);
  await page.addInitScript(() => {
    type Shift = PerformanceEntry & {
      hadRecentInput: boolean;
      value: number;
      sources: { node: Node | null; previousRect: DOMRect; currentRect: DOMRect }[];
    };
    const shifts = { sum: 0, what: [] as string[] };
    Object.assign(globalThis, { shifts });
    new PerformanceObserver((list) => {
      for (const { value, hadRecentInput, sources } of list.getEntries() as Shift[]) {
        if (hadRecentInput) continue;
        shifts.sum += value;
        const [first] = sources;
        if (value > 0.005)
          shifts.what.push(
            `${first?.node?.nodeName} "${first?.node?.textContent?.slice(0, 40)}" from ${first?.previousRect.y} to ${first?.currentRect.y}`,
          );
      }
    }).observe({ type: "layout-shift", buffered: true });
  });
  const jumping: string[] = [];
  let sockets = 0;
  page.on("websocket", () => sockets++);
  for (const path of [
    "/",
    "/robots",
    `/robots/${robotId}`,
    "/sessions",
    `/sessions/${sessionId}`,
    `/deployments/${deploymentId}`,
    "/receipts",
    "/receipts/review",
    "/receipts/import",
    "/receipts/agreement",
    "/robots/new",
    "/robots/join",
    "/robot-schemas",
    "/deployments",
    "/deployments/new",
    "/sessions/new",
    "/audit",
    "/settings",
    "/settings/members",
    "/settings/keys",
    "/settings/endpoints",
  ]) {
    sockets = 0;
    await page.goto(path);
    await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
    await expect(page.getByLabel(/^Loading/)).toHaveCount(0);
    await expect(page.getByRole("banner").getByText("Live", { exact: true })).toBeVisible();
    const { sum, what } = await page.evaluate(() => (globalThis as unknown as { shifts: { sum: number; what: string[] } }).shifts);
    // The one that index.html opens is the one that the client uses.
    expect(sockets, path).toBe(1);
    if (sum > 0.02) jumping.push(`${path}: ${sum.toFixed(3)}, ${what.join("; ")}`);
  }
  expect(jumping).toEqual([]);
});
