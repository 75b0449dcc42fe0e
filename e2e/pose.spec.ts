import { setTimeout as wait } from "node:timers/promises";
import type { Page } from "@playwright/test";
import { violationsOf } from "./accessibility.ts";
import { expect, openSignedIn, type Organization, so101Schema, test } from "./fixtures.ts";
import { authorizeOn, pairRobot } from "./paired-robot.ts";

const figureOf = (page: Page) => page.getByRole("figure", { name: "Pose of the arm" });
const tipOf = async (page: Page) => (await figureOf(page).getByRole("definition").first().textContent()) ?? "";

/** The numbers of "x 0.275 m, y −0.091 m, z 0.327 m". */
const numbersIn = (text: string) => [...text.matchAll(/[−-]?\d+\.\d+/g)].map(([number]) => Number(number.replace("−", "-")));

/** A robot that reports as it is told to, each heartbeat with its joints. */
async function reporting(organization: Organization, url: string, schema: Record<string, unknown>) {
  const robot = await pairRobot(organization, url, { schema });
  const { sessionId } = await authorizeOn(organization, robot);
  let steps = 0;
  const beat = async (more: Record<string, unknown>) => {
    // Of heartbeats that come faster than five a second the pages are not shown each.
    await wait(200);
    steps += 25;
    await robot.beat({ sessionId, intervalMs: 1_000, mode: "dry_run", steps, ...more });
  };
  return { robotId: robot.robotId, sessionId, beat };
}

const straight = [0, 0, 0, 0, 0, 0.5];
const bent = [0.3, -0.4, 0.5, -0.6, 0.7, 0.5];

test("a run's receipt shows how the arm stood at the cursor, from any side, by pointer and by keys", async ({
  page,
  site,
  organization,
}) => {
  const { sessionId, beat } = await reporting(organization, site.url, so101Schema());
  for (let count = 0; count < 8; count += 1) {
    await beat({ joints: count < 4 ? straight : bent, inferenceMs: 20, controlHz: 25 });
    await wait(500);
  }
  const { receiptId } = await organization.call("mutation", "closeSession", { sessionId, reason: "task_done" });
  await openSignedIn(page, organization.email, `/receipts/${String(receiptId)}`);
  const figure = figureOf(page);
  await expect(figure).toContainText("at the end of the run");
  // Computed from the schema's chain apart from the page: src/lib/kinematics.test.ts holds it to more digits.
  await expect.poll(async () => numbersIn(await tipOf(page))).toEqual([0.275, -0.091, 0.327]);
  await expect(figure.getByRole("row", { name: /gripper \(not drawn\)/ })).toContainText("0.500 rad");

  const latency = page.getByRole("slider", { name: "Latency: time cursor" });
  await latency.focus();
  await page.keyboard.press("Home");
  for (let press = 0; press < 6; press += 1) await page.keyboard.press("ArrowRight");
  await expect(figure).toContainText("as reported at");
  await expect.poll(async () => numbersIn(await tipOf(page))).toEqual([0.353, 0, 0.259]);

  const turn = figure.getByRole("slider", { name: "Turn the drawing" });
  await turn.focus();
  await expect(turn).toHaveAttribute("aria-valuetext", "at an angle from above");
  const drawn = () => figure.locator('[data-arm="now"]').getAttribute("points");
  const before = await drawn();
  await page.keyboard.press("ArrowRight");
  await page.keyboard.press("ArrowUp");
  await expect(turn).toHaveAttribute("aria-valuetext", "turned to −45°, from 30° above");
  await expect(page).toHaveURL(/[?&]pose=-45%2C30/);
  expect(await drawn()).not.toBe(before);
  const address = page.url();
  await page.keyboard.press("Home");
  await expect(page).not.toHaveURL(/pose=/);
  await expect.poll(drawn).toBe(before);
  await page.goto(address);
  await expect(turn).toHaveAttribute("aria-valuetext", "turned to −45°, from 30° above");
  await figure.getByText("Top", { exact: true }).click();
  await expect(page).toHaveURL(/[?&]pose=top/);
  await expect(figure.getByRole("radio", { name: "Top" })).toBeChecked();

  await turn.scrollIntoViewIfNeeded();
  const box = await turn.boundingBox();
  if (box === null) throw new Error("The drawing is not there");
  await page.mouse.move(box.x + box.width / 2, box.y + box.height / 2);
  await page.mouse.down();
  await page.mouse.move(box.x + box.width / 2 - 40, box.y + box.height / 2 - 60, { steps: 4 });
  await page.mouse.up();
  await expect(turn).toHaveAttribute("aria-valuetext", "turned to −70°, from 60° above");
  expect(await violationsOf(page, ["light", "dark", "forced"], "main")).toEqual([]);
  expect(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth)).toBe(true);
});

