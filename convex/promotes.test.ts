import { afterEach, expect, test, vi } from "vitest";

import { api } from "./_generated/api";
import { advance, apiKeyOf, promote, readySession, seedOrganization, seedRobot, startServer } from "./fixtures.testing";
import { codesOf, ready, refusalOf } from "./sessions.testing";

afterEach(() => void vi.useRealTimers());

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
  const use = (intent: string, version: number, as = operator.as) => as.mutation(api.sessions.promote, { id: sessionId, intent, version });
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

test("a promote keeps what it was decided on, and schedules the look at the end of its lease", async () => {
  const { t, people, sessionId } = await ready();
  await promote(people, sessionId);
  const last = (await people.viewer.as.query(api.sessions.timeline, { id: sessionId })).at(-1);
  expect(last).toMatchObject({ kind: "session.promote", evidence: { decidedAt: Date.now(), steps: 200 } });
  const jobs = await t.run((ctx) => ctx.db.system.query("_scheduled_functions").collect());
  expect(jobs.map((job) => [job.name, job.scheduledTime, job.args])).toEqual([
    ["sweeps:checkSession", Date.now() + 3_000, [{ sessionId, promotion: 1 }]],
  ]);
});

test("an intent keeps when it was first shown, and one that did not promote does not say that it did", async () => {
  const { t, sessionId, operator } = await ready();
  const { intent, version } = await operator.as.mutation(api.sessions.requestIntent, { id: sessionId });
  const shownAt = Date.now();
  expect(await operator.as.mutation(api.sessions.promote, { id: sessionId, intent, version: version + 1 })).toMatchObject({
    reason: "stale_intent",
  });
  advance(1_000);
  const again = await operator.as.mutation(api.sessions.promote, { id: sessionId, intent, version });
  expect(codesOf(again)).toEqual(["stale_intent"]);
  expect(await t.run((ctx) => ctx.db.get("promoteIntents", intent))).toMatchObject({ usedAt: shownAt });
});

test("a closed session gives no intent", async () => {
  const { sessionId, operator } = await ready();
  await operator.as.mutation(api.sessions.close, { id: sessionId });
  const asked = operator.as.mutation(api.sessions.requestIntent, { id: sessionId });
  expect(await refusalOf(asked)).toEqual({ code: "conflict", reason: "session_closed", message: "The session is closed." });
});

test("a time that no promote may have is named, and without a deployment the usual one is given", async () => {
  const { t, people, sessionId } = await ready();
  expect(await refusalOf(promote(people, sessionId, 9))).toMatchObject({ code: "invalid", path: "$.budgetSeconds" });
  await t.run((ctx) => ctx.db.patch("sessions", sessionId, { deploymentId: null }));
  expect(codesOf(await promote(people, sessionId))).toContain("doctor_missing");
});

test("a dry run has no time that could be extended", async () => {
  const { sessionId, operator } = await ready();
  const { version } = await operator.as.query(api.sessions.get, { id: sessionId });
  const asked = operator.as.mutation(api.sessions.extendBudget, { id: sessionId, budgetSeconds: 60, version });
  expect(await refusalOf(asked)).toMatchObject({ code: "conflict", message: "The time of this session cannot be extended now." });
});
