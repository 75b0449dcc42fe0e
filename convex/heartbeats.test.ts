import { afterEach, expect, test, vi } from "vitest";

import { api, internal } from "./_generated/api";
import { countedDb } from "./countedDb.testing";
import { advance, promote, readySession, seedOrganization, seedRobot, startRobot, startServer, type T } from "./fixtures.testing";
import { receive } from "./model/heartbeats/beat";

afterEach(() => void vi.useRealTimers());

async function start() {
  const t = startServer();
  const people = await seedOrganization(t);
  const seeded = await seedRobot(t, people);
  const robot = startRobot(t, seeded);
  const status = async () => (await people.viewer.as.query(api.robots.status, { robotId: seeded.robotId }))[0];
  return { t, people, seeded, robot, status };
}

test("a robot goes from never to online, late, offline, and back", async () => {
  const { t, robot, status } = await start();
  const sweep = () => t.mutation(internal.sweeps.sweepLinks, {});
  expect((await status())?.link).toBe("never");
  expect(await sweep()).toBe(0);
  await robot.beat();
  expect(await status()).toMatchObject({ link: "online", linkSince: Date.now(), health: "ok" });
  advance(1_500);
  await sweep();
  expect((await status())?.link).toBe("online");
  advance(1);
  await sweep();
  expect(await status()).toMatchObject({ link: "late", linkSince: Date.now() });
  advance(1_500);
  await sweep();
  expect((await status())?.link).toBe("offline");
  expect(await sweep()).toBe(0);
  await robot.beat();
  expect((await status())?.link).toBe("online");
});

test("a goodbye is offline at once", async () => {
  const { robot, status } = await start();
  await robot.beat({ goodbye: true });
  expect((await status())?.link).toBe("offline");
});

test("silence removes nobody from the list, retiring is explicit", async () => {
  const { t, people, seeded, robot, status } = await start();
  await robot.beat();
  advance(30 * 24 * 3_600_000);
  await t.mutation(internal.sweeps.sweepLinks, {});
  expect(await people.viewer.as.query(api.robots.list, {})).toHaveLength(1);
  await people.admin.as.mutation(api.robots.retire, { id: seeded.robotId, reason: "worn out" });
  expect((await status())?.link).toBe("retired");
  expect(await people.viewer.as.query(api.robots.list, {})).toHaveLength(0);
  expect(await people.viewer.as.query(api.robots.list, { includeRetired: true })).toHaveLength(1);
  const after = await t.mutation(api.publicApi.heartbeatRobot, { apiKey: seeded.credential, robotId: seeded.robotId, seq: 5 });
  expect(after).toEqual({ ok: false, reason: "revoked_key" });
});

test("repeated and old heartbeats are counted, not charted, and renew nothing", async () => {
  const { t, people, seeded } = await start();
  const { sessionId, robot } = await readySession(t, people, seeded);
  await promote(people, sessionId);
  const sentAt = Date.now() - 20;
  const before = (await people.viewer.as.query(api.sessions.live, { id: sessionId })).leaseExpiresAt;
  advance(500);
  const repeated = await robot.report({ seq: robot.lastSeq(), sentAt, sessionId, mode: "apply_actions" });
  const old = await robot.report({ seq: 1, sentAt: sentAt - 5_000, sessionId, mode: "apply_actions" });
  expect([repeated.accepted, old.accepted]).toEqual([false, false]);
  expect((await people.viewer.as.query(api.sessions.live, { id: sessionId })).leaseExpiresAt).toBe(before);
  const [status] = await people.viewer.as.query(api.robots.status, { robotId: seeded.robotId });
  expect(status).toMatchObject({ duplicates: 1, outOfOrder: 1 });
  const samples = await people.viewer.as.query(api.heartbeats.recent, { robotId: seeded.robotId });
  expect(samples).toHaveLength(5);
});

test("a heartbeat that was under way for longer than the lease renews nothing", async () => {
  const { t, people, seeded } = await start();
  const { sessionId, robot } = await readySession(t, people, seeded);
  await promote(people, sessionId);
  const before = (await people.viewer.as.query(api.sessions.live, { id: sessionId })).leaseExpiresAt;
  await robot.beat({ sentAt: Date.now() - 3_000, sessionId, mode: "apply_actions" });
  expect((await people.viewer.as.query(api.sessions.live, { id: sessionId })).leaseExpiresAt).toBe(before);
});