test("the pose follows the heartbeats, marks a joint at its limit, and greys when they end", async ({ page, site, organization }) => {
  const { robotId, beat } = await reporting(organization, site.url, so101Schema());
  await beat({ joints: straight });
  await openSignedIn(page, organization.email, `/robots/${robotId}`);
  const figure = figureOf(page);
  await expect.poll(async () => numbersIn(await tipOf(page))).toEqual([0.353, 0, 0.259]);
  await beat({ joints: [0, 1.7, -1.69, 0, 0, 0.5] });
  await expect(figure.getByRole("row", { name: /shoulder_lift/ })).toContainText("near its limit");
  await expect(figure.getByRole("row", { name: /elbow_flex/ })).toContainText("at its limit");
  await expect(figure.getByRole("img")).toHaveAccessibleName(/shoulder_lift near its limit, elbow_flex at its limit/);
  await beat({ joints: [0.1, 0.2] });
  await expect(figure).toContainText("No value of elbow_flex is reported: the arm is drawn up to it.");
  await expect.poll(() => tipOf(page)).toBe("not known");
  await expect(figure).toContainText(/Last heartbeat \d s ago: this pose is old/);
  expect(await violationsOf(page, ["light", "dark"], "main")).toEqual([]);
});

test("a schema that does not say how the arm is built draws nothing and says how to add it; adding it breaks nothing", async ({
  page,
  site,
  organization,
}) => {
  const { kinematics: _kinematics, ...plain } = so101Schema();
  const { robotId, beat } = await reporting(organization, site.url, plain);
  await beat({ joints: straight });
  await openSignedIn(page, organization.email, `/robots/${robotId}`);
  await expect(page.getByText("The pose is not drawn: the robot schema does not say how the arm is built.")).toBeVisible();
  const link = page.getByRole("link", { name: "How to add it" });
  const docs = await page.request.get(String(await link.getAttribute("href")));
  expect(docs.ok()).toBe(true);
  expect(await docs.text()).toContain('id="how-an-arm-is-built"');
  await expect(figureOf(page)).toHaveCount(0);
});

test("before a promote the first action is drawn beside the arm as it stands, with its distance in words", async ({
  page,
  site,
  organization,
}) => {
  const { sessionId, beat } = await reporting(organization, site.url, so101Schema());
  await beat({ joints: straight, firstMove: [0.3, -0.4, 0.5, -0.6, 0.7, 0] });
  await openSignedIn(page, organization.email, `/sessions/${sessionId}`);
  await page.getByRole("button", { name: "Promote…" }).click();
  const sheet = page.getByRole("dialog");
  const figure = sheet.getByRole("figure", { name: "Pose of the arm" });
  // From (0.3525, -0.0004, 0.2590) to (0.2751, -0.0908, 0.3265): 136.9 mm.
  await expect(figure).toContainText("first action: up to +0.7 rad (wrist_roll), the tip by 137 mm");
  await expect(figure.locator('[data-arm="next"] polyline')).toHaveAttribute("stroke-dasharray", "7 5");
  expect(await violationsOf(page, ["light", "dark", "forced"], "[role=dialog]")).toEqual([]);
  // A robot that does not say where it would go: one arm, and no distance.
  await beat({ joints: bent });
  await expect(figure.locator('[data-arm="next"]')).toHaveCount(0);
  await expect(figure).not.toContainText("first action");
});
