import { afterEach, expect, test, vi } from "vitest";

import { api } from "./_generated/api";
import { apiKeyOf, promote, readySession, seedOrganization, seedRobot, startServer } from "./fixtures.testing";
import { ready, refusalOf } from "./sessions.testing";

afterEach(() => void vi.useRealTimers());

test("a stop reaches the robot in every state of the session, also when it is closed", async () => {
  const { people, sessionId, robot, operator, viewer } = await ready();
  await operator.as.mutation(api.sessions.close, { id: sessionId });
  const { version } = await operator.as.query(api.sessions.get, { id: sessionId });
  const stop = await viewer.as.mutation(api.sessions.stop, { id: sessionId });
  expect(await viewer.as.mutation(api.sessions.stop, { id: sessionId })).toMatchObject({ id: stop.id, requests: 2 });
  const told = await robot.beat({});
  expect(told.stop).toMatchObject({ id: stop.id, version });
  await robot.beat({ ack: { commandId: stop.id, sessionId, version, motionZero: true } });
  const after = await people.viewer.as.query(api.sessions.get, { id: sessionId });
  expect(after).toMatchObject({ version, status: "closed", stop: { acknowledgedAt: Date.now() } });
});

test("what spares a heartbeat the look for a stop never hides one", async () => {
  const t = startServer();
  const people = await seedOrganization(t);
  const seeded = await seedRobot(t, people);
  const { sessionId, robot } = await readySession(t, people, seeded);
  const apiKey = await apiKeyOf(people);
  const hidden = () =>
    t.run(async (ctx) => {
      const [stops, lives, statuses] = [
        await ctx.db.query("stops").collect(),
        await ctx.db.query("sessionLive").collect(),
        await ctx.db.query("robotStatus").collect(),
      ];
      return stops.filter(
        (stop) =>
          lives.some((live) => live.sessionId === stop.sessionId && live.mayHaveStop === false) ||
          (stop.acknowledgedAt === null && statuses.some((status) => status.robotId === stop.robotId && status.mayHaveStop === false)),
      );
    });
  const presses = [
    () => people.viewer.as.mutation(api.sessions.stop, { id: sessionId }),
    () => t.mutation(api.publicApi.stopSession, { apiKey, sessionId }),
    () => t.mutation(api.publicApi.stopSession, { apiKey: seeded.credential, sessionId }),
  ];
  for (const press of presses) {
    const answer = await robot.beat({ sessionId });
    expect(answer.stop).toBeNull();
    await press();
    expect(await hidden()).toEqual([]);
    const { stop } = await robot.beat({ sessionId });
    expect(stop).not.toBeNull();
    expect(await hidden()).toEqual([]);
    if (stop === null) continue;
    await robot.beat({ sessionId, ack: { commandId: stop.id, sessionId, version: stop.version, motionZero: true } });
    expect(await hidden()).toEqual([]);
  }
});

test("a stop pressed on one session of a robot ends applying in every other", async () => {
  const { people, seeded, sessionId, robot, operator, viewer } = await ready();
  const { deploymentId, robotId } = seeded;
  const { sessionId: second } = await operator.as.mutation(api.sessions.authorize, { deploymentId, robotId });
  await promote(people, sessionId);
  await viewer.as.mutation(api.sessions.stop, { id: second });
  expect(await viewer.as.query(api.sessions.get, { id: sessionId })).toMatchObject({ mode: "dry_run" });
  const answer = await robot.beat({ sessionId, mode: "apply_actions" });
  expect(answer).toMatchObject({ session: { mode: "dry_run" }, stop: { sessionId: second } });
  const again = await promote(people, sessionId);
  expect(again.ok ? [] : again.unmet.map((condition) => condition.code)).toContain("stop_unconfirmed");
});

/** A session applies for its second time, after a trial that showed 50 actions. */
async function afterTrial() {
  const it = await ready();
  const { robot, sessionId, operator } = it;
  const promoteWith = async (actionBudget?: number) => {
    const { intent, version } = await operator.as.mutation(api.sessions.requestIntent, { id: sessionId });
    expect(await operator.as.mutation(api.sessions.promote, { id: sessionId, intent, version, actionBudget })).toMatchObject({ ok: true });
  };
  await promoteWith(50);
  await robot.beat({ sessionId, mode: "apply_actions", appliedSteps: 50 });
  for (const steps of [1_000, 1_100, 1_200]) await robot.beat({ sessionId, steps, appliedSteps: 50 });
  await promoteWith();
  const shown = async () => (await operator.as.query(api.sessions.get, { id: sessionId })).trialActions;
  expect(await shown()).toBe(50);
  return { ...it, shown };
}