test("a restarted agent counts from the start and is heard", async () => {
  const { robot } = await start();
  for (let index = 0; index < 3; index += 1) await robot.beat();
  advance(1_000);
  const answer = await robot.report({ seq: 0, sentAt: Date.now() });
  expect(answer.accepted).toBe(true);
});

test("a robot that falls back by itself puts the session back", async () => {
  const { t, people, seeded } = await start();
  const { sessionId, robot } = await readySession(t, people, seeded);
  await promote(people, sessionId);
  await robot.beat({ sessionId, mode: "dry_run" });
  expect((await people.viewer.as.query(api.sessions.get, { id: sessionId })).mode).toBe("apply_actions");
  await robot.beat({ sessionId, mode: "apply_actions" });
  const answer = await robot.beat({ sessionId, mode: "dry_run" });
  expect(answer.session?.mode).toBe("dry_run");
  const last = (await people.viewer.as.query(api.sessions.timeline, { id: sessionId })).at(-1);
  expect(last?.reason).toBe("robot_fell_back");
});

test("a robot that began anew, and names no session, is not given what was promoted before", async () => {
  const { t, people, seeded } = await start();
  const { sessionId, robot } = await readySession(t, people, seeded);
  await promote(people, sessionId);
  await robot.beat({ sessionId, mode: "apply_actions" });
  const answer = await robot.beat({});
  expect(answer.session).toMatchObject({ mode: "dry_run", leaseExpiresAt: null });
  const last = (await people.viewer.as.query(api.sessions.timeline, { id: sessionId })).at(-1);
  expect(last?.reason).toBe("robot_restarted");
});

test("a robot that began anew counts from zero, however late its next report comes", async () => {
  const { t, people, seeded } = await start();
  const { sessionId, robot } = await readySession(t, people, seeded);
  const steps = async () => (await people.viewer.as.query(api.sessions.live, { id: sessionId })).steps;
  await robot.beat({ sessionId, steps: 1_000, countsSince: 1 });
  const told = await steps();
  await robot.beat({});
  // Its reports were under way for so long that it has made more steps than the process before it.
  await robot.beat({ sessionId, steps: 1_400, countsSince: 2 });
  expect(await steps()).toBe(told + 1_400);
  await robot.beat({ sessionId, steps: 1_450 });
  await robot.beat({ sessionId, steps: 1_460, countsSince: 2 });
  expect(await steps()).toBe(told + 1_460);
  await expect(robot.beat({ sessionId, countsSince: Number.NaN })).rejects.toThrow(/countsSince/);
});

test("an old message that names no session ends nothing", async () => {
  const { t, people, seeded } = await start();
  const { sessionId, robot } = await readySession(t, people, seeded);
  await promote(people, sessionId);
  const answer = await robot.report({ seq: 1, sentAt: Date.now() - 5_000 });
  expect(answer.session?.mode).toBe("apply_actions");
});

test("evidence counts from the last dry run, and only after the first report", async () => {
  const { t, people, seeded } = await start();
  const { sessionId, robot } = await readySession(t, people, seeded);
  const live = () => people.viewer.as.query(api.sessions.live, { id: sessionId });
  expect(await live()).toMatchObject({ steps: 250, dryRunSteps: 200 });
  await promote(people, sessionId);
  await robot.beat({ sessionId, mode: "apply_actions" });
  await people.operator.as.mutation(api.sessions.demote, { id: sessionId });
  expect((await live()).dryRunSteps).toBe(0);
  await robot.beat({ sessionId });
  expect((await live()).dryRunSteps).toBe(50);
  const answer = await promote(people, sessionId);
  expect(answer.ok ? [] : answer.unmet.map((condition) => condition.code)).toContain("not_enough_steps");
});

