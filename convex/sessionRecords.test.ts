import { afterEach, expect, test, vi } from "vitest";

import { api } from "./_generated/api";
import { advance, promote } from "./fixtures.testing";
import { emptyLatency } from "./model/heartbeats/latency";
import { recorded } from "./sessionRecords.testing";

// What each step of a session writes: its row, its counters, its stop, its timeline and the log.

afterEach(() => void vi.useRealTimers());

test("the first report activates, once, and the robot is who did it", async () => {
  const { seeded, sessionId, robot, session, live, events } = await recorded();
  const before = await session();
  expect(before).toMatchObject({
    status: "active",
    version: 2,
    activatedAt: (before?.createdAt ?? 0) + 1_000,
    promotions: 0,
    closedBy: null,
  });
  await robot.beat({ sessionId });
  expect(await session()).toEqual(before);
  expect(await live()).toMatchObject({ lastHeartbeatAt: Date.now(), nextCheckAt: Date.now() + 1_800_000, leaseExpiresAt: null });
  expect((await events())[1]).toMatchObject({
    kind: "session.activate",
    actor: { kind: "robot", id: seeded.robotId, name: "arm-1" },
    version: 2,
    evidence: null,
  });
});

test("a promote writes mode, version, budget and lease, is counted, and keeps the evidence it was decided on", async () => {
  const { sessionId, people, by, session, live, events, entries } = await recorded();
  const before = await session();
  await promote(people, sessionId, 30);
  const now = Date.now();
  expect(await session()).toEqual({
    ...before,
    mode: "apply_actions",
    version: 3,
    modeSince: now,
    budgetEndsAt: now + 30_000,
    promotions: 1,
  });
  expect(await live()).toMatchObject({ leaseExpiresAt: now + 3_000, nextCheckAt: now + 3_000 });
  expect((await events()).at(-1)).toMatchObject({
    at: now,
    kind: "session.promote",
    actor: by("operator"),
    mode: "apply_actions",
    version: 3,
    reason: null,
    evidence: { decidedAt: now, steps: 200 },
  });
  const [entry] = await entries();
  expect(entry).toMatchObject({
    at: now,
    action: "session.promote",
    actor: by("operator"),
    targetKind: "session",
    targetName: "arm-1 · pi0.5",
    reason: null,
  });
  expect(JSON.parse(entry?.before ?? "")).toMatchObject({ mode: "dry_run", version: 2 });
  expect(JSON.parse(entry?.after ?? "")).toMatchObject({ mode: "apply_actions", version: 3 });
});

test("more time is no promote: it is not counted as one, schedules no second look, and keeps no evidence", async () => {
  const { t, sessionId, people, operator, session, live, events } = await recorded();
  await promote(people, sessionId, 30);
  const evidence = (await live())?.evidence;
  await operator.as.mutation(api.sessions.extendBudget, { id: sessionId, budgetSeconds: 60, version: 3 });
  expect(await session()).toMatchObject({ mode: "apply_actions", version: 4, promotions: 1, budgetEndsAt: Date.now() + 60_000 });
  expect((await events()).at(-1)).toMatchObject({ version: 4, evidence: null });
  expect((await live())?.evidence).toEqual(evidence);
  const jobs = (await t.run((ctx) => ctx.db.system.query("_scheduled_functions").collect())).filter(
    ({ name }) => name === "sweeps:checkSession",
  );
  expect(jobs.map(({ args }) => args)).toEqual([[{ sessionId, promotion: 1 }]]);
});

test("a demote begins the evidence anew from the steps so far, and keeps none with itself", async () => {
  const { sessionId, people, robot, operator, by, session, live, events } = await recorded();
  await promote(people, sessionId);
  await robot.beat({ sessionId, mode: "apply_actions" });
  await operator.as.mutation(api.sessions.demote, { id: sessionId, reason: "too close" });
  const now = Date.now();
  expect(await session()).toMatchObject({ mode: "dry_run", version: 4, modeSince: now, budgetEndsAt: null, promotions: 1 });
  expect(await live()).toMatchObject({
    leaseExpiresAt: null,
    evidence: { since: now, fromSteps: 300, safeStops: 0, faults: 0 },
    dryRunLatency: emptyLatency(),
  });
  expect((await events()).at(-1)).toMatchObject({ kind: "session.demote", actor: by("operator"), reason: "too close", evidence: null });
});

