import { readFileSync } from "node:fs";

import { ConvexHttpClient } from "convex/browser";

import { api } from "../convex/_generated/api.js";
import { violationsOf } from "./accessibility.ts";
import { rpc } from "./console.ts";
import { expect, openSignedIn, type Organization, password, so101Schema, test } from "./fixtures.ts";
import { excessOf } from "./routes.ts";

const day = 86_400_000;

/** Two robots and two deployments of other models, and how a run of them is made. */
async function fleetOf({ call }: Organization, url: string) {
  const { id: robotSchemaId } = await call("mutation", "registerRobotSchema", { name: "so101", schema: so101Schema() });
  const robots = await Promise.all(
    ["arm-1", "arm-2"].map(async (name) => {
      const { id: robotId } = await call("mutation", "registerRobot", { name, robotSchemaId });
      const { token } = await call("mutation", "createPairingToken", { robotId });
      const { credential } = await rpc(url, "mutation", "publicApi:claimPairingToken", { token });
      return { robotId: String(robotId), apiKey: String(credential), seq: 0, steps: 0, stops: 0 };
    }),
  );
  const deployments = await Promise.all(
    [
      ["pick", "pi0.5"],
      ["place", "smolvla"],
    ].map(async ([name, modelId]) => String((await call("mutation", "createDeployment", { name, modelId, robotSchemaId }))["id"])),
  );
  const run = async ({
    robot: at,
    deployment,
    steps,
    safeStops,
  }: {
    robot: number;
    deployment: number;
    steps: number;
    safeStops: number;
  }) => {
    const [robot, deploymentId] = [robots[at], deployments[deployment]];
    if (robot === undefined || deploymentId === undefined) throw new Error("no such robot or deployment");
    const { robotId, apiKey } = robot;
    const { sessionId } = await call("mutation", "authorizeSession", { deploymentId, robotId });
    const beat = (more: Record<string, unknown>) =>
      rpc(url, "mutation", "publicApi:heartbeatRobot", {
        ...{ apiKey, robotId, sessionId, seq: (robot.seq += 1), state: "running", intervalMs: 60_000, inferenceMs: 30 + at },
        ...more,
      });
    // A robot counts on from session to session.
    await beat({ steps: robot.steps, safeStops: robot.stops });
    robot.steps += steps;
    robot.stops += safeStops;
    await beat({ steps: robot.steps, safeStops: robot.stops });
    await call("mutation", "closeSession", { sessionId, reason: "task_done" });
  };
  return { robots, deployments, run };
}

/** The console's own client on the running host, signed in as this person. */
async function clientOf(url: string, email: string): Promise<ConvexHttpClient> {
  const client = new ConvexHttpClient(url, { skipConvexDeploymentUrlCheck: true, logger: false });
  const { tokens } = await client.action(api.auth.signIn, { provider: "password", params: { email, password, flow: "signIn" } });
  if (tokens == null) throw new Error("not signed in");
  client.setAuth(tokens.token);
  return client;
}

test("on the running host the sums are a recount of the receipts, after any runs, reviews and reviews taken back", async ({
  site,
  organization,
  isMobile,
}) => {
  test.skip(isMobile, "The sums are asked for by the client alone: no viewport takes part.");
  const { run } = await fleetOf(organization, site.url);
  const client = await clientOf(site.url, organization.email);
  // Pseudo-random, and the same each time.
  let state = 20_261_130;
  const next = (below: number) => (state = (state * 48_271) % 2_147_483_647) % below;
  const verdicts = ["good", "needs_attention", "bad", null] as const;
  const list = async () => (await client.query(api.receipts.list, { paginationOpts: { numItems: 100, cursor: null } })).page;
  const today = Math.floor(Date.now() / day) * day;
  const asked = { from: today - day, to: today + 2 * day, per: "month" as const, cursor: null };
  for (let step = 0; step < 40; step += 1) {
    if (next(3) === 0) await run({ robot: next(2), deployment: next(2), steps: next(90), safeStops: next(3) });
    const rows = await list();
    const row = rows[next(Math.max(1, rows.length))];
    if (row === undefined) continue;
    if (next(3) > 0) await client.mutation(api.receipts.review, { id: row.id, verdict: verdicts[next(4)] ?? null });
    else
      await client
        .mutation(api.reviews.undo, { receiptId: row.id })
        .catch((error: unknown) => expect(error).toHaveProperty("data.reason", "nothing_to_undo"));
  }
  const rows = await list();
  expect(rows.length).toBeGreaterThan(5);
  for (const groupBy of ["robot", "deployment", "model"] as const) {
    const { points, isDone } = await client.query(api.trends.part, { ...asked, groupBy });
    expect(isDone).toBe(true);
    for (const { robotId, deploymentId, modelId } of rows) {
      const group = { robot: robotId, deployment: deploymentId, model: modelId }[groupBy];
      const own = rows.filter((row) => ({ robot: row.robotId, deployment: row.deploymentId, model: row.modelId })[groupBy] === group);
      const sum = (of: (row: (typeof rows)[number]) => number) => own.reduce((all, row) => all + of(row), 0);
      const judged = (verdict: string) => own.filter(({ review }) => review?.verdict === verdict).length;
      const ofGroup = points.filter((point) => point.group === group);
      expect(ofGroup.reduce((all, { sums }) => all + sums.runs, 0)).toBe(own.length);
      expect(ofGroup.reduce((all, { sums }) => all + sums.steps, 0)).toBe(sum(({ steps }) => steps));
      expect(ofGroup.reduce((all, { sums }) => all + sums.safeStops, 0)).toBe(sum(({ safeStops }) => safeStops));
      expect(ofGroup.reduce((all, { sums }) => all + sums.runMs, 0)).toBe(sum(({ timestamp, startedAt }) => timestamp - startedAt));
      for (const verdict of ["good", "needs_attention", "bad"] as const)
        expect(ofGroup.reduce((all, point) => all + point.verdicts[verdict], 0)).toBe(judged(verdict));
    }
  }
});

