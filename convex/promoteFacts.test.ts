import { afterEach, expect, test, vi } from "vitest";

import { api } from "./_generated/api";
import { promote, readySession, seedRobot } from "./fixtures.testing";
import { facing } from "./promoteFacts.testing";

// Everything that a promote is decided on, as it is read: each fact by itself.

afterEach(() => void vi.useRealTimers());

test("a session that is ready is known whole", async () => {
  const { t, sessionId, gather } = await facing();
  const report = await t.run((ctx) => ctx.db.query("doctorReports").first());
  const now = Date.now();
  const { facts, evidence, intervalMs } = await gather();
  expect(facts).toEqual({
    ...{
      sessionId,
      callerMayPromote: true,
      callerLimit: null,
      heldByOther: null,
      firstMove: null,
      minDryRunSteps: 100,
      maxFirstMove: null,
      trialNeeded: null,
      approval: "not_needed",
      approvedActions: null,
      presence: "not_needed",
    },
    robot: {
      retired: false,
      lastSeenAt: now,
      saidGoodbye: false,
      intervalMs: 1_000,
      sessionId,
      mode: "dry_run",
      health: "ok",
      clockSkewMs: -20,
    },
    doctor: { passed: true, checkedAt: report?.checkedAt, outdated: false },
    ...{
      safeStop: "hold",
      evidence: { steps: 200, safeStops: 0, faults: 0, latencyP95Ms: 30 },
      controlPeriodMs: 40,
      robotStopPending: false,
      otherSessionApplying: false,
    },
  });
  expect(evidence).toEqual({
    ...{
      decidedAt: now,
      steps: 200,
      safeStops: 0,
      faults: 0,
      latencyP95Ms: 30,
      controlPeriodMs: 40,
      clockSkewMs: -20,
      lastHeartbeatAt: now,
    },
    ...{ doctorReportId: report?._id, doctorCheckedAt: report?.checkedAt, safeStop: "hold", firstMove: null, presenceProvenAt: null },
  });
  expect(intervalMs).toBe(1_000);
});

test("of a session without robot and deployment nothing is known", async () => {
  const { gather, change } = await facing();
  await change.session({ robotId: null, deploymentId: null });
  const { facts, evidence, intervalMs } = await gather();
  expect(facts).toMatchObject({
    robot: null,
    doctor: null,
    safeStop: null,
    controlPeriodMs: null,
    robotStopPending: false,
    otherSessionApplying: false,
    minDryRunSteps: 100,
  });
  expect(evidence).toMatchObject({
    controlPeriodMs: null,
    clockSkewMs: null,
    lastHeartbeatAt: null,
    doctorReportId: null,
    doctorCheckedAt: null,
    safeStop: null,
  });
  expect(intervalMs).toBe(1_000);
});

test("a robot that nobody heard of is none, and a schema without a safe stop has none", async () => {
  const { t, facts, seeded } = await facing();
  await t.run(async (ctx) => {
    const schema = await ctx.db.get("robotSchemas", seeded.robotSchemaId);
    if (schema !== null) await ctx.db.patch("robotSchemas", schema._id, { summary: { ...schema.summary, safeStop: null } });
    for (const row of await ctx.db.query("robotStatus").collect()) await ctx.db.delete("robotStatus", row._id);
    await ctx.db.patch("robots", seeded.robotId, { statusId: undefined });
  });
  expect(await facts()).toMatchObject({ robot: null, safeStop: null });
});

test("steps are those since this dry run began, and never fewer than none", async () => {
  const { t, sessionId, facts } = await facing();
  const since = (fromSteps: number) =>
    t.run(async (ctx) => {
      const live = await ctx.db
        .query("sessionLive")
        .filter((q) => q.eq(q.field("sessionId"), sessionId))
        .unique();
      if (live !== null)
        await ctx.db.patch("sessionLive", live._id, { evidence: { ...live.evidence, fromSteps, safeStops: 2, faults: 3 } });
    });
  await since(60);
  expect((await facts()).evidence).toMatchObject({ steps: 190, safeStops: 2, faults: 3 });
  await since(999);
  expect((await facts()).evidence).toMatchObject({ steps: 0 });
});

