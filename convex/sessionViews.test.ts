import { afterEach, expect, test, vi } from "vitest";

import { api } from "./_generated/api";
import { advance, promote, readySession, seedOrganization, seedRobot } from "./fixtures.testing";
import { ready } from "./sessions.testing";

// What is told of sessions: one by one, in lists, and of what is missing for a promote.

afterEach(() => void vi.useRealTimers());

const page = { numItems: 50, cursor: null };

test("a session is told whole: what it is, whose it is, and its latest stop", async () => {
  const { people, seeded, sessionId, operator, viewer } = await ready();
  const { robotId, deploymentId, robotSchemaId } = seeded;
  const by = { kind: "operator", id: people.operator.userId, name: "operator of Lab" };
  const told = await viewer.as.query(api.sessions.get, { id: sessionId });
  expect(told).toEqual({
    id: sessionId,
    ...{
      robotId,
      robotName: "arm-1",
      emergencyStopLocation: "red button on the left post",
      deploymentId,
      deploymentName: "pick",
      robotSchemaId,
    },
    ...{ artifactId: null, baseModel: "pi0.5", runtime: "edge", robotType: "so101", clientSessionId: null },
    ...{ status: "active", mode: "dry_run", modeSince: told.createdAt, version: 2, budgetEndsAt: null, promotions: 0 },
    ...{ actions: null, trialActions: 0 },
    ...{
      createdBy: by,
      createdAt: told.createdAt,
      activatedAt: told.createdAt + 1_000,
      endedAt: null,
      closeReason: null,
      closedBy: null,
      receiptId: null,
      stop: null,
    },
  });
  const sentAt = Date.now() - 5;
  const stop = await operator.as.mutation(api.sessions.stop, { id: sessionId, sentAt });
  const { version } = await viewer.as.query(api.sessions.get, { id: sessionId });
  expect((await viewer.as.query(api.sessions.get, { id: sessionId })).stop).toEqual({
    ...{ id: stop.id, sentAt, acceptedAt: Date.now(), acknowledgedAt: null, motionZeroAt: null, requestedBy: by, version, requests: 1 },
  });
});

test("a session without robot and deployment has no names", async () => {
  const { t, sessionId, viewer } = await ready();
  await t.run((ctx) => ctx.db.patch("sessions", sessionId, { robotId: null, deploymentId: null }));
  expect(await viewer.as.query(api.sessions.get, { id: sessionId })).toMatchObject({
    robotName: null,
    emergencyStopLocation: null,
    deploymentName: null,
  });
});

test("the counters are those of the robot's reports, with the steps of this dry run alone", async () => {
  const { people, sessionId, robot, operator, viewer } = await ready();
  await promote(people, sessionId);
  await robot.beat({ sessionId, mode: "apply_actions", appliedSteps: 7, inferenceMs: 90 });
  await operator.as.mutation(api.sessions.demote, { id: sessionId });
  advance(2_000);
  await robot.beat({ sessionId, appliedSteps: 7, inferenceMs: 30, safeStops: 1, state: "fault", message: "encoder lost" });
  const told = await viewer.as.query(api.sessions.live, { id: sessionId });
  const { sessionId: _, ...row } = told;
  expect(row).toEqual({
    ...{
      leaseExpiresAt: null,
      lastHeartbeatAt: Date.now(),
      heartbeats: 7,
      longestGapMs: 3_000,
      steps: 350,
      appliedSteps: 7,
      safeStops: 1,
      faults: 1,
    },
    ...{ errors: ["encoder lost"], latencyP50Ms: 30, latencyP95Ms: 100, dryRunSteps: 50, runSummary: null },
  });
  expect(told.sessionId).toBe(sessionId);
});

test("the timeline is whole, and of this session alone", async () => {
  const { t, people, sessionId, operator, viewer } = await ready();
  const other = await readySession(t, people, await seedRobot(t, people, undefined, "arm-2"));
  await operator.as.mutation(api.sessions.mark, { id: other.sessionId });
  const events = await viewer.as.query(api.sessions.timeline, { id: sessionId });
  expect(events.map(({ kind }) => kind)).toEqual(["session.authorize", "session.activate"]);
  expect(Object.keys(events[0] ?? {}).toSorted((a, b) => (a < b ? -1 : 1))).toEqual([
    "actor",
    "at",
    "evidence",
    "id",
    "kind",
    "mode",
    "reason",
    "version",
  ]);
});

