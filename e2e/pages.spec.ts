import type { Page } from "@playwright/test";
import { violationsOf } from "./accessibility.ts";
import { expect, signIn, test } from "./fixtures.ts";
import { excessOf, openPage, routes } from "./routes.ts";

/** What is wrong with a page: too wide at a width, or against WCAG. Collected, so that one page does not hide the next. */
async function problemsOf(page: Page, path: string): Promise<string[]> {
  const problems = await violationsOf(page);
  const size = page.viewportSize() ?? { width: 1440, height: 900 };
  // A narrow phone, a tablet, and a desk of 1,440 px where everything is drawn twice as large.
  for (const width of [size.width, ...(size.width < 768 ? [360] : [768, 720])]) {
    await page.setViewportSize({ width, height: size.height });
    const excess = await excessOf(page);
    if (excess > 0) problems.push(`${excess} px wider than a window of ${width}`);
  }
  await page.setViewportSize(size);
  return problems.map((problem) => `${path}: ${problem}`);
}

/** Opens each path and returns everything that is wrong. */
async function problemsOn(page: Page, paths: string[]): Promise<string[]> {
  const problems: string[] = [];
  for (const path of paths) {
    await openPage(page, path);
    problems.push(...(await problemsOf(page, path)));
  }
  return problems;
}

test("nobody who is not signed in sees a page", async ({ page }) => {
  for (const path of ["/", "/robots", "/sessions", "/settings/members"]) {
    await page.goto(path);
    await expect(page).toHaveURL(/\/sign-in/);
  }
  expect(await problemsOf(page, "/sign-in")).toEqual([]);
});

test("every page of an empty organization is usable", async ({ page, organization }) => {
  await signIn(page, organization.email);
  expect(await problemsOn(page, routes)).toEqual([]);
});

/** What robots and runs change nothing on; the empty organization has been there. */
const isTheSame = (path: string): boolean => path.startsWith("/settings") || ["/robots/new", "/robots/join", "/robot-schemas/new", "/receipts/import", "/device"].includes(path);

// Two tests, so that they run side by side.
for (const part of ["its lists and forms", "one of each thing"] as const) {
  test(`every page of a busy organization is usable: ${part}`, async ({ page, organization, runningRobot }) => {
    const robot = await runningRobot();
    await organization.call("mutation", "closeSession", { sessionId: robot.sessionId, reason: "task_done" });
    const { sessionId } = await organization.call("mutation", "authorizeSession", {
      deploymentId: robot.deploymentId,
      robotId: robot.robotId,
    });
    const { receipts } = await organization.call("query", "listReceipts");
    const receiptId = (receipts as { id: string }[])[0]?.id ?? "";
    const things = [
      `/robots/${robot.robotId}`,
      `/robots/${robot.robotId}/pair`,
      `/deployments/${robot.deploymentId}`,
      `/sessions/${String(sessionId)}`,
      `/receipts/${receiptId}`,
    ];
    // What it reported stays on the pages; a page that still draws every heartbeat leaves a small machine no time to be looked at.
    await robot.process.stop();
    await signIn(page, organization.email);
    expect(await problemsOn(page, part === "one of each thing" ? things : routes.filter((path) => !isTheSame(path)))).toEqual([]);
  });
}
