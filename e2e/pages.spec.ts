import type { Page } from "@playwright/test";
import { schemes, violationsOf } from "./accessibility.ts";
import { expect, openSignedIn, test } from "./fixtures.ts";
import { excessOf, goToPage, openPage, routes, routesOutside, thingsOf } from "./routes.ts";

const everyScheme = Object.keys(schemes) as (keyof typeof schemes)[];

type Walk = {
  /** Whether every width is held to WCAG in every scheme of colours; otherwise one width in light and dark, and the others are measured. */
  isWhole?: boolean;
  /** Pages before the sign-in are left by loading others. */
  open?: typeof openPage;
};

/**
 * What is wrong with a page: too wide at a width, or against WCAG there. Collected, so that one page does not hide the next.
 * `isFirst`: the frame around the pages, which is the same on all, is judged too.
 */
async function problemsOf(page: Page, path: string, isFirst: boolean, { isWhole = false }: Walk): Promise<string[]> {
  const problems: string[] = [];
  const size = page.viewportSize() ?? { width: 1440, height: 900 };
  // A narrow phone and a usual one; a desk, a tablet, and a desk of 1,440 px where everything is drawn twice as large.
  for (const [index, width] of (size.width < 768 ? [360, size.width] : [size.width, 768, 720]).entries()) {
    await page.setViewportSize({ width, height: size.height });
    const excess = await excessOf(page);
    const found = excess > 0 ? [`${excess} px wider than its window`] : [];
    // What is so at 360 px is so on a phone that is 30 px wider.
    if (index === 0 || (isWhole && size.width >= 768))
      found.push(
        ...(await violationsOf(page, isWhole ? everyScheme : ["light", "dark"], isFirst || (isWhole && index === 0) ? "html" : "main")),
      );
    problems.push(...found.map((problem) => `${path}, ${width} px: ${problem}`));
  }
  await page.setViewportSize(size);
  return problems;
}

/** Opens each path and returns everything that is wrong. */
async function problemsOn(page: Page, paths: string[], { open = goToPage, ...walk }: Walk = {}): Promise<string[]> {
  const problems: string[] = [];
  for (const [index, path] of paths.entries()) {
    await open(page, path);
    problems.push(...(await problemsOf(page, path, index === 0, walk)));
  }
  return problems;
}

test("nobody who is not signed in sees a page, and those before the sign-in are usable", async ({ page }) => {
  for (const path of ["/", "/robots", "/sessions", "/settings/members"]) {
    await page.goto(path);
    await expect(page).toHaveURL(/\/sign-in/);
  }
  expect(await problemsOn(page, routesOutside, { isWhole: true, open: openPage })).toEqual([]);
});

/** What robots and runs change nothing on; the empty organization has been there. */
const isTheSame = (path: string): boolean =>
  path.startsWith("/settings") || ["/robots/new", "/robots/join", "/robot-schemas/new", "/receipts/import", "/device"].includes(path);
const changing = routes.filter((path) => !isTheSame(path));

// Several tests, so that they run side by side.
test("every page that robots do not change is usable", async ({ page, organization }) => {
  await openSignedIn(page, organization.email, "/");
  expect(await problemsOn(page, routes.filter(isTheSame), { isWhole: true })).toEqual([]);
});

test("every page of an empty organization is usable", async ({ page, organization }) => {
  await openSignedIn(page, organization.email, "/");
  expect(await problemsOn(page, changing)).toEqual([]);
});

for (const part of ["its lists and forms", "one of each thing"] as const) {
  test(`every page of a busy organization is usable: ${part}`, async ({ page, organization, runningRobot }) => {
    const things = await thingsOf(organization, await runningRobot());
    await openSignedIn(page, organization.email, "/");
    expect(await problemsOn(page, part === "one of each thing" ? things : changing, { isWhole: true })).toEqual([]);
  });
}
