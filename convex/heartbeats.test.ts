import { afterEach, expect, test, vi } from "vitest";

import { api, internal } from "./_generated/api";
import { advance, promote, readySession, seedRobot } from "./fixtures.testing";
import { start } from "./heartbeats.testing";

afterEach(() => void vi.useRealTimers());

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

test("a heartbeat that was held up is not taken for a clock that is behind, and a clock that is ahead is known at once", async () => {
  const { robot, status } = await start();
  const arrives = async (offset: number) => {
    // A beat comes after a second.
    await robot.beat({ sentAt: Date.now() + 1_000 + offset });
    return (await status())?.clockSkewMs;
  };
  expect(await arrives(-15)).toBe(-15);
  expect(await arrives(-1_160)).toBe(-15);
  expect(await arrives(2_000)).toBe(2_000);
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
