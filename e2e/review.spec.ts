import type { Browser, Page } from "@playwright/test";
import { problemsOf } from "./accessibility.ts";
import { expect, type Organization, password, openSignedIn, signIn, test } from "./fixtures.ts";

test.skip(({ isMobile }) => isMobile, "A sitting is at a keyboard; e2e/pages.spec.ts looks at its pages on a phone.");

/** Receipts of sessions that no robot took: enough to be judged. Answers their deployment. */
async function makeReceipts({ call }: Organization, count: number): Promise<string> {
  const { id: deploymentId } = await call("mutation", "createDeployment", { name: "pick-and-place", modelId: "pi0.5" });
  for (let n = 0; n < count; n += 1) {
    const { sessionId } = await call("mutation", "authorizeSession", { deploymentId });
    await call("mutation", "closeSession", { sessionId, reason: "task_done" });
  }
  return String(deploymentId);
}

/** Another browser, as on another device, with the page that its person opens first. */
async function deviceOf(browser: Browser, base: string, email: string, path: string): Promise<Page> {
  const page = await (await browser.newContext({ baseURL: base, viewport: { width: 1440, height: 900 } })).newPage();
  await openSignedIn(page, email, path);
  return page;
}

const progress = (page: Page) => page.getByRole("status").filter({ hasText: "reviewed" });
const inHand = (page: Page) => page.getByRole("region", { name: /^Receipt \d/ });

