import { afterEach, expect, test, vi } from "vitest";

import { api, internal } from "./_generated/api";
import { advance, promote, readySession } from "./fixtures.testing";
import { verifyChain } from "./model/receipts/chain";
import { codesOf, ready } from "./sessions.testing";

afterEach(() => void vi.useRealTimers());

test("a session runs dry, is promoted, renewed, stopped, acknowledged and closed with one receipt", async () => {
  const { t, people, sessionId, robot, operator } = await ready();
  const readiness = await operator.as.query(api.sessions.promoteReadiness, { id: sessionId, now: Date.now() });
  expect(readiness.unmet).toEqual([]);

  const promoted = await promote(people, sessionId);
  expect(promoted).toMatchObject({ ok: true, leaseExpiresAt: Date.now() + 3_000, budgetEndsAt: Date.now() + 600_000 });
  const renewed = await robot.beat({ sessionId, mode: "apply_actions", appliedSteps: 10 });
  expect(renewed.session).toMatchObject({ mode: "apply_actions", leaseExpiresAt: Date.now() + 3_000 });

  const stop = await operator.as.mutation(api.sessions.stop, { id: sessionId, sentAt: Date.now() });
  expect(stop).toMatchObject({ acknowledgedAt: null, emergencyStopLocation: "red button on the left post" });
  const told = await robot.beat({ sessionId, mode: "apply_actions", appliedSteps: 20 });
  expect(told.session?.mode).toBe("dry_run");
  expect(told.stop).toMatchObject({ id: stop.id, sessionId, version: stop.version });

  const ack = { commandId: stop.id, sessionId, version: stop.version };
  await robot.beat({ sessionId, ack });
  const still = await robot.beat({ sessionId, ack: { ...ack, motionZero: true } });
  expect(still.stop).toBeNull();
  const facts = (await operator.as.query(api.sessions.get, { id: sessionId })).stop;
  expect(facts).toMatchObject({ acknowledgedAt: Date.now() - 1_000, motionZeroAt: Date.now() });

  const { receiptId } = await operator.as.mutation(api.sessions.close, { id: sessionId });
  expect(await operator.as.mutation(api.sessions.close, { id: sessionId })).toEqual({ receiptId });
  const chain = await operator.as.query(api.receipts.chain, {});
  expect(chain.receipts).toHaveLength(1);
  expect(verifyChain(chain.receipts, chain.publicKeys, { head: chain.head })).toMatchObject({ ok: true, count: 1 });
  const body = JSON.parse(chain.receipts[0]?.body ?? "") as Record<string, unknown>;
  expect(body).toMatchObject({ appliedSteps: 20, closeReason: "operator_closed", robot: { name: "arm-1" } });
  expect(await t.run((ctx) => ctx.db.query("receipts").collect())).toHaveLength(1);
});

test("the last receipt of the chain is what the next one builds on", async () => {
  const { t, people, seeded, sessionId, operator } = await ready();
  await operator.as.mutation(api.sessions.close, { id: sessionId });
  const second = await readySession(t, people, seeded);
  await operator.as.mutation(api.sessions.close, { id: second.sessionId });
  const chain = await operator.as.query(api.receipts.chain, {});
  expect(chain.receipts.map((receipt) => receipt.sequence)).toEqual([1, 2]);
  expect(verifyChain(chain.receipts, chain.publicKeys, { head: chain.head }).ok).toBe(true);
});

test("silence past the lease puts the session back to the dry run", async () => {
  const { t, people, sessionId, operator } = await ready();
  await promote(people, sessionId);
  advance(2_999);
  await t.mutation(internal.sweeps.checkSession, { sessionId });
  expect((await operator.as.query(api.sessions.get, { id: sessionId })).mode).toBe("apply_actions");
  advance(1);
  await t.mutation(internal.sweeps.checkSession, { sessionId });
  expect((await operator.as.query(api.sessions.get, { id: sessionId })).mode).toBe("dry_run");
  const last = (await operator.as.query(api.sessions.timeline, { id: sessionId })).at(-1);
  expect(last).toMatchObject({ kind: "session.demote", reason: "lease_expired", actor: { kind: "system" } });
});