test("what the robot says of itself is told as it said it", async () => {
  const { facts, change, robot, sessionId } = await facing();
  await robot.beat({ sessionId: null, mode: "apply_actions", state: "fault", intervalMs: 500, sentAt: Date.now() + 3_000 });
  expect((await facts()).robot).toMatchObject({
    retired: false,
    sessionId: null,
    mode: "apply_actions",
    health: "fault",
    intervalMs: 500,
    saidGoodbye: false,
  });
  await robot.beat({ sessionId, goodbye: true });
  await change.robot({ retiredAt: 1 });
  expect((await facts()).robot).toMatchObject({ saidGoodbye: true, retired: true });
});

test("a first move counts of this session alone, and of every value of an action alone", async () => {
  const { facts, change, seeded, t, sessionId, people } = await facing();
  const six = [0, 0, 0.1, 0, 0, 0];
  await change.status({ firstMove: six });
  expect((await facts()).firstMove).toEqual(six);
  await change.status({ firstMove: [] });
  expect((await facts()).firstMove).toBeNull();
  await change.status({ firstMove: [0.1] });
  expect((await facts()).firstMove).toBeNull();
  const other = await readySession(t, people, await seedRobot(t, people, undefined, "arm-2"));
  await change.status({ firstMove: six, sessionId: other.sessionId });
  expect((await facts()).firstMove).toBeNull();
  // Where the schema says nothing of its values, all that are told count.
  await change.status({ firstMove: [0.1], sessionId });
  await t.run(async (ctx) => {
    const schema = await ctx.db.get("robotSchemas", seeded.robotSchemaId);
    if (schema !== null) await ctx.db.patch("robotSchemas", schema._id, { summary: { ...schema.summary, actionShape: [] } });
  });
  expect((await facts()).firstMove).toEqual([0.1]);
  await change.status({ firstMove: undefined });
  expect((await facts()).firstMove).toBeNull();
  await change.status({ firstMove: [0.1], sessionId: other.sessionId });
  expect((await facts()).firstMove).toBeNull();
});

test("the time that a policy has is the schema's, the deployment's or the robot's, in this order, times the actions that it plays", async () => {
  const { t, facts, change, seeded } = await facing();
  const hz = (controlHz: number | null) =>
    t.run(async (ctx) => {
      const schema = await ctx.db.get("robotSchemas", seeded.robotSchemaId);
      if (schema !== null) await ctx.db.patch("robotSchemas", schema._id, { summary: { ...schema.summary, controlHz } });
    });
  const spec = (values: Record<string, unknown>) =>
    t.run((ctx) => ctx.db.patch("deployments", seeded.deploymentId, { spec: JSON.stringify(values) }));
  const period = async () => (await facts()).controlPeriodMs;
  await spec({ controlHz: 20, actionsPlayedPerChunk: 4 });
  await change.status({ controlHz: 10 });
  expect(await period()).toBe(160);
  await spec({ actionsPlayedPerChunk: 1_000 });
  expect(await period()).toBe(4_000);
  await spec({ actionsPlayedPerChunk: 0 });
  expect(await period()).toBe(40);
  await hz(null);
  expect(await period()).toBe(100);
  await spec({ controlHz: 30 });
  expect(await period()).toBe(33);
  await hz(0);
  expect(await period()).toBeNull();
  await hz(0.5);
  expect(await period()).toBe(2_000);
});

test("a stop that waits for this robot is told, and another session that applies on it, but not this one", async () => {
  const { t, people, seeded, sessionId, facts, operator } = await facing();
  await promote(people, sessionId);
  expect(await facts()).toMatchObject({ otherSessionApplying: false, robotStopPending: false });
  const { robotId, deploymentId } = seeded;
  const { sessionId: second } = await operator.as.mutation(api.sessions.authorize, { robotId, deploymentId });
  expect(await facts()).toMatchObject({ otherSessionApplying: false });
  for (const status of ["authorized", "active"] as const) {
    await t.run((ctx) => ctx.db.patch("sessions", second, { status, mode: "apply_actions" }));
    expect(await facts()).toMatchObject({ otherSessionApplying: true });
  }
  await t.run((ctx) => ctx.db.patch("sessions", second, { mode: "dry_run" }));
  expect(await facts()).toMatchObject({ otherSessionApplying: false });
  await operator.as.mutation(api.sessions.stop, { id: second });
  expect(await facts()).toMatchObject({ robotStopPending: true });
});
