import { afterEach, expect, test, vi } from "vitest";

import { api, internal } from "./_generated/api";
import { advance, promote } from "./fixtures.testing";
import { recorded } from "./sessionRecords.testing";

// What the end of a session writes, and what is written of what comes late, changes nothing or is told to others.

afterEach(() => void vi.useRealTimers());

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
