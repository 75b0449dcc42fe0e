import { afterEach, expect, test, vi } from "vitest";

import { api, internal } from "./_generated/api";
import { countedDb } from "./countedDb.testing";
import { advance, readySession } from "./fixtures.testing";
import { receive } from "./model/heartbeats/beat";
import { start } from "./heartbeats.testing";

afterEach(() => void vi.useRealTimers());

test("a heartbeat looks for nothing and touches eight rows, however long the robot has run and whatever rules it is held to", async () => {
  const { t, people, seeded } = await start();
  const { sessionId, robot } = await readySession(t, people, seeded);
  const { robotId } = seeded;
  let seq = 1_000;
  const cost = async () => {
    advance(1_000);
    seq += 1;
    const beat = {
      seq,
      sentAt: Date.now(),
      intervalMs: 1_000,
      mode: "dry_run" as const,
      state: "running",
      steps: seq,
      inferenceMs: 30,
      joints: [0, 0, 0, 0, 0, 0],
      sessionId,
    };
    return await t.run(async (ctx) => {
      const row = await ctx.db.get("robots", robotId);
      if (row === null) throw new Error("no robot");
      const { db, counts } = countedDb(ctx.db);
      await receive({ ...ctx, db }, row, beat, { kind: "robot", id: robotId, name: row.name }, Date.now());
      return counts;
    });
  };
  for (let index = 0; index < 19; index += 1) {
    const rule = { measure: "inferenceMs", isOver: true, threshold: index * 3, forMs: 5_000, scope: { kind: "all" } } as const;
    await people.admin.as.mutation(api.alertRules.create, { ...rule, name: `Slow ${index}`, severity: 2, isOn: true });
  }
  const battery = { measure: "batteryPct", isOver: false, threshold: 20, forMs: 5_000, scope: { kind: "all" } } as const;
  await people.admin.as.mutation(api.alertRules.create, { ...battery, name: "Never reported", severity: 2, isOn: true });
  // Those that are broken have opened by then, and what is missing is told.
  for (let index = 0; index < 35; index += 1) await robot.beat({ sessionId });
  // No minute ends while it is counted.
  advance(60_000 - (Date.now() % 60_000));
  await robot.beat({ sessionId });
  const costs = [];
  for (let index = 0; index < 20; index += 1) costs.push(await cost());
  // Once in ten seconds a row of samples begins and old ones go, once in a minute a minute is over.
  const usual = costs.filter(({ queries }) => queries === 0);
  expect(usual.length).toBeGreaterThanOrEqual(17);
  for (const counts of usual) expect(counts).toEqual({ gets: 5, queries: 0, rows: 0, writes: 3 });
  for (const { writes, rows } of costs) expect(writes + rows).toBeLessThanOrEqual(8);
});

/** The states of one robot's fleet as a member's page asks for them. */
const statesOf = async ({ people, seeded: { robotId } }: Awaited<ReturnType<typeof start>>) => {
  const pass = await people.viewer.as.query(api.robots.watchPass, {});
  return await people.viewer.as.query(api.robots.states, { pass, robotIds: [robotId] });
};

test("an idle robot costs as little, and hears of a session with its next heartbeat", async () => {
  const { t, people, seeded, robot } = await start();
  const { robotId, deploymentId } = seeded;
  await robot.beat();
  let seq = 1_000;
  const beat = async () => {
    advance(1_000);
    seq += 1;
    return await t.run(async (ctx) => {
      const row = await ctx.db.get("robots", robotId);
      if (row === null) throw new Error("no robot");
      const { db, counts } = countedDb(ctx.db);
      const answer = await receive(
        { ...ctx, db },
        row,
        { seq, sentAt: Date.now(), intervalMs: 1_000 },
        { kind: "robot", id: robotId, name: row.name },
        Date.now(),
      );
      return { counts, answer };
    });
  };
  expect((await beat()).answer.session).toBeNull();
  const idle = await beat();
  expect(idle.answer.picturesUntil).toBeUndefined();
  expect(idle.counts).toEqual({ gets: 3, queries: 0, rows: 0, writes: 2 });
  const { sessionId } = await people.operator.as.mutation(api.sessions.authorize, { deploymentId, robotId });
  expect((await beat()).answer.session).toMatchObject({ sessionId, status: "authorized" });
  // Also when the robot does not take it up at once, and no longer once it is closed.
  expect((await beat()).answer.session).toMatchObject({ sessionId });
  await people.operator.as.mutation(api.sessions.close, { id: sessionId });
  expect((await beat()).answer.session).toBeNull();
  expect((await beat()).counts.queries).toBe(0);
});

test("the state of a fleet is not written by heartbeats that change nothing, and is by each that does", async () => {
  const started = await start();
  const { t, people, seeded, robot } = started;
  const rows = () => t.run((ctx) => ctx.db.query("robotStates").collect());
  const state = async () => (await statesOf(started))[0];
  await robot.beat();
  const before = await rows();
  expect(before).toMatchObject([{ robotId: seeded.robotId, link: "online", mode: "dry_run", health: "ok", sessionId: null }]);
  for (let index = 0; index < 5; index += 1) await robot.beat({ batteryPct: 90 - index });
  expect(await rows()).toEqual(before);
  await robot.beat({ state: "fault", message: "motor 3" });
  expect(await state()).toMatchObject({ health: "fault", message: "motor 3", healthSince: Date.now() });
  await robot.beat();
  expect(await state()).toMatchObject({ health: "ok", message: null });
  advance(10_000);
  await t.mutation(internal.sweeps.sweepLinks, {});
  expect(await state()).toMatchObject({ link: "offline", linkSince: Date.now() });
  const [status] = await people.viewer.as.query(api.robots.status, {});
  expect(status).toMatchObject({ ...(await state()) });
});

test("a live row from before there were states gets its state from the sweep", async () => {
  const started = await start();
  const { t, robot } = started;
  await robot.beat({ state: "warning" });
  await t.run(async (ctx) => {
    for (const row of await ctx.db.query("robotStates").collect()) await ctx.db.delete(row._id);
    for (const row of await ctx.db.query("robotStatus").collect()) await ctx.db.patch(row._id, { hasState: undefined });
  });
  expect(await statesOf(started)).toEqual([]);
  await t.mutation(internal.sweeps.sweepLinks, {});
  expect(await statesOf(started)).toMatchObject([{ link: "online", health: "warning" }]);
});

test("a robot that names cameras costs no row more while it is looked at", async () => {
  const { t, people, seeded, robot } = await start();
  const { robotId } = seeded;
  const cameras = ["front", "wrist"];
  await robot.beat({ cameras });
  let seq = 1_000;
  const beat = async () => {
    advance(1_000);
    seq += 1;
    return await t.run(async (ctx) => {
      const row = await ctx.db.get("robots", robotId);
      if (row === null) throw new Error("no robot");
      const { db, counts } = countedDb(ctx.db);
      const as = { kind: "robot" as const, id: robotId, name: row.name };
      const answer = await receive({ ...ctx, db }, row, { seq, sentAt: Date.now(), intervalMs: 1_000, cameras }, as, Date.now());
      return { counts, answer };
    });
  };
  await beat();
  await people.viewer.as.mutation(api.cameras.look, { robotId });
  const { counts, answer } = await beat();
  expect(answer.picturesUntil).toBeGreaterThan(Date.now());
  expect(counts).toEqual({ gets: 3, queries: 0, rows: 0, writes: 2 });
});
