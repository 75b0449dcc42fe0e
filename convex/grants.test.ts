import { createLocalJWKSet, jwtVerify, type JSONWebKeySet } from "jose";
import { afterEach, expect, test, vi } from "vitest";

import { api, internal } from "./_generated/api";
import { advance, apiKeyOf, promote, readySession, seedOrganization, seedRobot, startServer } from "./fixtures.testing";
import { refusalOf } from "./sessions.testing";

// What a grant says, for how long, and to whom no session or no grant is given.

afterEach(() => void vi.useRealTimers());

async function before() {
  const t = startServer();
  const people = await seedOrganization(t);
  const seeded = await seedRobot(t, people);
  const apiKey = await apiKeyOf(people);
  type Args = Omit<typeof api.publicApi.authorizeSession._args, "apiKey">;
  const asKey = (args: Args) => t.mutation(api.publicApi.authorizeSession, { apiKey, ...args });
  const authorize = (args: Partial<typeof api.sessions.authorize._args> = {}) =>
    people.operator.as.mutation(api.sessions.authorize, { robotId: seeded.robotId, deploymentId: seeded.deploymentId, ...args });
  const claimsOf = async (token: string) => {
    const keys = (await t.query(internal.grants.keys, {})) as JSONWebKeySet;
    return (await jwtVerify(token, createLocalJWKSet(keys), { currentDate: new Date() })).payload;
  };
  return { t, people, seeded, apiKey, asKey, authorize, claimsOf };
}

const refused = (reason: string, message: string) => ({ code: "conflict", reason, message });

test("a grant names session, robot, deployment, mode and version, and its key is public", async () => {
  const { t, people, seeded, apiKey, claimsOf } = await before();
  expect(await t.query(internal.grants.keys, {})).toEqual({ keys: [] });
  const { sessionId } = await readySession(t, people, seeded);
  await promote(people, sessionId);
  // In the middle of a second: the token is good to the second, and so is what is said of it.
  advance(400);
  const now = Date.now();
  const { version } = await people.operator.as.query(api.sessions.get, { id: sessionId });
  const renewed = await t.mutation(api.publicApi.renewGrant, { apiKey, sessionId });
  if (!renewed.ok) throw new Error(renewed.reason);
  const end = Math.floor((now + 1_800_000) / 1_000);
  expect(renewed.expiresAt).toBe(end * 1_000);
  const { jti, ...claims } = await claimsOf(renewed.token);
  expect(jti).toMatch(/^[0-9a-f]{32}$/);
  expect(claims).toEqual({
    ...{ iss: "reflex-console", aud: "worker", sub: sessionId, iat: Math.floor(now / 1_000), exp: end },
    ...{
      sessionId,
      organizationId: people.organizationId,
      robotId: seeded.robotId,
      deploymentId: seeded.deploymentId,
      mode: "apply_actions",
      version,
    },
  });
  const { keys } = await t.query(internal.grants.keys, {});
  expect(keys).toMatchObject([{ kty: "OKP", crv: "Ed25519", alg: "EdDSA", use: "sig" }]);
});

test("a replaced key stays for what it signed, the newest stands first, and of very many five stay; a compromised one is gone at once", async () => {
  const { t, authorize, claimsOf } = await before();
  const { token } = await authorize();
  const kids = async () => (await t.query(internal.grants.keys, {})).keys.map(({ kid }) => kid);
  const first = await kids();
  const replace = (compromised: boolean) => t.mutation(internal.signing.rotate, { purpose: "grants", compromised, reason: "in turn" });
  advance(1_000);
  await replace(false);
  const two = await kids();
  expect(two).toHaveLength(2);
  expect(two[1]).toBe(first[0]);
  expect(await claimsOf(token)).toMatchObject({ aud: "worker" });
  advance(1_000);
  await replace(true);
  const three = await kids();
  expect(three).not.toContain(two[0]);
  expect(three[1]).toBe(first[0]);
  for (let index = 0; index < 5; index += 1) {
    advance(1_000);
    await replace(false);
  }
  expect(await kids()).toHaveLength(5);
});

