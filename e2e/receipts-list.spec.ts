import { violationsOf } from "./accessibility.ts";
import { expect, openSignedIn, test } from "./fixtures.ts";

test("words find receipts where they stand, the number is said as it is known, and chosen columns stay", async ({
  page,
  organization,
  isMobile,
}) => {
  const { id: deploymentId } = await organization.call("mutation", "createDeployment", { name: "pick-and-place", modelId: "pi0.5" });
  for (const reason of ["task_done", "Tórque limit of joint 3", "task_done"]) {
    const { sessionId } = await organization.call("mutation", "authorizeSession", { deploymentId });
    await organization.call("mutation", "closeSession", { sessionId, reason });
  }
  await openSignedIn(page, organization.email, "/receipts");
  const rows = page.getByRole("table", { name: "Receipts" }).locator("tbody tr");
  const said = page.getByRole("status").filter({ hasText: /match|all of them/ });
  await expect(said).toHaveText("3 receipts, all of them.");

  await test.step("a note is found and marked, and no more when the words differ", async () => {
    await rows.filter({ hasText: "#3" }).getByRole("link").click();
    await page.getByLabel("Note", { exact: true }).fill("The gripper slipped on wet glass.");
    await page.getByRole("button", { name: /^Bad/ }).click();
    await expect(page.getByRole("region", { name: "Review" }).getByText(/Bad/).first()).toBeVisible();
    await page.goto("/receipts");
    const box = page.getByRole("searchbox", { name: "Search receipts" });
    await box.fill("WET grip");
    await expect(rows.filter({ hasText: "#" })).toHaveCount(1);
    await expect(said).toHaveText("1 receipt matches, 3 in all.");
    await expect(rows.locator("mark")).toHaveText(["gripper", "wet"]);
    await expect(page).toHaveURL(/q=WET\+grip/);
    await box.fill("torque");
    await expect(rows.locator("mark")).toHaveText(["Tórque"]);
    expect(await violationsOf(page)).toEqual([]);
    await box.fill("torque glas");
    await expect(page.getByRole("heading", { name: "No receipts match" })).toBeVisible();
    await expect(page.getByText(/No receipt has “torque” and a word that begins with “glas”\. Searched were/)).toBeVisible();
    await page.getByRole("button", { name: "Clear filters" }).last().click();
    await expect(said).toHaveText("3 receipts, all of them.");
  });

  await test.step("a combination of filters has its number", async () => {
    if (isMobile) await page.getByRole("button", { name: "Filters" }).click();
    await page.getByLabel("Motion", { exact: true }).selectOption("dry");
    await page.getByLabel("Verdict", { exact: true }).selectOption("none");
    await expect(said).toHaveText("2 receipts match, 3 in all.");
    await page.goto("/receipts");
  });

  await test.step("more rows than are read at first come without a touch", async () => {
    for (let made = 3; made < 25; made += 1) {
      const { sessionId } = await organization.call("mutation", "authorizeSession", { deploymentId });
      await organization.call("mutation", "closeSession", { sessionId, reason: "task_done" });
    }
    await expect(page.getByRole("status").filter({ hasText: "25 receipts, all of them." })).toBeVisible();
    await page.goto("/receipts");
    await expect(page.getByRole("status").filter({ hasText: "25 receipts, all of them." })).toBeVisible();
  });

  await test.step("the list is what one sees first; on a phone none of it is cut off by the edge", async () => {
    const first = await rows.filter({ hasText: "#25" }).boundingBox();
    const most = (page.viewportSize()?.height ?? 0) / 2;
    expect(first?.y).toBeLessThan(most);
    expect((first?.x ?? 0) + (first?.width ?? 0)).toBeLessThanOrEqual(page.viewportSize()?.width ?? 0);
    const [formats, summary] = [page.getByRole("list", { name: "Formats of the export" }), page.locator("summary", { hasText: "Export" })];
    await summary.click();
    await expect(formats.getByRole("button")).toHaveCount(3);
    const menu = await formats.boundingBox();
    expect(menu?.x).toBeGreaterThanOrEqual(0);
    expect((menu?.x ?? 0) + (menu?.width ?? 0)).toBeLessThanOrEqual(page.viewportSize()?.width ?? 0);
    // Of the menu alone: a link that lies half under it is no small target once it is closed.
    expect(await violationsOf(page, ["light", "dark"], "details[open]")).toEqual([]);
    await page.keyboard.press("Escape");
    await expect(formats).toHaveCount(0);
    await expect(summary).toBeFocused();
  });

  const head = page.getByRole("table", { name: "Receipts" }).getByRole("columnheader");
  if (isMobile) {
    await expect(page.getByText("Columns", { exact: true })).toBeHidden();
    return;
  }
  await test.step("days are dragged over twice, and neither drag takes hold of what the one before it marked", async () => {
    const slider = page.getByRole("slider", { name: "Days shown" });
    const bars = slider.locator("> span");
    for (const from of [2, 4]) {
      const [first, last] = [await bars.nth(from).boundingBox(), await bars.last().boundingBox()];
      if (first === null || last === null) throw new Error("there are bars");
      await page.mouse.move(first.x + 2, first.y + 10);
      await page.mouse.down();
      await page.mouse.move(last.x + last.width / 2, last.y + 10, { steps: 4 });
      await page.mouse.up();
      await expect(said).toHaveText("25 receipts match, 25 in all.");
      await page.getByRole("button", { name: "Clear filters" }).click();
      await expect(said).toHaveText("25 receipts, all of them.");
    }
  });
  await test.step("columns are chosen by keyboard, stay in this browser, and are part of a saved view", async () => {
    const summary = page.locator("summary", { hasText: "Columns" });
    await summary.focus();
    await page.keyboard.press("Enter");
    await page.getByRole("checkbox", { name: "Note" }).focus();
    await page.keyboard.press("Space");
    await expect(head.filter({ hasText: "Note" })).toBeVisible();
    await expect(rows.filter({ hasText: "gripper slipped" })).toHaveCount(1);
    // What has scrolled half under the bar at the top is no small target.
    await page.evaluate(() => scrollTo({ top: 0, behavior: "instant" }));
    expect(await violationsOf(page)).toEqual([]);
    await page.getByRole("checkbox", { name: "Motion" }).focus();
    await page.keyboard.press("Space");
    await page.keyboard.press("Escape");
    await expect(summary).toBeFocused();
    await expect(head.filter({ hasText: "Motion" })).toHaveCount(0);
    await page.getByRole("searchbox", { name: "Search receipts" }).fill("slipped");
    await expect(rows.filter({ hasText: "#" })).toHaveCount(1);
    await expect(head.filter({ hasText: "Note" })).toBeVisible();
    await page.getByRole("button", { name: "Save this view" }).click();
    await page.keyboard.type("Slips");
    await page.keyboard.press("Enter");
    await page.goto("/receipts");
    await expect(head.filter({ hasText: "Note" })).toBeVisible();
    await page.goto("/receipts?motion=dry");
    await expect(head.filter({ hasText: "Motion" })).toBeVisible();
    await expect(head.filter({ hasText: "Note" })).toHaveCount(0);
    await page.getByRole("link", { name: "Slips" }).click();
    await expect(head.filter({ hasText: "Note" })).toBeVisible();
    await expect(page.getByRole("link", { name: "Slips" })).toHaveAttribute("aria-current", "true");
  });
});
