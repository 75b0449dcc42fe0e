import { afterEach, expect, test, vi } from "vitest";

import { api } from "./_generated/api";
import { advance, apiKeyOf, promote, readySession, seedOrganization, seedRobot, so101, startServer } from "./fixtures.testing";

afterEach(() => {
  vi.unstubAllEnvs();
  vi.useRealTimers();
});

async function start() {
  const t = startServer();
  const people = await seedOrganization(t);
  const seeded = await seedRobot(t, people);
  const apiKey = await apiKeyOf(people);
  return { t, people, seeded, apiKey };
}

test("whoami names key, maker and organization", async () => {
  const { t, people, seeded, apiKey } = await start();
  const { organizationId, admin } = people;
  const organization = { id: organizationId, name: "Lab" };
  expect(await t.query(api.publicApi.whoami, { apiKey })).toEqual({
    ok: true,
    keyId: expect.any(String),
    role: "operator",
    account: { userId: admin.userId, email: "admin@Lab.example", organization },
  });
  expect(await t.query(api.publicApi.whoami, { apiKey: seeded.credential })).toMatchObject({
    ok: true,
    role: "robot",
    robotId: seeded.robotId,
    account: { organization },
  });
});

test("a grant names everything the documented answer names, and is idempotent by client session id", async () => {
  const { t, seeded, apiKey } = await start();
  const { deploymentId, robotId } = seeded;
  const authorize = (more: object = {}) =>
    t.mutation(api.publicApi.authorizeSession, { apiKey, deploymentId, robotId, clientSessionId: "run-1", ...more });
  const grant = await authorize({ mode: "apply_actions" });
  expect(grant).toEqual({
    ok: true,
    sessionId: expect.any(String),
    token: expect.any(String),
    expiresAt: Date.now() + 30 * 60_000,
    workerUrl: null,
    primeUrl: null,
  });
  advance(60_000);
  const again = await authorize();
  if (!grant.ok || !again.ok) throw new Error("refused");
  expect(again.sessionId).toBe(grant.sessionId);
  expect(again.expiresAt).toBe(Date.now() + 30 * 60_000);
  expect(again.token).not.toBe(grant.token);
  const { sessions } = (await t.query(api.publicApi.listInferenceSessions, { apiKey })) as { sessions: object[] };
  expect(sessions).toHaveLength(1);
  expect(sessions[0]).toMatchObject({ _id: grant.sessionId, baseModel: "pi0.5", status: "authorized", mode: "dry_run" });
  expect(Object.keys(sessions[0] ?? {})).not.toContain("endedAt");
  await t.mutation(api.publicApi.closeSession, { apiKey, sessionId: grant.sessionId });
  await expect(authorize()).rejects.toThrow(/session_closed/);
});

test("the same client session id for another robot is refused", async () => {
  const { t, people, seeded, apiKey } = await start();
  const other = await seedRobot(t, people, so101, "arm-2");
  const first = { apiKey, robotId: seeded.robotId, clientSessionId: "run-1" };
  await t.mutation(api.publicApi.authorizeSession, first);
  const second = t.mutation(api.publicApi.authorizeSession, { ...first, robotId: other.robotId });
  await expect(second).rejects.toThrow(/other_robot/);
});

test("robot and deployment must use the same schema version", async () => {
  const { t, people, seeded, apiKey } = await start();
  const other = await seedRobot(t, people, { ...so101, control_hz: 30 }, "arm-2");
  const mixed = { apiKey, robotId: other.robotId, deploymentId: seeded.deploymentId };
  await expect(t.mutation(api.publicApi.authorizeSession, mixed)).rejects.toThrow(/schema_mismatch/);
});

test("a runtime without a worker is refused, one with a worker names it", async () => {
  const { t, apiKey } = await start();
  const authorize = () => t.mutation(api.publicApi.authorizeSession, { apiKey, runtime: "cloud" });
  expect(await authorize()).toEqual({ ok: false, reason: "no_inference_node_available" });
  const spec = { workerUrl: "https://worker.example" };
  const deployment = await t.mutation(api.publicApi.createDeployment, { apiKey, name: "d", modelId: "m", runtime: "cloud", spec });
  if (!deployment.ok || !("id" in deployment)) throw new Error("refused");
  const grant = await t.mutation(api.publicApi.authorizeSession, { apiKey, deploymentId: deployment.id });
  expect(grant).toMatchObject({ ok: true, workerUrl: "https://worker.example" });
});

