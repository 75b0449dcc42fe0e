import { expect, openSignedIn, so101Schema, test } from "./fixtures.ts";

test.skip(({ isMobile }) => isMobile, "the same at every width");

test("several dry runs are closed together, and each has its receipt", async ({ page, organization }) => {
  const { call } = organization;
  const { id: robotSchemaId } = await call("mutation", "registerRobotSchema", { name: "so101", schema: so101Schema(), robotKind: "so101" });
  const { id: deploymentId } = await call("mutation", "createDeployment", { name: "pick", modelId: "pi0.5", robotSchemaId });
  for (const name of ["arm-1", "arm-2", "arm-3"]) {
    const { id: robotId } = await call("mutation", "registerRobot", { name, robotSchemaId });
    await call("mutation", "authorizeSession", { deploymentId, robotId });
  }
  await openSignedIn(page, organization.email, "/sessions");
  for (const name of ["arm-1", "arm-3"]) await page.getByLabel(`Choose the session on ${name}`).check();
  await page.getByRole("button", { name: "Close 2 sessions…" }).click();
  const dialog = page.getByRole("dialog", { name: "Close 2 sessions" });
  await expect(dialog.getByRole("listitem")).toHaveText(["arm-3, pick", "arm-1, pick"]);
  await dialog.getByLabel("Reason").fill("end of shift");
  await dialog.getByRole("button", { name: "Close them" }).click();
  await expect(dialog).toBeHidden();
  await expect(page.getByRole("row")).toHaveCount(2);
  await expect(page.getByRole("link", { name: "arm-2" })).toBeVisible();
  const { receipts } = await call("query", "listReceipts");
  expect((receipts as { closeReason: string }[]).map(({ closeReason }) => closeReason)).toEqual(["end of shift", "end of shift"]);
});