test("steps count once, whichever session the heartbeats in between name", async () => {
  const { t, people, seeded } = await start();
  const { sessionId, robot } = await readySession(t, people, seeded);
  await robot.beat({});
  await robot.beat({ sessionId, steps: 260 });
  await robot.beat({ sessionId, steps: 10 });
  const live = await people.viewer.as.query(api.sessions.live, { id: sessionId });
  // 250 before, 10 more, and 10 of an agent that started counting again.
  expect(live.steps).toBe(270);
});

/** How many samples all rings hold. */
const samplesIn = (t: T) => t.run(async (ctx) => (await ctx.db.query("sampleChunks").collect()).reduce((sum, { samples }) => sum + samples.length, 0));

test("a chart begins at the very sample it asks for, though samples share rows", async () => {
  const { people, seeded, robot } = await start();
  const { robotId } = seeded;
  for (let index = 0; index < 25; index += 1) await robot.beat();
  const all = await people.viewer.as.query(api.heartbeats.recent, { robotId });
  expect(all.map(({ seq }) => seq)).toEqual(Array.from({ length: 25 }, (_, index) => index + 1));
  for (const [index, { receivedAt }] of all.entries()) {
    expect(await people.viewer.as.query(api.heartbeats.recent, { robotId, since: receivedAt })).toEqual(all.slice(index));
  }
});

test("the minute that runs is told with those that are over, and none twice", async () => {
  const { people, seeded, robot } = await start();
  const { robotId } = seeded;
  for (let index = 0; index < 150; index += 1) await robot.beat({ cpuPct: 1 });
  const minutes = await people.viewer.as.query(api.heartbeats.minutes, { robotId });
  expect(minutes.length).toBeGreaterThanOrEqual(3);
  expect(new Set(minutes.map(({ minute }) => minute)).size).toBe(minutes.length);
  expect(minutes.reduce((sum, { count }) => sum + count, 0)).toBe(150);
  const since = minutes[1]?.minute ?? 0;
  expect(await people.viewer.as.query(api.heartbeats.minutes, { robotId, since })).toEqual(minutes.slice(1));
});

test("a heartbeat looks for nothing and touches seven rows, however long the robot has run", async () => {
  const { t, people, seeded } = await start();
  const { sessionId, robot } = await readySession(t, people, seeded);
  const { robotId } = seeded;
  let seq = 1_000;
  const cost = async () => {
    advance(1_000);
    seq += 1;
    const beat = { seq, sentAt: Date.now(), intervalMs: 1_000, mode: "dry_run" as const, state: "running", steps: seq, inferenceMs: 30, joints: [0, 0, 0, 0, 0, 0], sessionId };
    return await t.run(async (ctx) => {
      const row = await ctx.db.get("robots", robotId);
      if (row === null) throw new Error("no robot");
      const { db, counts } = countedDb(ctx.db);
      await receive({ ...ctx, db }, row, beat, { kind: "robot", id: robotId, name: row.name }, Date.now());
      return counts;
    });
  };
  await robot.beat({ sessionId });
  const costs = [];
  for (let index = 0; index < 20; index += 1) costs.push(await cost());
  // Once in ten seconds a row of samples begins and old ones go, once in a minute a minute is over.
  const usual = costs.filter(({ queries }) => queries === 0);
  expect(usual.length).toBeGreaterThanOrEqual(17);
  for (const counts of usual) expect(counts).toEqual({ gets: 4, queries: 0, rows: 0, writes: 3 });
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
      const answer = await receive({ ...ctx, db }, row, { seq, sentAt: Date.now(), intervalMs: 1_000 }, { kind: "robot", id: robotId, name: row.name }, Date.now());
      return { counts, answer };
    });
  };
  expect((await beat()).answer.session).toBeNull();
  const idle = await beat();
  expect(idle.counts).toEqual({ gets: 2, queries: 0, rows: 0, writes: 2 });
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

