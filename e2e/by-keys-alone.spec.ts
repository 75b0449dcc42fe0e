import { expect, openSignedIn, test } from "./fixtures.ts";
import { notReached, pressAt, tabTo, typeAt } from "./keyboard.ts";
import { goToPage, routes } from "./routes.ts";

test.skip(({ isMobile }) => isMobile, "A keyboard is at a desk.");

test("a view is saved, several sessions are closed together, and every setting is within reach, all by keys", async ({
  page,
  organization,
}) => {
  const { id: deploymentId } = await organization.call("mutation", "createDeployment", { name: "pick-and-place", modelId: "pi0.5" });
  for (let n = 0; n < 2; n += 1) await organization.call("mutation", "authorizeSession", { deploymentId });
  await openSignedIn(page, organization.email, "/sessions?status=authorized");
  const boxes = page.getByRole("checkbox", { name: "Choose the session on no robot" });
  await expect(boxes).toHaveCount(2);

  await test.step("a view of its own", async () => {
    await pressAt(page, page.getByRole("button", { name: "Save this view" }));
    const dialog = page.getByRole("dialog", { name: "Save this view" });
    await expect(dialog.getByLabel("Name of this view")).toBeFocused();
    await page.keyboard.type("What runs");
    await page.keyboard.press("Enter");
    await expect(dialog).toBeHidden();
    const view = page.getByRole("link", { name: "What runs" });
    await expect(view).toHaveAttribute("aria-current", "true");
    // What was pressed is gone: the keyboard goes on at what took its place, not at the top.
    await expect(view).toBeFocused();
  });

  await test.step("both sessions at once", async () => {
    await pressAt(page, boxes.first(), "Space");
    await pressAt(page, boxes.last(), "Space");
    await tabTo(page, page.getByRole("button", { name: "Close 2 sessions…" }), "Shift+Tab");
    await page.keyboard.press("Enter");
    const dialog = page.getByRole("dialog", { name: "Close 2 sessions" });
    await pressAt(page, dialog.getByRole("button", { name: "Close them" }));
    await expect(dialog).toBeHidden();
    await expect(page.getByRole("heading", { name: "No sessions match" })).toBeVisible();
  });

  await test.step("a setting", async () => {
    await page.goto("/settings/profile");
    const theme = page.getByRole("radio", { name: "Dark" });
    await expect(theme).toBeVisible();
    await tabTo(page, page.getByRole("radio", { checked: true }).and(page.locator(`[name="${await theme.getAttribute("name")}"]`)));
    for (let presses = 0; presses < 3 && !(await theme.isChecked()); presses += 1) await page.keyboard.press("ArrowRight");
    await expect(theme).toBeChecked();
    await expect(page.locator("html")).toHaveAttribute("data-theme", "dark");
  });

  await test.step("an API key, made and revoked", async () => {
    await page.goto("/settings/keys");
    await typeAt(page, page.getByLabel("Name", { exact: true }), "for a while");
    await page.keyboard.press("Enter");
    await pressAt(page, page.getByRole("button", { name: "I have stored it" }));
    const row = page.getByRole("row").filter({ hasText: "for a while" });
    await pressAt(page, row.getByRole("button", { name: "Revoke…" }));
    await pressAt(page, page.getByRole("dialog", { name: "Revoke “for a while”" }).getByRole("button", { name: "Revoke key" }));
    await expect(row).toContainText("Revoked");
  });

  for (const path of routes.filter((route) => route.startsWith("/settings"))) {
    await test.step(`everything on ${path}`, async () => {
      await goToPage(page, path);
      expect(await notReached(page)).toEqual([]);
    });
  }
});

test("an API key says when and from where it was used last, and one that never was says so", async ({ page, organization, site }) => {
  await site.run("mutation", "setup:createApiKey", { name: "spare", role: "viewer", organizationName: organization.name });
  await organization.call("mutation", "createDeployment", { name: "pick-and-place", modelId: "pi0.5" });
  await openSignedIn(page, organization.email, "/settings/keys");
  const row = (name: string) => page.getByRole("row").filter({ has: page.getByText(name, { exact: true }) });
  await expect(row("e2e")).toContainText(/(now|\d+ s ago).*from 127\.0\.0\./);
  await expect(row("spare")).toContainText("never");
});
