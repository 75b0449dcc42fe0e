import { expect, openSignedIn, test } from "./fixtures.ts";

test.skip(({ isMobile }) => isMobile, "the same at every width");

test("from any empty page, one press leads to a simulated robot that can be run, ended, and begun anew", async ({ page, organization }) => {
  await openSignedIn(page, organization.email, "/robots");
  // Where there is nothing yet, each page offers it.
  for (const path of [
    "/robots",
    "/robots/new",
    "/robot-schemas",
    "/deployments",
    "/sessions?status=all",
    "/sessions/new",
    "/receipts",
    "/handover",
  ]) {
    await page.goto(path);
    await expect(page.getByRole("main").getByRole("button", { name: "Try with a simulated robot" }), path).toBeVisible();
  }
  await page.getByRole("button", { name: "Try with a simulated robot" }).click();
  await expect(page.getByRole("heading", { name: "arm-1 (simulated)", level: 1 })).toBeVisible();
  const note = page.getByRole("status").filter({ hasText: "imulated" });
  await expect(note).toContainText("no real arm moves");
  await expect(page.getByText("Online").first()).toBeVisible();

  await page.getByRole("link", { name: "Start a dry run" }).click();
  await page.getByRole("button", { name: "Authorize a dry run" }).click();
  await page.getByRole("link", { name: "Open the session" }).click();
  await expect(page.getByText("Active").first()).toBeVisible();
  await page.getByRole("button", { name: "Close session…" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Close session" }).click();
  await page.getByRole("link", { name: "Open the receipt" }).first().click();
  await expect(page.getByText(/^Signed by the robot's own key [\w-]{43};/)).toBeVisible();
  await page.getByRole("link", { name: "arm-1 (simulated)" }).first().click();

  await note.getByRole("button", { name: "End the simulation" }).click();
  await expect(note).toContainText("has ended");
  await page.reload();
  await expect(note).toContainText("a browser tab that is gone");
  await note.getByRole("button", { name: "Simulate again in this tab" }).click();
  await expect(note).toContainText("Simulated in this tab");
  await expect(page.getByText("Online").first()).toBeVisible();
});
