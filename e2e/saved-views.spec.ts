import { expect, openSignedIn, test } from "./fixtures.ts";

test.skip(({ isMobile }) => isMobile, "the same at every width");

test("a view that an operator shares is there for everybody, and stopping to share it can be undone", async ({
  page,
  browser,
  organization,
}) => {
  const viewer = await organization.addOperator("viewer");
  await openSignedIn(page, organization.email, "/sessions?status=closed");
  await page.getByRole("button", { name: "Save this view" }).click();
  const dialog = page.getByRole("dialog", { name: "Save this view" });
  await expect(dialog.getByLabel("Name of this view")).toBeFocused();
  await page.keyboard.type("Done today");
  await dialog.getByText("For everybody").click();
  await dialog.getByRole("button", { name: "Save" }).click();
  const views = page.getByRole("navigation", { name: "Saved views" });
  await expect(views.getByRole("link", { name: "Done today" })).toHaveAttribute("aria-current", "true");

  const other = await (await browser.newContext()).newPage();
  const base = new URL(page.url()).origin;
  await openSignedIn(other, viewer, `${base}/sessions`);
  await other.getByRole("navigation", { name: "Saved views" }).getByRole("link", { name: "Done today" }).click();
  await expect(other).toHaveURL(/status=closed/);
  await expect(other.getByLabel("Closed")).toBeChecked();
  await expect(other.getByRole("button", { name: /Stop sharing/ })).toHaveCount(0);

  await views.getByRole("button", { name: "Stop sharing the view Done today" }).click();
  await expect(other.getByRole("link", { name: "Done today" })).toHaveCount(0);
  await page.getByRole("button", { name: "Undo" }).click();
  await expect(other.getByRole("link", { name: "Done today" })).toBeVisible();
  await other.context().close();
});