test("a lead asks a question of the runs, reads it as a table, checks a number by its receipts, and comes back to it as a view", async ({
  page,
  site,
  organization,
}) => {
  await openSignedIn(page, organization.email, "/trends");
  await expect(page.getByRole("heading", { name: "No runs yet" })).toBeVisible();
  const { run, deployments } = await fleetOf(organization, site.url);
  await run({ robot: 0, deployment: 0, steps: 500, safeStops: 1 });
  await run({ robot: 0, deployment: 0, steps: 500, safeStops: 2 });
  await run({ robot: 1, deployment: 1, steps: 200, safeStops: 0 });
  // What the arms' counters came to is the receipts' word.
  const { receipts } = await organization.call("query", "listReceipts");
  const ofPick = (receipts as { deploymentId: string; safeStops: number }[]).filter(({ deploymentId }) => deploymentId === deployments[0]);
  const stopsPerRun = ofPick.reduce((sum, { safeStops }) => sum + safeStops, 0) / ofPick.length;
  expect(stopsPerRun).toBeGreaterThan(0);
  await page.reload();

  await test.step("from a question to begin with to one of one's own, as lines, read out and with its values", async () => {
    await page.getByRole("link", { name: "Safe stops per 1,000 applied steps" }).click();
    await expect(page).toHaveURL(/measure=safe_stops&over=applied_steps&group=deployment/);
    await page.getByLabel("Divided by").selectOption("Per run (mean)");
    const figure = page.getByRole("figure", { name: "Safe stops, per run (mean)" });
    await expect(figure.getByRole("listitem").filter({ hasText: "pick" })).toContainText(`${stopsPerRun} safe stops per run`);
    await expect(figure.getByRole("listitem").filter({ hasText: "place" })).toContainText("0 safe stops per run");
    await expect(figure).toContainText(`pick: ${stopsPerRun} safe stops per run to ${stopsPerRun} safe stops per run, over the whole time`);
    await expect(figure.locator("svg.recharts-surface")).toBeVisible();
    const slider = figure.getByRole("slider", { name: "Time of the values" });
    await slider.focus();
    await page.keyboard.press("ArrowLeft");
    await expect(slider).toHaveAttribute("aria-valuetext", /pick – *, place –/);
    await page.keyboard.press("End");
    await expect(slider).toHaveAttribute("aria-valuetext", new RegExp(`pick ${stopsPerRun} safe stops per run`));
    expect(await violationsOf(page, ["light", "dark", "forced"])).toEqual([]);
    expect(await excessOf(page)).toBe(0);
  });

  const table = page.getByRole("table", { name: /^Safe stops, per run/ });
  await test.step("as a table, and the same numbers as a file", async () => {
    await page.getByText("Table", { exact: true }).click();
    await expect(page).toHaveURL(/as=table/);
    await expect(table.getByRole("row").nth(1)).toContainText("The whole time");
    await expect(table.getByRole("row").nth(1)).toContainText("2 runs");
    expect(await violationsOf(page, ["light", "dark", "forced"])).toEqual([]);
    const download = page.waitForEvent("download");
    await page.getByRole("button", { name: "Export CSV" }).click();
    const lines = readFileSync(await (await download).path(), "utf8")
      .trim()
      .split("\r\n");
    expect(lines[0]).toBe("row,first_day_utc,last_day_utc,group,group_id,measure,value,unit,runs");
    expect(lines.filter((line) => line.startsWith("whole,"))).toEqual([
      expect.stringContaining(`,pick,${deployments[0]},"Safe stops, per run (mean)",${stopsPerRun},safe stops per run,2`),
      expect.stringContaining(`,place,${deployments[1]},"Safe stops, per run (mean)",0,safe stops per run,1`),
    ]);
  });

  await test.step("it is kept as a view of everybody", async () => {
    await page.getByRole("button", { name: "Save this view" }).click();
    const dialog = page.getByRole("dialog", { name: "Save this view" });
    await dialog.getByLabel("Name of this view").fill("Stops by deployment");
    await dialog.getByText("For everybody").click();
    await dialog.getByRole("button", { name: "Save" }).click();
    await expect(page.getByRole("link", { name: "Stops by deployment" })).toHaveAttribute("aria-current", "true");
  });

  await test.step("a number leads to exactly the receipts behind it", async () => {
    await table
      .getByRole("row")
      .nth(2)
      .getByRole("link", { name: /^2 runs: the receipts of pick/ })
      .click();
    await expect(page).toHaveURL(/\/receipts\?.*days=utc/);
    await expect(page.getByText(/^2 (of 3 receipts|receipts)/).first()).toBeVisible();
    await expect(page.getByRole("button", { name: "Days are those of UTC. Take them in my own zone" })).toBeVisible();
    await expect(page.getByRole("table").getByRole("row").filter({ hasText: "pick" })).toHaveCount(2);
    await expect(page.getByRole("table").getByRole("row").filter({ hasText: "place" })).toHaveCount(0);
  });

  await test.step("the view opens the question again; a filter that nothing passes is taken back", async () => {
    await page.goto("/trends");
    await page.getByRole("link", { name: "Stops by deployment" }).click();
    await expect(table.getByRole("row").nth(1)).toContainText("2 runs");
    await page.getByLabel("Verdict").selectOption("Bad");
    await expect(page.getByRole("heading", { name: "No runs match" })).toBeVisible();
    await page.getByRole("button", { name: "Clear filters" }).click();
    await expect(table.getByRole("row").nth(1)).toContainText("2 runs");
  });
});