test("a heartbeat after the lease does not bring it back", async () => {
  const { people, sessionId, robot } = await ready();
  await promote(people, sessionId);
  advance(5_000);
  const answer = await robot.beat({ sessionId, mode: "apply_actions" });
  expect(answer.session).toMatchObject({ mode: "dry_run", leaseExpiresAt: null });
});

test("the end of the budget is the end, however alive the robot is", async () => {
  const { t, people, sessionId, robot, operator } = await ready();
  await promote(people, sessionId, 10);
  for (let index = 0; index < 9; index += 1) await robot.beat({ sessionId, mode: "apply_actions" });
  advance(1_000);
  await t.mutation(internal.sweeps.sweepSessions, {});
  expect((await operator.as.query(api.sessions.get, { id: sessionId })).mode).toBe("dry_run");
  const last = (await operator.as.query(api.sessions.timeline, { id: sessionId })).at(-1);
  expect(last?.reason).toBe("budget_ended");
});

test("more time counts from now and is bound to the version seen", async () => {
  const { people, sessionId, operator } = await ready();
  const promoted = await promote(people, sessionId);
  if (!promoted.ok) throw new Error(promoted.reason);
  const more = { id: sessionId, budgetSeconds: 900, version: promoted.version };
  const extended = await operator.as.mutation(api.sessions.extendBudget, more);
  expect(extended.budgetEndsAt).toBe(Date.now() + 900_000);
  await expect(operator.as.mutation(api.sessions.extendBudget, more)).rejects.toThrow(/stale_version/);
});

test("an unused session expires with a receipt, an unheard one too", async () => {
  const { t, people, seeded, operator } = await ready();
  const { deploymentId, robotId } = seeded;
  const { sessionId } = await operator.as.mutation(api.sessions.authorize, { deploymentId, robotId });
  advance(30 * 60_000);
  expect(await t.mutation(internal.sweeps.sweepSessions, {})).toBe(2);
  const session = await people.viewer.as.query(api.sessions.get, { id: sessionId });
  expect(session).toMatchObject({ status: "closed", closeReason: "expired", closedBy: { kind: "system" } });
  expect((await operator.as.query(api.receipts.chain, {})).receipts).toHaveLength(2);
});

test.each([
  ["fault", { state: "fault" }, "robot_fault"],
  ["safe stop", { state: "safe_stop" }, "robot_safe_stop"],
  ["goodbye", { goodbye: true }, "robot_goodbye"],
] as const)("a robot's %s ends applying", async (_name, beat, reason) => {
  const { people, sessionId, robot, operator } = await ready();
  await promote(people, sessionId);
  const answer = await robot.beat({ sessionId, mode: "apply_actions", ...beat });
  expect(answer.session?.mode).toBe("dry_run");
  const timeline = await operator.as.query(api.sessions.timeline, { id: sessionId });
  expect(timeline.at(-1)).toMatchObject({ kind: "session.demote", reason });
});

