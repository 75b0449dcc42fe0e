import type { Locator, Page } from "@playwright/test";
import { expect, openSignedIn, type Organization, test } from "./fixtures.ts";
import { authorizeOn, pairRobot } from "./paired-robot.ts";

/** A robot that was heard once, an open session on it, and two receipts. */
async function thingsIn(organization: Organization, url: string) {
  const { call } = organization;
  const robot = await pairRobot(organization, url, { emergencyStopLocation: "red button, bench 1", hostname: "bench-pi" });
  const { robotId, robotSchemaId } = robot;
  await robot.beat({ intervalMs: 1_000 });
  const { deploymentId, sessionId } = await authorizeOn(organization, robot);
  for (let n = 0; n < 2; n += 1) {
    const { sessionId: earlier } = await call("mutation", "authorizeSession", { deploymentId });
    await call("mutation", "closeSession", { sessionId: earlier, reason: "task_done" });
  }
  const { receipts } = await call("query", "listReceipts");
  const [newer, older] = (receipts as { id: string }[]).map(({ id }) => id);
  return {
    robotSchemaId,
    robotId,
    deploymentId,
    sessionId,
    newer: newer ?? "",
    older: older ?? "",
  };
}

type Shown = (page: Page) => Locator;
const dialog =
  (name: string | RegExp): Shown =>
  (page) =>
    page.getByRole("dialog", { name });
const heading =
  (name: string | RegExp): Shown =>
  (page) =>
    page.getByRole("heading", { name });
const chosen =
  (name: string | RegExp): Shown =>
  (page) =>
    page.getByRole("radio", { name, checked: true });
/** A field with what stands in it, and a list with what is chosen from it. */
const filled =
  (label: string, value: string): Shown =>
  (page) =>
    page.getByLabel(label, { exact: true }).and(page.locator(`[value="${value}"]`));
const picked =
  (name: string, value: string): Shown =>
  (page) =>
    page.getByRole("combobox", { name, exact: true }).and(page.locator(`:has(> option:checked[value="${value}"])`));

test("what a page shows is in its address: each state opens again from its link, and what is opened by a press has one", async ({
  page,
  organization,
  site,
}) => {
  const { robotSchemaId, robotId, deploymentId, sessionId, newer, older } = await thingsIn(organization, site.url);
  const { id: keyId } = await site.run("mutation", "setup:createApiKey", {
    name: "spare",
    role: "operator",
    organizationName: organization.name,
  });
  const states: Record<string, Shown | Shown[]> = {
    "/?q=arm&as=grid&sort=battery": [filled("Filter robots by name, schema or reason", "arm"), chosen("Grid"), picked("Order", "battery")],
    "/?show=offline": (on) => on.getByRole("navigation", { name: "Filter by state" }).locator("a[aria-current]", { hasText: "Offline" }),
    "/robots?show=retired": [chosen(/Retired/), heading("No robot was retired")],
    "/robots?q=nobody": heading("No robots match"),
    [`/robots/new?schema=${robotSchemaId}`]: picked("Robot schema", robotSchemaId),
    [`/robots/join?code=BCDFGHJK&robot=${robotId}`]: filled("Code", "BCDF-GHJK"),
    [`/robots/${robotId}?window=1h&view=table`]: [
      chosen("1 h"),
      (on) => on.getByRole("button", { name: "Charts" }),
      (on) => on.getByRole("table").first(),
    ],
    [`/robots/${robotId}?open=retire`]: dialog("Retire arm-1?"),
    "/robot-schemas/new?name=gripper": filled("Name", "gripper"),
    "/deployments?q=nothing": heading("No deployments match"),
    [`/deployments/${deploymentId}?robot=${robotId}`]: picked("Check with robot", robotId),
    [`/deployments/${deploymentId}?open=policy`]: dialog("Promote policy of pick-and-place"),
    "/sessions?status=closed": [chosen("Closed"), (on) => on.getByRole("row").filter({ hasText: "pick-and-place" }).first()],
    [`/sessions/new?deployment=${deploymentId}&robot=${robotId}`]: [picked("Deployment", deploymentId), picked("Robot", robotId)],
    [`/sessions/${sessionId}?open=promote`]: dialog("Promote on arm-1"),
    [`/sessions/${sessionId}?open=close`]: dialog("Close the session on arm-1"),
    "/receipts?motion=applied&order=outliers": [picked("Motion", "applied"), picked("Order", "outliers"), heading("No receipts match")],
    "/receipts?q=nobody": filled("Search receipts", "nobody"),
    [`/receipts/compare?ids=${newer},${older}`]: (on) => on.getByText("#1").first(),
    [`/audit?q=deployment&target=${deploymentId}`]: [filled("Search the audit log", "deployment"), (on) => on.getByText(/1 entry/)],
    "/audit?from=2020-01-01&to=2020-01-02": [filled("From", "2020-01-01"), heading("No entries match")],
    "/receipts?open=keys": dialog("Shortcuts"),
    "/receipts?motion=applied&open=save": dialog("Save this view"),
    "/receipts/review?open=queue-keys": dialog("Keys of the review queue"),
    [`/receipts/review?open=alike%3A${older}`]: dialog("One verdict for 2 receipts"),
    "/handover?since=8": chosen("8 h"),
    "/incidents?show=all": chosen("All"),
    "/device?code=BCDFGHJK": (on) => on.getByText(/No machine waits with the code BCDF-GHJK/),
    [`/settings/keys?open=revoke:${String(keyId)}`]: dialog("Revoke “spare”"),
    [`/settings/keys?open=limits:${String(keyId)}`]: dialog("Where spare may act"),
  };
  await openSignedIn(page, organization.email, "/settings/members");

  await test.step("a press changes the address", async () => {
    await page.getByRole("button", { name: "Remove…" }).click();
    const question = page.getByRole("dialog", { name: "Remove Olga (admin)" });
    await expect(question).toBeVisible();
    await expect(page).toHaveURL(/\/settings\/members\?open=remove%3A\w+$/);
    await page.reload();
    await expect(question).toBeVisible();
    await page.keyboard.press("Escape");
    await expect(question).toBeHidden();
    await expect(page).toHaveURL(/\/settings\/members$/);
  });

  await test.step("so does a key", async () => {
    await page.keyboard.press("?");
    await expect(page.getByRole("dialog", { name: "Shortcuts" })).toBeVisible();
    await expect(page).toHaveURL(/\/settings\/members\?open=keys$/);
    await page.keyboard.press("Escape");
    await expect(page).toHaveURL(/\/settings\/members$/);
  });

  for (const [address, shown] of Object.entries(states)) {
    await test.step(address.replaceAll(/[a-z0-9]{32}/g, "…"), async () => {
      await page.goto(address);
      for (const each of [shown].flat()) await expect.soft(each(page), address).toBeVisible();
    });
  }

  // Who may not do it is told so in what the link opens, and nothing is done by the link.
  await test.step("the link alone does nothing", async () => {
    const { sessions } = await organization.call("query", "listInferenceSessions");
    expect(sessions).toContainEqual(expect.objectContaining({ _id: sessionId, status: "authorized", mode: "dry_run" }));
  });
});

