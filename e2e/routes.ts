import { expect, type Page } from "@playwright/test";

/** Every page that needs no thing of its own to be there. */
export const routes = [
  "/",
  "/robots",
  "/robots/new",
  "/robots/join",
  "/robot-schemas",
  "/robot-schemas/new",
  "/deployments",
  "/deployments/new",
  "/sessions",
  "/sessions/new",
  "/receipts",
  "/receipts/review",
  "/receipts/agreement",
  "/receipts/import",
  "/audit",
  "/handover",
  "/settings",
  "/settings/members",
  "/settings/keys",
  "/settings/notifications",
  "/settings/endpoints",
  "/settings/data",
  "/device",
];

/** Opens a page and waits until it is loaded: a heading, no skeleton, no error page. `loading` is how a skeleton is labelled. */
export async function openPage(page: Page, path: string, loading = /^Loading/): Promise<void> {
  await page.goto(path);
  // Another language than English comes with the code; until then the frame stands without its words.
  await expect(page.locator("#root:not([lang])")).toBeAttached();
  await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
  await expect(page.getByLabel(loading)).toHaveCount(0);
  await expect(page.getByRole("heading", { name: /went wrong|not found/i })).toHaveCount(0);
}

/** By how much the page is wider than its window once its charts have taken their new width, px. */
export const excessOf = (page: Page) =>
  page.evaluate(async () => {
    for (let frame = 0; frame < 3; frame++) await new Promise((done) => requestAnimationFrame(done));
    return document.documentElement.scrollWidth - document.documentElement.clientWidth;
  });