test("each list holds what it is asked for, newest first", async () => {
  const { t, people, seeded, sessionId: active, operator, viewer } = await ready();
  const { robotId, deploymentId } = seeded;
  const other = await seedRobot(t, people, undefined, "arm-2");
  advance(1_000);
  const { sessionId: fresh } = await operator.as.mutation(api.sessions.authorize, { robotId, deploymentId });
  const { sessionId: done } = await operator.as.mutation(api.sessions.authorize, { robotId, deploymentId });
  const { sessionId: doneLater } = await operator.as.mutation(api.sessions.authorize, { robotId, deploymentId });
  for (const id of [done, doneLater]) await operator.as.mutation(api.sessions.close, { id });
  const { sessionId: elsewhere } = await operator.as.mutation(api.sessions.authorize, {
    robotId: other.robotId,
    deploymentId: other.deploymentId,
  });
  const { sessionId: elsewhereDone } = await operator.as.mutation(api.sessions.authorize, {
    robotId: other.robotId,
    deploymentId: other.deploymentId,
  });
  await operator.as.mutation(api.sessions.close, { id: elsewhereDone });
  const names = new Map<string, string>([
    [active, "active"],
    [fresh, "fresh"],
    [done, "done"],
    [doneLater, "done later"],
    [elsewhere, "elsewhere"],
    [elsewhereDone, "elsewhere, done"],
  ]);
  const list = async (args: Omit<typeof api.sessions.list._args, "paginationOpts">) =>
    (await viewer.as.query(api.sessions.list, { ...args, paginationOpts: page })).page.map(({ id }) => names.get(id));
  expect(await list({})).toEqual(["elsewhere, done", "elsewhere", "done later", "done", "fresh", "active"]);
  expect(await list({ status: "open" })).toEqual(["elsewhere", "fresh", "active"]);
  expect(await list({ status: "authorized" })).toEqual(["elsewhere", "fresh"]);
  expect(await list({ status: "closed" })).toEqual(["elsewhere, done", "done later", "done"]);
  for (const by of [{ robotId }, { deploymentId }, { robotId, deploymentId }]) {
    expect(await list(by)).toEqual(["done later", "done", "fresh", "active"]);
    expect(await list({ ...by, status: "open" })).toEqual(["fresh", "active"]);
    expect(await list({ ...by, status: "active" })).toEqual(["active"]);
    expect(await list({ ...by, status: "closed" })).toEqual(["done later", "done"]);
  }
  expect(await list({ robotId, deploymentId: other.deploymentId })).toEqual([]);
  const { page: rows, isDone } = await viewer.as.query(api.sessions.list, { paginationOpts: { numItems: 2, cursor: null } });
  expect([rows.map(({ robotName }) => robotName), isDone]).toEqual([["arm-2", "arm-2"], false]);
  // What others ran meanwhile takes no place of a page.
  const { page: own } = await viewer.as.query(api.sessions.list, { deploymentId, paginationOpts: { numItems: 2, cursor: null } });
  expect(own.map(({ id }) => names.get(id))).toEqual(["done later", "done"]);
});

test("nobody is shown sessions of another organization, whose ids they may know", async () => {
  const { t, seeded, viewer } = await ready();
  const stranger = await seedOrganization(t, "Other");
  for (const by of [{ robotId: seeded.robotId }, { deploymentId: seeded.deploymentId }]) {
    const list = async (as: typeof viewer.as) => (await as.query(api.sessions.list, { ...by, paginationOpts: page })).page;
    expect(await list(viewer.as)).toHaveLength(1);
    expect(await list(stranger.viewer.as)).toEqual([]);
  }
});

test("what is missing for a promote is told to everybody as it is for them", async () => {
  const { sessionId, operator, viewer, robot } = await ready();
  const ask = (as: typeof viewer.as, now = Date.now()) => as.query(api.sessions.promoteReadiness, { id: sessionId, now });
  expect(await ask(operator.as)).toMatchObject({ ready: true, unmet: [], version: 2, evidence: { steps: 200 } });
  const codes = async (as = operator.as, now?: number) => (await ask(as, now)).unmet.map(({ code }) => code);
  expect(await codes(viewer.as)).toEqual(["caller_forbidden"]);
  expect((await ask(viewer.as)).ready).toBe(false);
  expect(await codes(operator.as, Date.now() + 60_000)).toContain("robot_not_online");
  const stop = await operator.as.mutation(api.sessions.stop, { id: sessionId });
  expect(await codes()).toContain("stop_unconfirmed");
  await robot.beat({ sessionId, ack: { commandId: stop.id, sessionId, version: stop.version, motionZero: true } });
  expect(await codes()).not.toContain("stop_unconfirmed");
});

test("a stop of another session on the same robot that is not confirmed is told too, and a closed session is not ready", async () => {
  const { seeded, sessionId, operator } = await ready();
  const { robotId, deploymentId } = seeded;
  const { sessionId: second } = await operator.as.mutation(api.sessions.authorize, { robotId, deploymentId });
  await operator.as.mutation(api.sessions.stop, { id: second });
  const codes = async () =>
    (await operator.as.query(api.sessions.promoteReadiness, { id: sessionId, now: Date.now() })).unmet.map(({ code }) => code);
  expect(await codes()).toEqual(["stop_unconfirmed"]);
  await operator.as.mutation(api.sessions.close, { id: sessionId });
  expect(await codes()).toContain("session_closed");
});
