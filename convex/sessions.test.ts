import { afterEach, expect, test, vi } from "vitest";

import { api, internal } from "./_generated/api";
import { advance, apiKeyOf, promote, readySession, seedOrganization, seedRobot, startServer } from "./fixtures.testing";
import { verifyChain } from "./model/receipts/chain";

afterEach(() => void vi.useRealTimers());

async function ready() {
  const t = startServer();
  const people = await seedOrganization(t);
  const seeded = await seedRobot(t, people);
  const session = await readySession(t, people, seeded);
  return { t, people, seeded, ...session, ...people };
}

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

test("a promote without the robot's evidence names everything that is missing", async () => {
  const t = startServer();
  const people = await seedOrganization(t);
  const seeded = await seedRobot(t, people, { actions: { action: { shape: [6] } } });
  const { deploymentId, robotId } = seeded;
  const { sessionId } = await people.operator.as.mutation(api.sessions.authorize, { deploymentId, robotId });
  const answer = await promote(people, sessionId);
  expect(answer).toMatchObject({ ok: false, reason: "not_ready" });
  const codes = answer.ok ? [] : answer.unmet.map((condition) => condition.code).sort();
  expect(codes).toEqual([
    "clock_skew",
    "control_rate_unknown",
    "doctor_missing",
    "no_safe_stop",
    "not_enough_steps",
    "robot_elsewhere",
    "robot_not_online",
  ]);
});

test("an intent is for one promote, one person, one version and ten seconds", async () => {
  const { people, sessionId, operator, admin } = await ready();
  const ask = () => operator.as.mutation(api.sessions.requestIntent, { id: sessionId });
  const use = (intent: string, version: number, as = operator.as) =>
    as.mutation(api.sessions.promote, { id: sessionId, intent, version });
  const late = await ask();
  advance(10_000);
  expect(await use(late.intent, late.version)).toMatchObject({ reason: "stale_intent" });
  const other = await ask();
  expect(await use(other.intent, other.version, admin.as)).toMatchObject({ reason: "stale_intent" });
  // Shown once is used, even by the wrong hand.
  expect(await use(other.intent, other.version)).toMatchObject({ reason: "stale_intent" });
  const wrongVersion = await ask();
  expect(await use(wrongVersion.intent, wrongVersion.version + 1)).toMatchObject({ reason: "stale_intent" });
  expect(await use("nonsense", 1)).toMatchObject({ reason: "stale_intent" });
  expect((await people.viewer.as.query(api.sessions.get, { id: sessionId })).mode).toBe("dry_run");
});

test("a promote that arrives twice lands once", async () => {
  const { people, sessionId, operator } = await ready();
  const { intent, version } = await operator.as.mutation(api.sessions.requestIntent, { id: sessionId });
  const send = () => operator.as.mutation(api.sessions.promote, { id: sessionId, intent, version });
  expect(await send()).toMatchObject({ ok: true });
  // Whoever reads the second answer alone must not take the arm for unmoved.
  const again = await send();
  expect(again).toMatchObject({ ok: false, reason: "stale_intent" });
  expect(again.ok ? [] : again.unmet.map(({ code }) => code)).toContain("promoted_already");
  await operator.as.mutation(api.sessions.demote, { id: sessionId });
  expect(await send()).toMatchObject({ ok: false, reason: "stale_intent" });
  expect((await people.viewer.as.query(api.sessions.get, { id: sessionId })).mode).toBe("dry_run");
});

test("a second session cannot apply on the same robot", async () => {
  const { t, people, seeded, sessionId, operator } = await ready();
  expect(await promote(people, sessionId)).toMatchObject({ ok: true });
  const { deploymentId, robotId } = seeded;
  const { sessionId: second } = await operator.as.mutation(api.sessions.authorize, { deploymentId, robotId });
  const answer = await promote(people, second);
  expect(answer.ok ? [] : answer.unmet.map((condition) => condition.code)).toContain("other_session_applying");
  const applying = await t.run(async (ctx) => (await ctx.db.query("sessions").collect()).filter((s) => s.mode === "apply_actions"));
  expect(applying).toHaveLength(1);
});

test("an API key promotes without an intent, a robot never itself", async () => {
  const { t, people, seeded, sessionId } = await ready();
  const apiKey = await apiKeyOf(people);
  const itself = await t.mutation(api.publicApi.promoteSession, { apiKey: seeded.credential, sessionId });
  expect(itself).toMatchObject({ ok: false, unmet: [{ code: "caller_forbidden" }] });
  expect(await t.mutation(api.publicApi.promoteSession, { apiKey, sessionId })).toMatchObject({
    ok: true,
    mode: "apply_actions",
  });
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
      const [stops, lives, statuses] = [await ctx.db.query("stops").collect(), await ctx.db.query("sessionLive").collect(), await ctx.db.query("robotStatus").collect()];
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

const codesOf = (answer: { ok: boolean } | { ok: false; unmet?: { code: string }[] }) =>
  "unmet" in answer ? (answer.unmet ?? []).map((condition) => condition.code) : [];

test("an intent for one session does not promote another", async () => {
  const { t, people, sessionId, operator } = await ready();
  const other = await seedRobot(t, people, undefined, "arm-2");
  const second = await readySession(t, people, other);
  const { intent, version } = await operator.as.mutation(api.sessions.requestIntent, { id: second.sessionId });
  const answer = await operator.as.mutation(api.sessions.promote, { id: sessionId, intent, version });
  expect(answer).toMatchObject({ ok: false, reason: "stale_intent" });
});

test("a promote at the very end of the budget starts from new evidence", async () => {
  const { t, people, sessionId, robot } = await ready();
  const apiKey = await apiKeyOf(people);
  await promote(people, sessionId, 10);
  for (let index = 0; index < 9; index += 1) await robot.beat({ sessionId });
  advance(1_000);
  const answer = await t.mutation(api.publicApi.promoteSession, { apiKey, sessionId });
  expect(codesOf(answer)).toContain("not_enough_steps");
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

test("a promote schedules the look at the end of its lease", async () => {
  const { t, people, sessionId } = await ready();
  await promote(people, sessionId);
  const jobs = await t.run((ctx) => ctx.db.system.query("_scheduled_functions").collect());
  expect(jobs.map((job) => [job.name, job.scheduledTime, job.args])).toEqual([
    ["sweeps:checkSession", Date.now() + 3_000, [{ sessionId, promotion: 1 }]],
  ]);
});