test("two people judge without seeing each other, the sitting goes on elsewhere, and a third resolves", async ({
  page,
  browser,
  site,
  organization,
}) => {
  await makeReceipts(organization, 3);
  const [ann, ben] = [await organization.addOperator("operator"), await organization.addOperator("viewer")];
  const lead = page;
  await openSignedIn(lead, organization.email, "/receipts/agreement");
  await lead.getByRole("button", { name: "Every one" }).click();
  await expect(lead.getByText(/Neither person sees the other's verdict/)).toBeVisible();

  const annsDesk = await deviceOf(browser, site.url, ann, "/receipts/review");
  await test.step("one begins at a desk and goes on at another device", async () => {
    await expect(progress(annsDesk)).toHaveText("0 of 3 reviewed");
    // What no receipt holds is said once for the sitting, and not again below each of them.
    await expect(inHand(annsDesk).getByRole("region", { name: "Not recorded" })).toBeVisible();
    await expect(annsDesk.getByText(/What the robot saw, and the positions of its joints/).filter({ visible: true })).toHaveCount(1);
    await annsDesk.keyboard.press("n");
    await annsDesk.keyboard.type("gripper slipped");
    await annsDesk.keyboard.press("Control+Enter");
    await annsDesk.keyboard.press("3");
    await expect(progress(annsDesk)).toHaveText("1 of 3 reviewed");
    const second = await inHand(annsDesk).getAttribute("aria-label");
    const annsPhone = await deviceOf(browser, site.url, ann, "/receipts/review");
    await expect(progress(annsPhone)).toHaveText("1 of 3 reviewed");
    await expect(inHand(annsPhone)).toHaveAttribute("aria-label", second ?? "");
    await annsPhone.keyboard.press("1");
    await annsPhone.keyboard.press("1");
    await expect(progress(annsPhone)).toHaveText("3 of 3 reviewed");
    await annsPhone.context().close();
  });

  await test.step("another looks at the same receipts and learns nothing of the first", async () => {
    await lead.goto("/receipts/review");
    await expect(progress(lead)).toHaveText("0 of 3 reviewed");
    await expect(lead.getByText("You see their verdict once you have given yours.")).toBeVisible();
    await expect(lead.getByText(/gripper slipped/)).toHaveCount(0);
    await lead.keyboard.press("1");
    await lead.keyboard.press("1");
    await expect(progress(lead)).toHaveText("2 of 3 reviewed");
  });

  await test.step("where they disagree neither may resolve it, a viewer may not, and a third may, also back", async () => {
    await lead.goto("/receipts/agreement");
    const disputed = lead.getByRole("region", { name: "Disagreements" });
    await expect(disputed.getByRole("heading", { name: "Disagreements (1)" })).toBeVisible();
    await expect(disputed).toContainText("gripper slipped");
    await expect(disputed.getByRole("button", { name: "Bad" })).toHaveAttribute("aria-disabled", "true");
    await expect(lead.getByRole("region", { name: "Agreement", exact: true })).toContainText("50 % of 2. Too few to say more");
    await expect(lead.getByRole("region", { name: "Agreement", exact: true })).toContainText("1 waits for a second verdict.");
    expect(await problemsOf(lead)).toEqual([]);
    const bens = await deviceOf(browser, site.url, ben, "/receipts/agreement");
    await expect(bens.getByRole("button", { name: "Bad" })).toHaveAttribute("aria-disabled", "true");
    const cem = `third-${ann}`;
    await site.run("action", "setup:createOperator", {
      email: cem,
      password,
      name: "Cem",
      role: "operator",
      organizationName: organization.name,
    });
    const third = await deviceOf(browser, site.url, cem, "/receipts/agreement");
    await third.getByLabel(/^Why, for receipt/).fill("the video shows it");
    await third.getByRole("button", { name: "Bad" }).click();
    const resolved = third.getByRole("region", { name: "Resolved" });
    await expect(resolved).toContainText("Cem");
    await expect(lead.getByText("Nobody disagrees about a receipt now.")).toBeVisible();
    await resolved.getByRole("button", { name: "Take the resolution back" }).click();
    await expect(third.getByRole("region", { name: "Disagreements" }).getByRole("listitem").first()).toBeVisible();
    await third.getByLabel(/^Why, for receipt/).fill("the video shows it");
    await third.getByRole("button", { name: "Bad" }).click();
    await third.getByRole("region", { name: "Resolved" }).getByRole("link", { name: /^#/ }).click();
    await expect(third.getByText("Two people disagreed about it, and a third resolved it.")).toBeVisible();
    await third.getByText(/^Earlier reviews/).click();
    await expect(third.getByText("Resolved as Bad: the video shows it").first()).toBeVisible();
  });

  await test.step("an admin who gave neither verdict overrules two who agree, and says why", async () => {
    const dora = `dora-${ann}`;
    await site.run("action", "setup:createOperator", {
      email: dora,
      password,
      name: "Dora",
      role: "admin",
      organizationName: organization.name,
    });
    const desk = await deviceOf(browser, site.url, dora, "/receipts?verdict=good");
    await desk.getByRole("table", { name: "Receipts" }).getByRole("link", { name: /^#/ }).first().click();
    await desk.getByText("Overrule both reviewers").click();
    await expect(desk.getByRole("button", { name: "Overrule as bad" })).toHaveAttribute("aria-disabled", "true");
    expect(await problemsOf(desk)).toEqual([]);
    await desk.getByLabel("Why they are overruled").fill("the log says otherwise");
    await desk.getByRole("button", { name: "Overrule as bad" }).click();
    await expect(desk.getByText("Two people agreed about it, and a third overruled them.")).toBeVisible();
    await desk.getByText(/^Earlier reviews/).click();
    await expect(desk.getByText("Overruled as Bad: the log says otherwise").first()).toBeVisible();
  });
});

test("runs are laid over each other, with what differs, in an address that says all of it", async ({
  page,
  organization,
  runningRobot,
}) => {
  const first = await runningRobot();
  await organization.call("mutation", "closeSession", { sessionId: first.sessionId, reason: "task_done" });
  const { sessionId } = await organization.call("mutation", "authorizeSession", {
    deploymentId: first.deploymentId,
    robotId: first.robotId,
  });
  // With heartbeats of its own, or there is nothing to lay over anything.
  const active = async () =>
    (await organization.call("query", "listInferenceSessions", { status: "active" }))["sessions"] as { _id: string }[];
  await expect.poll(async () => (await active()).map(({ _id }) => _id)).toContain(sessionId);
  // Where they part must not be left to what the readings happen to be.
  await organization.call("mutation", "stopSession", { sessionId });
  await organization.call("mutation", "closeSession", { sessionId, reason: "worker_lost" });
  await makeReceipts(organization, 1);
  await signIn(page, organization.email);

  await test.step("one press from a receipt to the last good one", async () => {
    await page.goto("/receipts");
    await page.getByRole("link", { name: /^#2 arm-1/ }).click();
    await page.getByRole("button", { name: "Against the last good one" }).click();
    await expect(page.getByText("None of the 1 earlier receipts of its deployment was judged good.")).toBeVisible();
    await page.goBack();
    await page.getByRole("link", { name: /^#1 arm-1/ }).click();
    await page.getByRole("button", { name: "Good", exact: true }).click();
    await expect(page.getByRole("button", { name: "Good", exact: true })).toHaveAttribute("aria-pressed", "true");
    await page.goBack();
    await page.getByRole("link", { name: /^#2 arm-1/ }).click();
    await page.getByRole("button", { name: "Against the last good one" }).click();
    await expect(page).toHaveURL(/\/receipts\/compare\?ids=/);
  });

  await test.step("what differs, where they part, their readings under one cursor", async () => {
    await expect(page.getByRole("region", { name: "Not a fair comparison" })).toHaveCount(0);
    await expect(page.getByRole("region", { name: "Comparison" })).toContainText("worker_lost");
    const latency = page.getByRole("slider", { name: "Latency: time cursor" });
    await latency.focus();
    await page.keyboard.press("Home");
    await expect(page.getByRole("slider", { name: "Control rate: time cursor" })).toHaveAttribute("aria-valuetext", /^\+0\.0 s/);
    await page.getByLabel("Only what differs", { exact: false }).click();
    await expect(page).toHaveURL(/all=yes/);
  });

  await test.step("a third run that is no fair comparison is named, and an address opens all of it again", async () => {
    await page.getByLabel("Add a receipt").selectOption({ index: 1 });
    await expect(page.getByRole("listitem").filter({ hasText: "#3 no robot" })).toBeVisible();
    await page.reload();
    await expect(page.getByRole("region", { name: "Comparison" }).getByRole("columnheader")).toHaveCount(4);
    await expect(page.getByLabel("Only what differs", { exact: false })).not.toBeChecked();
    const part = page.getByRole("region", { name: "Where they part" });
    await part.getByRole("button").first().click();
    await expect(page).toHaveURL(/[?&]t=/);
    await expect(page.getByRole("slider", { name: "Latency: time cursor" })).not.toHaveAttribute("aria-valuetext", /^newest/);
    expect(await problemsOf(page)).toEqual([]);
    await page.getByRole("button", { name: "Leave out receipt 3" }).click();
    await page.getByRole("button", { name: "Leave out receipt 2" }).click();
    await expect(page.getByRole("heading", { name: "Choose another receipt" })).toBeVisible();
  });

  await test.step("a list that is paused stays as it is, and says what came since", async () => {
    await page.goto("/receipts");
    const rows = page.getByRole("table", { name: "Receipts" }).getByRole("row");
    await expect(rows).toHaveCount(4);
    await page.getByRole("button", { name: "Pause the list" }).click();
    await makeReceipts(organization, 1);
    await expect(page.getByRole("button", { name: "Paused: go on, 1 new" })).toBeVisible();
    await expect(rows).toHaveCount(4);
    await page.getByRole("button", { name: "Paused: go on, 1 new" }).click();
    await expect(rows).toHaveCount(5);
  });

  await test.step("a receipt on paper is a report that somebody could sign", async () => {
    await page.goto("/receipts");
    await page.getByRole("link", { name: /^#1 arm-1/ }).click();
    await expect(page.getByText("Hash and signature are sound")).toBeVisible();
    await expect(page.getByRole("region", { name: "Not recorded" })).toContainText("What the robot saw");
    await expect(page.getByRole("region", { name: "Signatures" })).toBeHidden();
    await page.emulateMedia({ media: "print" });
    await expect(page.getByRole("region", { name: "Signatures" })).toBeVisible();
    await expect(page.getByText(/Org .*: report of a run/)).toBeVisible();
    await expect(page.getByRole("region", { name: "Review on paper" })).toContainText(/Good, by Olga/);
    await expect(page.getByRole("region", { name: "Proof" })).toContainText(/Signature[\w-]{86}/);
    // The facts are on the first page: what takes room, the charts, comes after them.
    const [facts, course] = await Promise.all(
      [page.getByLabel("Numbers", { exact: true }), page.getByRole("region", { name: "Course of the run" })].map((part) =>
        part.boundingBox(),
      ),
    );
    expect((facts?.y ?? 0) + (facts?.height ?? 0)).toBeLessThan(course?.y ?? 0);
    // A grid would leave its head on the page before, and what follows would be laid over it.
    await expect(page.getByRole("region", { name: "Modes" })).toHaveCSS("display", "block");
    // Nothing that only a screen can do.
    await expect(page.getByRole("navigation")).toHaveCount(0);
    await expect(page.getByRole("button", { name: /Print|Needs attention|Software stop/ })).toHaveCount(0);
    await expect(page.getByText("Open the session")).toBeHidden();
    const paper = (await page.pdf({ format: "A4" })).toString("latin1");
    expect(paper.match(/\/Type \/Page\b/g)?.length).toBeLessThanOrEqual(3);
    await page.emulateMedia({ media: null });
  });

  await test.step("a deployment says how its runs went", async () => {
    await page.goto(`/deployments/${first.deploymentId}`);
    await expect(page.getByText("2 receipts so far; a trend takes 10.")).toBeVisible();
    await page.goto(`/deployments/${await makeReceipts(organization, 10)}`);
    const trend = page.getByRole("region", { name: "Trend", exact: true });
    await expect(trend).toContainText("Its last 10 receipts, #5 to #14");
    await expect(trend).toContainText("Nothing changed for five runs or more.");
    await trend.getByText("Numbers").click();
    await expect(trend.getByRole("table").getByRole("row")).toHaveCount(11);
    expect(await problemsOf(page)).toEqual([]);
  });
});