test("every change of version has exactly one audit entry, with who and what", async () => {
  const { people, sessionId, robot, operator, viewer } = await ready();
  await promote(people, sessionId);
  await robot.beat({ sessionId, mode: "apply_actions" });
  await viewer.as.mutation(api.sessions.demote, { id: sessionId, reason: "too close" });
  await viewer.as.mutation(api.sessions.demote, { id: sessionId });
  await viewer.as.mutation(api.sessions.stop, { id: sessionId });
  await viewer.as.mutation(api.sessions.stop, { id: sessionId });
  await operator.as.mutation(api.sessions.close, { id: sessionId });
  const { version } = await viewer.as.query(api.sessions.get, { id: sessionId });
  const paginationOpts = { numItems: 100, cursor: null };
  const { page } = await viewer.as.query(api.audit.list, { targetId: sessionId, paginationOpts });
  const changes = page.reverse().map((entry) => {
    const after = JSON.parse(entry.after ?? "{}") as { version?: number };
    return `${after.version} ${entry.action} by ${entry.actor.name}`;
  });
  expect(changes).toEqual([
    "1 session.authorize by operator of Lab",
    "2 session.activate by arm-1",
    "3 session.promote by operator of Lab",
    "4 session.demote by viewer of Lab",
    "5 session.stop by viewer of Lab",
    "6 session.close by operator of Lab",
  ]);
  expect(version).toBe(6);
  const timeline = await viewer.as.query(api.sessions.timeline, { id: sessionId });
  expect(timeline.map((event) => event.kind)).toEqual(page.map((entry) => entry.action));
  expect(timeline[2]?.evidence).toMatchObject({ steps: 200, latencyP95Ms: 30, controlPeriodMs: 40, safeStop: "hold" });
});

test("the robot's own summary is kept with the receipt, and refused after the close", async () => {
  const { t, seeded, sessionId, operator } = await ready();
  const summary = { ok: true, steps: 250, appliedSteps: 0, safeStops: 0, errors: ["slow camera"] };
  const report = () => t.mutation(api.publicApi.reportRunSummary, { apiKey: seeded.credential, sessionId, summary });
  expect(await report()).toEqual({ ok: true, sessionId });
  const { receiptId } = await operator.as.mutation(api.sessions.close, { id: sessionId, reason: "done" });
  expect(await report()).toEqual({ ok: false, reason: "session_closed" });
  if (receiptId === null) throw new Error("no receipt");
  const { receipt, row } = await operator.as.query(api.receipts.get, { id: receiptId });
  expect(JSON.parse(receipt.body)).toMatchObject({ runSummary: summary, closeReason: "done", sequence: 1 });
  expect(row).toMatchObject({ review: null, timestamp: Date.now(), steps: 250 });
});

test("a review can be given, changed and taken back; the receipt stays as it is", async () => {
  const { t, sessionId, operator, viewer } = await ready();
  const { receiptId } = await operator.as.mutation(api.sessions.close, { id: sessionId });
  if (receiptId === null) throw new Error("no receipt");
  const before = await t.run((ctx) => ctx.db.get("receipts", receiptId));
  const list = async (verdict: "none" | "good" | "bad") => {
    const paginationOpts = { numItems: 10, cursor: null };
    return (await viewer.as.query(api.receipts.list, { paginationOpts, verdict })).page.length;
  };
  expect(await list("none")).toBe(1);
  await operator.as.mutation(api.receipts.review, { id: receiptId, verdict: "good", note: "smooth" });
  expect([await list("none"), await list("good")]).toEqual([0, 1]);
  const changed = await operator.as.mutation(api.receipts.review, { id: receiptId, verdict: "bad" });
  expect(changed).toMatchObject({ verdict: "bad", note: "smooth" });
  await operator.as.mutation(api.receipts.review, { id: receiptId, verdict: null, note: "" });
  expect([await list("none"), await list("bad")]).toEqual([1, 0]);
  expect(await t.run((ctx) => ctx.db.get("receipts", receiptId))).toEqual(before);
});

test("a robot that said goodbye is not online, however recently", async () => {
  const { people, sessionId, robot } = await ready();
  await robot.beat({ sessionId, goodbye: true });
  expect(codesOf(await promote(people, sessionId))).toContain("robot_not_online");
});

test("what ran out is charged to the clock, not to whoever came next", async () => {
  const { people, sessionId, operator } = await ready();
  await promote(people, sessionId);
  advance(10_000);
  await operator.as.mutation(api.sessions.close, { id: sessionId });
  const timeline = await operator.as.query(api.sessions.timeline, { id: sessionId });
  expect(timeline.slice(-2)).toMatchObject([
    { kind: "session.demote", reason: "lease_expired", actor: { kind: "system" } },
    { kind: "session.close", actor: { kind: "operator" } },
  ]);
});
