import { afterEach, expect, test, vi } from "vitest";

import { api, internal } from "./_generated/api";
import { advance, promote, readySession, seedOrganization, seedRobot, startRobot, startServer } from "./fixtures.testing";

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
  expect(await t.run((ctx) => ctx.db.query("heartbeatSamples").collect())).toHaveLength(35);
  advance(25 * 3_600_000);
  await t.mutation(internal.sweeps.prune, {});
  expect(await t.run((ctx) => ctx.db.query("heartbeatMinutes").collect())).toHaveLength(0);
  expect(await t.run((ctx) => ctx.db.query("heartbeatSamples").collect())).toHaveLength(0);
});

test("a robot far too fast is heard ten times a second and charted at most five", async () => {
  const { t, robot, status } = await start();
  for (let index = 0; index < 50; index += 1) {
    advance(20);
    await robot.report({ intervalMs: 50 });
  }
  expect((await t.run((ctx) => ctx.db.query("heartbeatSamples").collect())).length).toBeLessThanOrEqual(6);
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

test("raw samples are kept on request: those still there and all that follow, for thirty days", async () => {
  const t = startServer();
  const people = await seedOrganization(t);
  const seeded = await seedRobot(t, people);
  const { sessionId, robot } = await readySession(t, people, seeded);
  const { as } = people.operator;
  await robot.beat();
  expect(await as.mutation(api.sessions.keepSamples, { id: sessionId })).toMatchObject({ copied: 5 });
  expect(await as.mutation(api.sessions.keepSamples, { id: sessionId })).toMatchObject({ copied: 0 });
  await robot.beat({ sessionId });
  await robot.beat();
  const kept = async () => (await as.query(api.sessions.samples, { id: sessionId, paginationOpts: { numItems: 100, cursor: null } })).page;
  expect((await kept()).map((sample) => sample.sessionId)).toEqual(Array.from({ length: 6 }, () => sessionId));
  advance(29 * 86_400_000);
  await t.mutation(internal.sweeps.prune, {});
  expect(await kept()).toHaveLength(6);
  expect(await t.run((ctx) => ctx.db.query("heartbeatSamples").collect())).toHaveLength(0);
  advance(2 * 86_400_000);
  await t.mutation(internal.sweeps.prune, {});
  expect(await kept()).toHaveLength(0);
});

test("the samples of a session long over cannot be kept any more", async () => {
  const t = startServer();
  const people = await seedOrganization(t);
  const { sessionId } = await readySession(t, people, await seedRobot(t, people));
  await people.operator.as.mutation(api.sessions.close, { id: sessionId });
  advance(16 * 60_000);
  await expect(people.operator.as.mutation(api.sessions.keepSamples, { id: sessionId })).rejects.toThrow(/too_late/);
});