test("every id is copied where its thing is described: of robots as of endpoints, webhooks, approvals and whoever did something", async ({
  page,
  organization,
  site,
}) => {
  const { robotSchemaId, robotId, deploymentId, sessionId, newer } = await thingsIn(organization, site.url);
  const { id: keyId } = await site.run("mutation", "setup:createApiKey", {
    name: "spare",
    role: "operator",
    organizationName: organization.name,
  });
  await page.context().grantPermissions(["clipboard-read", "clipboard-write"]);
  /** Presses the button and returns what can be pasted then. */
  const copied = async (button: string): Promise<string> => {
    await page.evaluate(() => navigator.clipboard.writeText("nothing copied"));
    await page.getByRole("button", { name: button, exact: true }).click();
    await expect.poll(() => page.evaluate(() => navigator.clipboard.readText()), button).not.toBe("nothing copied");
    return page.evaluate(() => navigator.clipboard.readText());
  };
  await openSignedIn(page, organization.email, `/robots/${robotId}`);

  await test.step("where the page's address or a call tells the id as well", async () => {
    const ids: [string, string, string][] = [
      [`/robots/${robotId}`, "Copy the robot’s id", robotId],
      [`/robot-schemas/${robotSchemaId}`, "Copy the robot schema’s id", robotSchemaId],
      [`/deployments/${deploymentId}`, "Copy the deployment’s id", deploymentId],
      [`/sessions/${sessionId}`, "Copy the session’s id", sessionId],
      [`/receipts/${newer}`, "Copy the receipt’s id", newer],
      ["/settings/keys", "Copy the id of the key spare", String(keyId)],
      [`/audit?target=${robotId}`, "Copy the id of what these entries are about", robotId],
    ];
    for (const [address, button, id] of ids) {
      await page.goto(address);
      expect(await copied(button), button).toBe(id);
    }
  });

  // An id that was copied finds what was done to its thing, so these are the very ids that the server goes by.
  const whatWasDoneTo = async (id: string) => {
    await page.goto(`/audit?target=${id}`);
    return page.getByRole("table", { name: "Audit log" });
  };

  await test.step("of an inference endpoint", async () => {
    await page.goto("/settings/endpoints");
    await page.getByLabel("Base model").fill("pi0.5");
    await page.getByLabel("Worker address").fill("http://127.0.0.1:9");
    await page.getByRole("button", { name: "Register endpoint" }).click();
    await expect(await whatWasDoneTo(await copied("Copy the id of the endpoint of pi0.5"))).toContainText("pi0.5");
  });

  await test.step("of a webhook", async () => {
    await page.goto("/settings/notifications");
    const form = page.getByRole("form", { name: "New webhook" });
    await form.getByLabel("Address").fill("https://hooks.example/reflex");
    await form.getByRole("button", { name: "Add webhook" }).click();
    await expect(await whatWasDoneTo(await copied("Copy the webhook’s id"))).toContainText("hooks.example");
  });

  await test.step("of an approval", async () => {
    await page.goto(`/deployments/${deploymentId}?open=policy`);
    await page.getByRole("checkbox", { name: "A second operator must approve each promote" }).check();
    await page.getByRole("button", { name: "Save policy" }).click();
    await expect(page.getByText("must approve each promote", { exact: true })).toBeVisible();
    await page.goto(`/sessions/${sessionId}`);
    const panel = page.getByRole("region", { name: "Approval" });
    await panel.getByRole("button", { name: "Ask for approval" }).click();
    const id = await copied("Copy the approval’s id");
    expect(id).not.toBe(sessionId);
    await expect(panel.getByText(id, { exact: true })).toBeVisible();
  });

  await test.step("of who did something", async () => {
    await page.goto(`/audit?target=${robotId}`);
    await page.getByRole("button", { name: "only by this API key" }).filter({ visible: true }).first().click();
    const by = new URL(page.url()).searchParams.get("by");
    expect(await copied("Copy the id of who did this")).toBe(by);
  });
});