test("promoteSession with mode dry_run demotes, for the robot too", async () => {
  const { t, people, seeded } = await start();
  const { sessionId } = await readySession(t, people, seeded);
  await promote(people, sessionId);
  const demoted = await t.mutation(api.publicApi.promoteSession, { apiKey: seeded.credential, sessionId, mode: "dry_run" });
  expect(demoted).toMatchObject({ ok: true, mode: "dry_run", leaseExpiresAt: null });
});

test.each([0, 9, 14_401, NaN, Infinity])("a budget of %s seconds is an error, not a promote", async (budgetSeconds) => {
  const { t, people, seeded, apiKey } = await start();
  const { sessionId } = await readySession(t, people, seeded);
  await expect(t.mutation(api.publicApi.promoteSession, { apiKey, sessionId, budgetSeconds })).rejects.toThrow(/budgetSeconds/);
});

test("a close from an SDK says so, and a second close changes nothing", async () => {
  const { t, people, seeded, apiKey } = await start();
  const { sessionId } = await readySession(t, people, seeded);
  const first = await t.mutation(api.publicApi.closeSession, { apiKey, sessionId });
  expect(first).toMatchObject({ ok: true, status: "closed", closeReason: "sdk_closed" });
  expect(await t.mutation(api.publicApi.closeSession, { apiKey, sessionId, reason: "other" })).toEqual(first);
  expect(await t.mutation(api.publicApi.renewGrant, { apiKey, sessionId })).toEqual({ ok: false, reason: "session_closed" });
  const listed = await t.query(api.publicApi.listReceipts, { apiKey });
  expect(listed).toMatchObject({ ok: true, receipts: [{ id: expect.any(String), timestamp: Date.now(), sessionId }] });
});

test("a spec may be an object or its text, and equal specs have equal hashes", async () => {
  const { t, apiKey } = await start();
  const create = async (spec: unknown) => {
    const made = await t.mutation(api.publicApi.createDeployment, { apiKey, name: "d", modelId: "m", spec });
    if (!made.ok || !("specHash" in made)) throw new Error("refused");
    return made.specHash;
  };
  expect(await create({ a: 1, b: [2] })).toBe(await create('{"b":[2],"a":1}'));
  await expect(create("[1]")).rejects.toThrow(/\$\.spec/);
  const nameless = t.mutation(api.publicApi.createDeployment, { apiKey, name: "d" });
  await expect(nameless).rejects.toThrow(/\$\.modelId/);
});

test("an expired key is refused by mutations at once and by queries after the sweep", async () => {
  const { t, people } = await start();
  const expiresAt = Date.now() + 3_600_000;
  const { apiKey } = await people.admin.as.mutation(api.apiKeys.create, { name: "short", expiresAt });
  advance(3_600_000);
  const registered = await t.mutation(api.publicApi.createDeployment, { apiKey, name: "d", modelId: "m" });
  expect(registered).toEqual({ ok: false, reason: "expired_key" });
  const { internal } = await import("./_generated/api");
  await t.mutation(internal.sweeps.prune, {});
  expect(await t.query(api.publicApi.listRobots, { apiKey })).toEqual({ ok: false, reason: "revoked_key" });
});

test("the doctor names what is wrong and goes stale when what it saw changes", async () => {
  const { people, seeded, t } = await start();
  const { deploymentId, robotId } = seeded;
  const { as } = people.operator;
  const report = await as.mutation(api.doctor.run, { deploymentId, robotId });
  const link = report.checks.find((check) => check.name === "link");
  expect(report.passed).toBe(false);
  expect(link).toMatchObject({ result: "fail", fix: "Start the robot's agent.", checkedAt: Date.now() });
  expect(report.staleAt).toBe(Date.now() + 30 * 60_000);
  const alone = await as.mutation(api.doctor.run, { deploymentId });
  expect(alone.checks.filter((check) => check.result === "skipped").map((check) => check.name)).toContain("clock");
  expect(alone.passed).toBe(true);
  const { token } = await as.mutation(api.pairing.create, { robotId });
  await t.mutation(api.publicApi.claimPairingToken, { token });
  expect(await as.query(api.doctor.latest, { deploymentId, robotId })).toMatchObject({ outdated: false });
  await people.admin.as.mutation(api.robots.retire, { id: robotId });
  expect(await as.query(api.doctor.latest, { deploymentId, robotId })).toMatchObject({ outdated: true });
});
