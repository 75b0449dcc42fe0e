import AxeBuilder from "@axe-core/playwright";
import type { Page } from "@playwright/test";
import { expect, signIn, test } from "./fixtures.ts";

const routes = [
  "/",
  "/robots",
  "/robots/new",
  "/robot-schemas",
  "/robot-schemas/new",
  "/deployments",
  "/deployments/new",
  "/sessions",
  "/sessions/new",
  "/receipts",
  "/receipts/review",
  "/audit",
  "/settings",
  "/settings/members",
  "/settings/keys",
];

/** Loaded: a heading, no skeleton, no error page. */
async function open(page: Page, path: string): Promise<void> {
  await page.goto(path);
  await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
  await expect(page.getByRole("heading", { name: /went wrong|not found/i })).toHaveCount(0);
}

async function expectAccessible(page: Page, path: string): Promise<void> {
  const { violations } = await new AxeBuilder({ page }).withTags(["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]).analyze();
  const found = violations.map(({ id, nodes }) => `${path}: ${id}: ${nodes.map(({ html }) => html.slice(0, 160)).join(" | ")}`);
  expect(found).toEqual([]);
}

async function expectNoSidewaysScroll(page: Page, path: string): Promise<void> {
  const excess = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
  expect(excess, `${path} is wider than the window`).toBeLessThanOrEqual(0);
}

test("nobody who is not signed in sees a page", async ({ page }) => {
  for (const path of ["/", "/robots", "/sessions", "/settings/members"]) {
    await page.goto(path);
    await expect(page).toHaveURL(/\/sign-in/);
  }
  await expectAccessible(page, "/sign-in");
});

for (const colorScheme of ["light", "dark"] as const) {
  test(`every page of an empty organization is usable in ${colorScheme}`, async ({ page, organization }) => {
    test.setTimeout(120_000);
    await page.emulateMedia({ colorScheme });
    await signIn(page, organization.email);
    for (const path of routes) {
      await open(page, path);
      await expectNoSidewaysScroll(page, path);
      await expectAccessible(page, path);
    }
  });
}

test("every page of a busy organization is usable", async ({ page, organization, runningRobot }) => {
  test.setTimeout(150_000);
  const robot = await runningRobot();
  await organization.call("mutation", "closeSession", { sessionId: robot.sessionId, reason: "task_done" });
  const { sessionId } = await organization.call("mutation", "authorizeSession", {
    deploymentId: robot.deploymentId,
    robotId: robot.robotId,
  });
  const { receipts } = await organization.call("query", "listReceipts");
  const receiptId = (receipts as { id: string }[])[0]?.id ?? "";
  await signIn(page, organization.email);
  for (const path of [
    ...routes,
    `/robots/${robot.robotId}`,
    `/robots/${robot.robotId}/pair`,
    `/deployments/${robot.deploymentId}`,
    `/sessions/${String(sessionId)}`,
    `/receipts/${receiptId}`,
  ]) {
    await open(page, path);
    await expectNoSidewaysScroll(page, path);
    await expectAccessible(page, path);
  }
});