test("a demote that somebody wished leaves what the trial has shown", async () => {
  const { sessionId, operator, shown } = await afterTrial();
  await operator.as.mutation(api.sessions.demote, { id: sessionId, reason: "lunch" });
  expect(await shown()).toBe(50);
});

test("a stop takes back what the trial has shown, in every session of the robot", async () => {
  const { seeded, operator, viewer, shown } = await afterTrial();
  const { deploymentId, robotId } = seeded;
  const { sessionId: second } = await operator.as.mutation(api.sessions.authorize, { deploymentId, robotId });
  await viewer.as.mutation(api.sessions.stop, { id: second });
  expect(await shown()).toBe(0);
});

test("one robot cannot acknowledge the stop of another", async () => {
  const { t, people, sessionId, viewer } = await ready();
  const other = await seedRobot(t, people, undefined, "arm-2");
  const second = await readySession(t, people, other);
  const stop = await viewer.as.mutation(api.sessions.stop, { id: sessionId });
  await second.robot.beat({ ack: { commandId: stop.id, sessionId, version: stop.version, motionZero: true } });
  expect((await viewer.as.query(api.sessions.get, { id: sessionId })).stop).toMatchObject({ acknowledgedAt: null });
});

test("a stop stays an order until the robot says that nothing moves", async () => {
  const { sessionId, robot, viewer } = await ready();
  const stop = await viewer.as.mutation(api.sessions.stop, { id: sessionId });
  const ack = { commandId: stop.id, sessionId, version: stop.version };
  expect((await robot.beat({ sessionId, ack })).stop).toMatchObject({ id: stop.id });
  expect((await robot.beat({ sessionId, ack: { ...ack, motionZero: true } })).stop).toBeNull();
});

test("what somebody pressed with is kept: the time of the press, and the first 500 letters of a reason", async () => {
  const { people, seeded, sessionId, operator, viewer } = await ready();
  const reasonsOf = async (targetId: string, action: string) => {
    const { page } = await viewer.as.query(api.audit.list, { targetId, paginationOpts: { numItems: 100, cursor: null } });
    return page.filter((entry) => entry.action === action).map(({ reason }) => reason);
  };
  const { deploymentId, robotId } = seeded;
  const { sessionId: second } = await operator.as.mutation(api.sessions.authorize, { deploymentId, robotId });
  await promote(people, sessionId);
  const sentAt = Date.now() - 1_234;
  expect(await viewer.as.mutation(api.sessions.stop, { id: second, sentAt, reason: "x".repeat(501) })).toMatchObject({ sentAt });
  expect(await reasonsOf(second, "session.stop")).toEqual(["x".repeat(500)]);
  // The others of this robot say why they went back, once.
  expect(await reasonsOf(sessionId, "session.demote")).toEqual(["robot_stopped"]);
  expect(await reasonsOf(second, "session.demote")).toEqual([]);
});

test("a stop of a session without a robot is taken, and names no place", async () => {
  const { t, sessionId, viewer } = await ready();
  await t.run((ctx) => ctx.db.patch("sessions", sessionId, { robotId: null }));
  expect(await viewer.as.mutation(api.sessions.stop, { id: sessionId })).toMatchObject({ emergencyStopLocation: null, requests: 1 });
});

test("a close names the reason that is too long", async () => {
  const { sessionId, operator } = await ready();
  await expect(operator.as.mutation(api.sessions.close, { id: sessionId, reason: "x".repeat(201) })).rejects.toThrow("$.reason");
});

test("of two stops the newest is the one that is told, also of a session from before its counters were named in it", async () => {
  const { t, sessionId, robot, viewer } = await ready();
  await t.run((ctx) => ctx.db.patch("sessions", sessionId, { liveId: undefined }));
  const first = await viewer.as.mutation(api.sessions.stop, { id: sessionId });
  await robot.beat({ sessionId, ack: { commandId: first.id, sessionId, version: first.version, motionZero: true } });
  const second = await viewer.as.mutation(api.sessions.stop, { id: sessionId });
  expect(second.id).not.toBe(first.id);
  expect((await viewer.as.query(api.sessions.get, { id: sessionId })).stop).toMatchObject({ id: second.id, acknowledgedAt: null });
  expect((await robot.beat({ sessionId })).stop).toMatchObject({ id: second.id });
});

test("a session of another organization, or one that is gone, is no session", async () => {
  const { t, sessionId, viewer } = await ready();
  const stranger = (await seedOrganization(t, "Theirs")).admin;
  const none = { code: "not_found", what: "session" };
  expect(await refusalOf(stranger.as.mutation(api.sessions.stop, { id: sessionId }))).toEqual(none);
  await t.run((ctx) => ctx.db.delete("sessions", sessionId));
  expect(await refusalOf(viewer.as.mutation(api.sessions.stop, { id: sessionId }))).toEqual(none);
});