test("minutes hold min, mean, max and count, and the ring stays small", async () => {
  const { t, people, seeded, robot } = await start();
  const { robotId } = seeded;
  for (let index = 0; index < 70; index += 1) await robot.beat({ cpuPct: index, batteryPct: 50 });
  const minutes = await people.viewer.as.query(api.heartbeats.minutes, { robotId });
  const total = minutes.reduce((sum, minute) => sum + minute.count, 0);
  expect(total).toBe(70);
  expect(minutes[0]?.fields.cpuPct).toEqual({ min: 0, mean: 29, max: 58, count: 59 });
  expect(minutes[0]?.longestGapMs).toBe(1_000);
  advance(16 * 60_000);
  for (let index = 0; index < 35; index += 1) await robot.beat();
  expect(await samplesIn(t)).toBe(35);
  expect(await people.viewer.as.query(api.heartbeats.recent, { robotId })).toHaveLength(35);
  advance(25 * 3_600_000);
  await t.mutation(internal.sweeps.prune, {});
  await t.mutation(internal.sweeps.pruneRaw, {});
  expect(await t.run((ctx) => ctx.db.query("heartbeatMinutes").collect())).toHaveLength(0);
  expect(await samplesIn(t)).toBe(0);
});

test("a robot far too fast is heard ten times a second and charted at most five", async () => {
  const { t, robot, status } = await start();
  for (let index = 0; index < 50; index += 1) {
    advance(20);
    await robot.report({ intervalMs: 50 });
  }
  expect(await samplesIn(t)).toBeLessThanOrEqual(6);
  expect((await status())?.seq).toBe(20);
});

test("a session of another robot counts as none, and a stop still arrives", async () => {
  const { t, people, seeded } = await start();
  const own = await readySession(t, people, seeded);
  const other = await seedRobot(t, people, undefined, "arm-2");
  const theirs = await readySession(t, people, other);
  const stop = await people.viewer.as.mutation(api.sessions.stop, { id: own.sessionId });
  const answer = await own.robot.beat({ sessionId: theirs.sessionId });
  expect(answer).toMatchObject({ sessionRefused: true, session: { sessionId: own.sessionId }, stop: { id: stop.id } });
  const live = await people.viewer.as.query(api.sessions.live, { id: theirs.sessionId });
  expect(live.heartbeats).toBe(5);
});

test("an acknowledgement must echo command, session and version", async () => {
  const { t, people, seeded } = await start();
  const { sessionId, robot } = await readySession(t, people, seeded);
  const stop = await people.viewer.as.mutation(api.sessions.stop, { id: sessionId });
  const right = { commandId: stop.id, sessionId, version: stop.version, motionZero: true };
  const wrong = [
    { ...right, version: stop.version - 1 },
    { ...right, commandId: "nonsense" },
    { ...right, sessionId: "nonsense" },
  ];
  for (const ack of wrong) {
    const answer = await robot.beat({ sessionId, ack });
    expect(answer.stop).not.toBeNull();
  }
  const facts = async () => (await people.viewer.as.query(api.sessions.get, { id: sessionId })).stop;
  expect(await facts()).toMatchObject({ acknowledgedAt: null, motionZeroAt: null });
  await robot.beat({ sessionId, ack: right });
  expect(await facts()).toMatchObject({ acknowledgedAt: Date.now(), motionZeroAt: Date.now() });
});

test.each([
  [{ seq: -1 }, "seq"],
  [{ seq: 1.5 }, "seq"],
  [{ seq: NaN }, "seq"],
  [{ intervalMs: 0 }, "intervalMs"],
  [{ intervalMs: 1e9 }, "intervalMs"],
  [{ cpuPct: Infinity }, "cpuPct"],
  [{ batteryPct: 101 }, "batteryPct"],
  [{ inferenceMs: NaN }, "inferenceMs"],
  [{ steps: -1 }, "steps"],
  [{ sentAt: Infinity }, "sentAt"],
  [{ joints: Array.from({ length: 65 }, () => 0) }, "joints"],
  [{ joints: [0, NaN] }, "joints\\[1\\]"],
  [{ message: "x".repeat(501) }, "message"],
  [{ state: "x".repeat(51) }, "state"],
])("%j is refused with its path and changes nothing", async (beat, path) => {
  const { robot, status } = await start();
  const before = await status();
  await expect(robot.report(beat)).rejects.toThrow(new RegExp(`\\$\\.${path}`));
  expect(await status()).toEqual(before);
});
