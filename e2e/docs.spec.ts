import type { Page } from "@playwright/test";
import { violationsOf } from "./accessibility.ts";
import { expect, signIn, test } from "./fixtures.ts";

// The documentation that a running console serves beside the dashboard, under the same policy and without a sign-in.

/** What the browser complains of while a page is open: a script that the policy refuses, a file that is not there. */
function complaintsOf(page: Page): string[] {
  const complaints: string[] = [];
  page.on("console", (message) => message.type() === "error" && complaints.push(message.text()));
  page.on("pageerror", (error) => complaints.push(error.message));
  return complaints;
}

const dialog = (page: Page) => page.getByRole("dialog", { name: "Search the documentation" });

test("every page fits its window, and the browser has nothing against any", async ({ page, isMobile }) => {
  test.skip(isMobile, "Both widths are looked at in one walk.");
  const complaints = complaintsOf(page);
  await page.goto("/docs");
  const links = await page.locator("nav.menu a").evaluateAll((all) => all.map((link) => link.getAttribute("href") ?? ""));
  expect(links.length).toBeGreaterThan(20);
  const tooWide: string[] = [];
  for (const link of links) {
    await page.goto(link);
    await expect(page.locator("article h1")).toHaveCount(1);
    for (const width of [1_440, 390]) {
      await page.setViewportSize({ width, height: 844 });
      const excess = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
      if (excess > 0) tooWide.push(`${link}: ${excess} px wider than ${width}`);
    }
  }
  expect(tooWide).toEqual([]);
  expect(complaints).toEqual([]);
});

test("pages and the open search are accessible, light and dark", async ({ page }) => {
  const problems: string[] = [];
  for (const path of ["/docs", "/docs/http", "/docs/safety", "/docs/no-such-page"]) {
    await page.goto(path);
    problems.push(...(await violationsOf(page)).map((problem) => `${path}: ${problem}`));
  }
  await page.goto("/docs");
  await page.getByRole("button", { name: "Search" }).click();
  await page.getByLabel("Words to look for").fill("lease");
  await expect(dialog(page).getByRole("link").first()).toBeVisible();
  problems.push(...(await violationsOf(page)).map((problem) => `search: ${problem}`));
  expect(problems).toEqual([]);
});

test("the keyboard alone reaches the search, a result, and the page's text", async ({ page }) => {
  await page.goto("/docs");
  await page.keyboard.press("Tab");
  await expect(page.getByRole("link", { name: "Skip to the page" })).toBeFocused();
  await page.keyboard.press("Enter");
  await expect(page.locator("main")).toBeFocused();
  await page.keyboard.press("/");
  const field = page.getByLabel("Words to look for");
  await expect(field).toBeFocused();
  await field.fill("budget of time lease");
  const hit = dialog(page).getByRole("link", { name: /Safety notes: The lease/ });
  await expect(hit).toBeVisible();
  await page.keyboard.press("ArrowDown");
  await expect(dialog(page).getByRole("link").first()).toBeFocused();
  await hit.focus();
  await page.keyboard.press("Enter");
  await expect(page).toHaveURL(/\/docs\/safety#the-lease$/);
  await expect(page.getByRole("heading", { name: "The lease" })).toBeInViewport();
  await page.keyboard.press("Control+k");
  await field.fill("zzzzqqqq");
  await expect(page.getByText("Nothing found.")).toBeVisible();
  await page.keyboard.press("Escape");
  await expect(dialog(page)).toBeHidden();
});

test("the console leads to the documentation without leaving its own page", async ({ page, organization }) => {
  await signIn(page, organization.email);
  await page.getByRole("button", { name: /^Account of/ }).click();
  const opened = page.waitForEvent("popup");
  await page.getByRole("link", { name: "Documentation" }).click();
  await expect((await opened).getByRole("heading", { level: 1, name: "Reflex Console" })).toBeVisible();
  await expect(page.getByRole("button", { name: /^Account of/ })).toBeVisible();
});

test("the menu leads from page to page, and out to the console", async ({ page, isMobile }) => {
  await page.goto("/docs");
  const menu = page.getByRole("navigation", { name: "Pages", exact: true });
  if (isMobile) await menu.getByText("Pages").click();
  await menu.getByRole("link", { name: "Security model" }).click();
  await expect(page.getByRole("heading", { level: 1, name: "Security model" })).toBeVisible();
  if (isMobile) await menu.getByText("Pages").click();
  await expect(menu.getByRole("link", { name: "Security model" })).toHaveAttribute("aria-current", "page");
  await page.getByRole("link", { name: "Open the console" }).click();
  await expect(page).toHaveURL(/\/(?:sign-in|setup)/);
});