test("the same name of a session again is the same session, with a new grant for it alone", async () => {
  const { t, people, asKey, authorize, claimsOf } = await before();
  const first = await authorize({ clientSessionId: "run-1" });
  const again = await authorize({ clientSessionId: "run-1" });
  expect(again.sessionId).toBe(first.sessionId);
  expect((await claimsOf(again.token)).jti).not.toBe((await claimsOf(first.token)).jti);
  expect(await asKey({ clientSessionId: "run-1" })).toMatchObject({
    ok: true,
    sessionId: first.sessionId,
    workerUrl: null,
    primeUrl: null,
  });
  expect((await authorize({ clientSessionId: "run-2" })).sessionId).not.toBe(first.sessionId);
  const other = await seedRobot(t, people, undefined, "arm-2");
  expect(await refusalOf(authorize({ clientSessionId: "run-1", robotId: other.robotId }))).toEqual(
    refused("other_robot", "The session of this clientSessionId is on another robot."),
  );
  expect(await refusalOf(authorize({ clientSessionId: "run-1", deploymentId: other.deploymentId }))).toEqual(
    refused("other_deployment", "The session of this clientSessionId runs another deployment."),
  );
  await people.operator.as.mutation(api.sessions.close, { id: first.sessionId });
  expect(await refusalOf(authorize({ clientSessionId: "run-1" }))).toEqual(
    refused("session_closed", "The session of this clientSessionId is closed."),
  );
  expect(await t.run((ctx) => ctx.db.query("sessions").collect())).toHaveLength(2);
});

test("a robot out of service, of another schema, or with twenty sessions begins none", async () => {
  const { t, people, seeded, asKey, authorize } = await before();
  const other = await seedRobot(t, people, undefined, "arm-2");
  expect(await refusalOf(authorize({ robotId: other.robotId }))).toEqual(
    refused("schema_mismatch", "Robot and deployment use different schema versions."),
  );
  // A deployment that names no schema runs on any robot.
  const { id: anywhere } = await people.operator.as.mutation(api.deployments.create, { name: "anywhere", modelId: "pi0.5" });
  expect((await authorize({ deploymentId: anywhere })).sessionId).toBeTruthy();
  for (let index = 0; index < 19; index += 1) await authorize();
  expect(await refusalOf(authorize())).toEqual(refused("too_many_sessions", "The robot has 20 open sessions. Close some first."));
  // Without a robot, nothing is counted.
  expect(await asKey({ deploymentId: seeded.deploymentId })).toMatchObject({ ok: true });
  await people.admin.as.mutation(api.robots.retire, { id: other.robotId });
  expect(await refusalOf(authorize({ robotId: other.robotId, deploymentId: other.deploymentId }))).toEqual(
    refused("robot_retired", "The robot is retired."),
  );
});

test("where no worker serves the runtime no session begins, and one that began gets no other grant", async () => {
  const { t, people, apiKey, asKey } = await before();
  const none = { ok: false, reason: "no_inference_node_available" };
  expect(await asKey({ runtime: "remote" })).toEqual(none);
  expect(await t.run((ctx) => ctx.db.query("sessions").collect())).toEqual([]);
  const { id: deploymentId } = await people.operator.as.mutation(api.deployments.create, {
    name: "far",
    modelId: "pi0.5",
    runtime: "remote",
  });
  const { robotId } = await seedRobot(t, people, undefined, "arm-2");
  const asked = people.operator.as.mutation(api.sessions.authorize, { robotId, deploymentId });
  expect(await refusalOf(asked)).toEqual(refused("no_inference_node_available", "No worker serves this deployment's runtime."));
  const { id: workerId } = await people.admin.as.mutation(api.inferenceEndpoints.register, {
    baseModel: "pi0.5",
    workerUrl: "https://w.example",
  });
  const begun = await asKey({ runtime: "remote" });
  expect(begun).toMatchObject({ ok: true, workerUrl: "https://w.example", primeUrl: "https://w.example" });
  if (!begun.ok) return;
  await people.admin.as.mutation(api.inferenceEndpoints.remove, { id: workerId });
  expect(await t.mutation(api.publicApi.renewGrant, { apiKey, sessionId: begun.sessionId })).toEqual(none);
});

test("a new grant names the worker of the session's deployment, as the first did", async () => {
  const { t, people, seeded, apiKey, asKey } = await before();
  await people.admin.as.mutation(api.inferenceEndpoints.register, { baseModel: "pi0.5", workerUrl: "https://shared.example" });
  const { id: deploymentId } = await people.operator.as.mutation(api.deployments.create, {
    ...{ name: "own worker", modelId: "pi0.5", runtime: "remote", spec: JSON.stringify({ workerUrl: "https://own.example" }) },
  });
  const begun = await asKey({ robotId: seeded.robotId, deploymentId });
  expect(begun).toMatchObject({ ok: true, workerUrl: "https://own.example" });
  if (!begun.ok) return;
  expect(await t.mutation(api.publicApi.renewGrant, { apiKey, sessionId: begun.sessionId })).toMatchObject({
    ok: true,
    workerUrl: "https://own.example",
  });
});
