import { afterEach, expect, test, vi } from "vitest";

import { api, internal } from "./_generated/api";
import { advance, promote } from "./fixtures.testing";
import { emptyLatency } from "./model/heartbeats/latency";
import { ready } from "./sessions.testing";

// What each step of a session writes: its row, its counters, its stop, its timeline and the log.

afterEach(() => void vi.useRealTimers());

async function recorded() {
  const found = await ready();
  const { t, sessionId, people } = found;
  const by = (role: "viewer" | "operator") => ({ kind: "operator", id: people[role].userId, name: `${role} of Lab` });
  const session = () => t.run((ctx) => ctx.db.get("sessions", sessionId));
  const live = () =>
    t.run((ctx) =>
      ctx.db
        .query("sessionLive")
        .filter((q) => q.eq(q.field("sessionId"), sessionId))
        .unique(),
    );
  const events = () => people.viewer.as.query(api.sessions.timeline, { id: sessionId });
  const entries = async () =>
    (await people.viewer.as.query(api.audit.list, { targetId: sessionId, paginationOpts: { numItems: 50, cursor: null } })).page;
  return { ...found, by, session, live, events, entries, clock: { kind: "system", id: "clock", name: "clock" } };
}

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

test("a close writes who, when and why, and the receipt; nothing looks at the session any more", async () => {
  const { t, sessionId, operator, viewer, by, session, live, events } = await recorded();
  const now = Date.now();
  const { receiptId } = await operator.as.mutation(api.sessions.close, { id: sessionId, reason: "task done" });
  const closed = {
    status: "closed",
    mode: "dry_run",
    version: 3,
    endedAt: now,
    closeReason: "task done",
    closedBy: by("operator"),
    receiptId,
  };
  expect(await session()).toMatchObject(closed);
  expect(await live()).toMatchObject({ nextCheckAt: null });
  expect((await events()).at(-1)).toMatchObject({ kind: "session.close", version: 3 });
  // Whoever stops or closes it later did not close it.
  await viewer.as.mutation(api.sessions.stop, { id: sessionId });
  expect(await operator.as.mutation(api.sessions.close, { id: sessionId })).toEqual({ receiptId });
  expect(await session()).toMatchObject(closed);
  expect(await t.run((ctx) => ctx.db.query("receipts").collect())).toHaveLength(1);
});

test("a promote is looked at when its lease ends, then again as often as it was renewed, and never after its end", async () => {
  const { t, people, sessionId, robot, operator } = await recorded();
  const jobs = async () =>
    (await t.run((ctx) => ctx.db.system.query("_scheduled_functions").collect()))
      .filter(({ name }) => name === "sweeps:checkSession")
      .map(({ scheduledTime }) => scheduledTime);
  await promote(people, sessionId, 60);
  const [first = 0] = await jobs();
  expect(first).toBe(Date.now() + 3_000);
  await robot.beat({ sessionId, mode: "apply_actions" });
  expect(await jobs()).toEqual([first]);
  advance(2_000);
  await t.mutation(internal.sweeps.checkSession, { sessionId, promotion: 1 });
  expect(await jobs()).toEqual([first, first + 1_000]);
  await operator.as.mutation(api.sessions.demote, { id: sessionId });
  await t.mutation(internal.sweeps.checkSession, { sessionId, promotion: 1 });
  expect(await jobs()).toHaveLength(2);
});

test("what changes nothing writes nothing", async () => {
  const { t, sessionId, operator, session, live } = await recorded();
  const before = JSON.stringify([await session(), await live(), await t.run((ctx) => ctx.db.query("sessionEvents").collect())]);
  expect(await operator.as.mutation(api.sessions.demote, { id: sessionId })).toEqual({ mode: "dry_run", version: 2 });
  expect(JSON.stringify([await session(), await live(), await t.run((ctx) => ctx.db.query("sessionEvents").collect())])).toBe(before);
});

test("a close while actions are applied is two lines, each with the version and mode that it made", async () => {
  const { sessionId, people, operator, events } = await recorded();
  await promote(people, sessionId);
  await operator.as.mutation(api.sessions.close, { id: sessionId, reason: "done" });
  expect((await events()).slice(-2)).toMatchObject([
    { kind: "session.stop", mode: "dry_run", version: 4 },
    { kind: "session.close", mode: "dry_run", version: 5 },
  ]);
});

test("a session that is closed before its robot was heard was never active", async () => {
  const { t, seeded, operator } = await recorded();
  const { sessionId } = await operator.as.mutation(api.sessions.authorize, { deploymentId: seeded.deploymentId, robotId: seeded.robotId });
  await operator.as.mutation(api.sessions.close, { id: sessionId });
  expect(await t.run((ctx) => ctx.db.get("sessions", sessionId))).toMatchObject({ status: "closed", activatedAt: null });
});

test("the first report of a robot that already obeyed a stop is told whole", async () => {
  const { sessionId: running, seeded, operator, viewer, robot } = await recorded();
  await operator.as.mutation(api.sessions.close, { id: running });
  const { sessionId } = await operator.as.mutation(api.sessions.authorize, { deploymentId: seeded.deploymentId, robotId: seeded.robotId });
  const { id: commandId } = await viewer.as.mutation(api.sessions.stop, { id: sessionId });
  await robot.beat({ sessionId, ack: { commandId, sessionId, version: 2, motionZero: true } });
  const told = (await viewer.as.query(api.sessions.timeline, { id: sessionId })).map(({ kind }) => kind);
  expect(told.slice(-4).toSorted()).toEqual(["session.activate", "session.stop", "session.stop.acknowledged", "session.stop.motion_zero"]);
});

test("members are told of a stop", async () => {
  const { sessionId, viewer } = await recorded();
  const told = async () => (await viewer.as.query(api.notices.list, {})).notices.map(({ kind }) => kind);
  await viewer.as.mutation(api.sessions.stop, { id: sessionId });
  expect(await told()).toEqual(["session.stopped"]);
});

test("a promote neither begins the evidence anew nor forgets how slow the dry run was", async () => {
  const { sessionId, people, live } = await recorded();
  const before = await live();
  advance(1);
  await promote(people, sessionId);
  const after = await live();
  expect([after?.evidence, after?.dryRunLatency]).toEqual([before?.evidence, before?.dryRunLatency]);
});