test("a demote that arrives with a report begins the evidence from that report's steps", async () => {
  const { sessionId, people, robot, live } = await recorded();
  await promote(people, sessionId);
  await robot.beat({ sessionId, mode: "apply_actions", state: "safe_stop" });
  expect(await live()).toMatchObject({ steps: 300, evidence: { fromSteps: 300 } });
});

test("what ran out before somebody came is charged to the clock, in the log too", async () => {
  const { sessionId, people, operator, by, clock, events, entries } = await recorded();
  await promote(people, sessionId);
  advance(10_000);
  await operator.as.mutation(api.sessions.demote, { id: sessionId });
  const [entry] = await entries();
  expect(entry).toMatchObject({ action: "session.demote", actor: clock, reason: "lease_expired" });
  await operator.as.mutation(api.sessions.close, { id: sessionId });
  expect((await events()).slice(-2)).toMatchObject([{ actor: clock }, { kind: "session.close", actor: by("operator") }]);
});

test("a stop writes what was pressed and when, whose it is, and that there is one to look for", async () => {
  const { t, people, seeded, sessionId, robot, viewer, by, session, live, events, entries } = await recorded();
  await promote(people, sessionId);
  advance(500);
  const now = Date.now();
  const stop = await viewer.as.mutation(api.sessions.stop, { id: sessionId, sentAt: now - 40, reason: "hand in cell" });
  expect(await t.run((ctx) => ctx.db.get("stops", stop.id))).toMatchObject({
    ...{ organizationId: people.organizationId, sessionId, robotId: seeded.robotId, requestedBy: by("viewer") },
    ...{ version: 4, pressedAt: now - 40, sentAt: now - 40, acceptedAt: now, acknowledgedAt: null, motionZeroAt: null, requests: 1 },
  });
  expect(await live()).toMatchObject({ mayHaveStop: true, leaseExpiresAt: null });
  expect(await t.run((ctx) => ctx.db.query("robotStatus").collect())).toMatchObject([{ mayHaveStop: true }]);
  expect(await session()).toMatchObject({ mode: "dry_run", version: 4 });
  // The press is told by the change that it made, not twice.
  expect((await events()).slice(-2).map(({ kind }) => kind)).toEqual(["session.promote", "session.stop"]);
  expect((await entries())[0]).toMatchObject({ action: "session.stop", actor: by("viewer"), reason: "hand in cell" });

  advance(1_000);
  expect(await viewer.as.mutation(api.sessions.stop, { id: sessionId, sentAt: now - 40 })).toEqual({ ...stop, requests: 2 });
  await robot.beat({ sessionId, ack: { commandId: stop.id, sessionId, version: 4 } });
  const acknowledgedAt = Date.now();
  await robot.beat({ sessionId, ack: { commandId: stop.id, sessionId, version: 4, motionZero: true } });
  expect(await t.run((ctx) => ctx.db.get("stops", stop.id))).toMatchObject({ acknowledgedAt, motionZeroAt: Date.now(), requests: 2 });
  const told = (await events()).slice(-2);
  expect(told).toMatchObject([
    {
      at: acknowledgedAt,
      kind: "session.stop.acknowledged",
      actor: { kind: "robot", name: "arm-1" },
      mode: "dry_run",
      version: 4,
      evidence: null,
    },
    { kind: "session.stop.motion_zero", actor: { kind: "robot", name: "arm-1" } },
  ]);
  expect((await entries())[0]).toMatchObject({ action: "session.stop.motion_zero", before: null, after: null });
});

test("a stop of a closed session stands alone in the timeline", async () => {
  const { sessionId, operator, viewer, by, session, live, events } = await recorded();
  await operator.as.mutation(api.sessions.close, { id: sessionId });
  const before = await session();
  await viewer.as.mutation(api.sessions.stop, { id: sessionId, reason: "late" });
  expect(await session()).toEqual(before);
  expect((await events()).at(-1)).toMatchObject({ kind: "session.stop.requested", actor: by("viewer"), version: before?.version });
  expect(await live()).toMatchObject({ mayHaveStop: true });
});

test("a stop of a session without a robot names none", async () => {
  const { t, sessionId, viewer } = await recorded();
  await t.run((ctx) => ctx.db.patch("sessions", sessionId, { robotId: null }));
  const { id } = await viewer.as.mutation(api.sessions.stop, { id: sessionId });
  expect(await t.run((ctx) => ctx.db.get("stops", id))).toMatchObject({ robotId: null });
});
