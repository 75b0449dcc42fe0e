import { importJWK, jwtVerify, type JWK } from "jose";
import { afterEach, expect, test, vi } from "vitest";

import { api, internal } from "./_generated/api";
import { advance, apiKeyOf, seedOrganization, seedRobot, startServer } from "./fixtures.testing";
import { judge } from "./model/deployments/probes";

afterEach(() => {
  vi.unstubAllGlobals();
  vi.useRealTimers();
});

type Answer = { status?: number; body?: string; down?: boolean };

/** A worker at every address; `asked` is what it was asked. */
function stubWorker(answer: Answer) {
  const asked: { url: string; token: string; redirect: string | undefined }[] = [];
  vi.stubGlobal("fetch", (url: string, init: RequestInit) => {
    const token = new Headers(init.headers).get("Authorization")?.replace("Bearer ", "") ?? "";
    asked.push({ url, token, redirect: init.redirect });
    if (answer.down === true) return Promise.reject(new Error("connect ECONNREFUSED 10.0.0.7"));
    advance(12);
    return Promise.resolve(new Response(answer.body ?? '{"ok":true}', { status: answer.status ?? 200 }));
  });
  return asked;
}

async function lab() {
  const t = startServer();
  const people = await seedOrganization(t);
  const seeded = await seedRobot(t, people);
  const { id: deploymentId } = await people.operator.as.mutation(api.deployments.create, {
    ...{ name: "remote", modelId: "pi0.5", runtime: "cloud", robotSchemaId: seeded.robotSchemaId },
  });
  const apiKey = await apiKeyOf(people);
  const authorize = (baseModel?: string) => t.mutation(api.publicApi.authorizeSession, { apiKey, deploymentId, baseModel });
  return { t, people, seeded, deploymentId, apiKey, authorize, ...people };
}

const workerCheck = (report: { checks: { name: string; result: string; detail: string }[] }) =>
  report.checks.find((check) => check.name === "worker");

test("a worker runtime has a node only while an endpoint serves its base model", async () => {
  const { admin, operator, authorize } = await lab();
  expect(await authorize()).toEqual({ ok: false, reason: "no_inference_node_available" });
  const register = (baseModel: string, workerUrl: string, primeUrl?: string) =>
    admin.as.mutation(api.inferenceEndpoints.register, { baseModel, workerUrl, primeUrl });
  await register("other", "https://other.example");
  expect(await authorize()).toMatchObject({ ok: false });
  const { id } = await register("pi0.5", "wss://w1.example/", "https://prime.example");
  expect(await authorize()).toMatchObject({ ok: true, workerUrl: "wss://w1.example", primeUrl: "https://prime.example" });
  expect(await authorize("other")).toMatchObject({ ok: true, workerUrl: "https://other.example", primeUrl: "https://other.example" });
  await expect(register("pi0.5", "wss://w1.example")).rejects.toThrow(/known/);
  expect(await operator.as.query(api.inferenceEndpoints.list, {})).toHaveLength(2);
  await admin.as.mutation(api.inferenceEndpoints.remove, { id });
  expect(await authorize()).toMatchObject({ ok: false, reason: "no_inference_node_available" });
});

test("the endpoint of another organization serves nobody here, and edge takes none", async () => {
  const { t, people, seeded, apiKey, authorize } = await lab();
  const others = await seedOrganization(t, "Theirs");
  await others.admin.as.mutation(api.inferenceEndpoints.register, { baseModel: "pi0.5", workerUrl: "https://w.example" });
  expect(await authorize()).toMatchObject({ ok: false });
  await people.admin.as.mutation(api.inferenceEndpoints.register, { baseModel: "pi0.5", workerUrl: "https://w.example" });
  const edge = await t.mutation(api.publicApi.authorizeSession, { apiKey, deploymentId: seeded.deploymentId });
  expect(edge).toMatchObject({ ok: true, workerUrl: null });
});

test.each(["ftp://w.example", "https://me:secret@w.example", "w.example", "https://w.example/a b", ""])(
  "%j is no worker's address",
  async (workerUrl) => {
    const { admin } = await lab();
    await expect(admin.as.mutation(api.inferenceEndpoints.register, { baseModel: "m", workerUrl })).rejects.toThrow(/invalid/);
  },
);

test("the doctor's action really asks the worker, with a grant for nothing else", async () => {
  const { t, admin, operator, deploymentId } = await lab();
  await admin.as.mutation(api.inferenceEndpoints.register, { baseModel: "pi0.5", workerUrl: "wss://w1.example" });
  const asked = stubWorker({ body: '{"ok":true,"baseModels":["pi0.5"]}' });
  const report = await operator.as.action(api.doctor.check, { deploymentId });
  expect(workerCheck(report)).toMatchObject({ result: "pass", detail: "wss://w1.example: Answered in 12 ms." });
  expect(asked).toMatchObject([{ url: "https://w1.example/health", redirect: "manual" }]);
  const { keys } = await t.query(internal.grants.keys, {});
  const key = await importJWK(keys[0] as JWK, "EdDSA");
  const verified = await jwtVerify(asked[0]?.token ?? "", key, { audience: "worker", currentDate: new Date(Date.now()) });
  expect(verified.payload).toMatchObject({ scope: "health", sessionId: null, mode: "dry_run" });
  expect((verified.payload.exp ?? 0) - (verified.payload.iat ?? 0)).toBe(60);
  expect(await operator.as.query(api.inferenceEndpoints.list, {})).toMatchObject([{ probe: { ok: true, latencyMs: 12 } }]);
});

test.each<[string, Answer, RegExp]>([
  ["down", { down: true }, /cannot be reached\.$/],
  ["refusing", { status: 401 }, /refused our grant/],
  ["broken", { status: 503 }, /answered 503/],
  ["redirecting", { status: 302 }, /answered 302/],
  ["no JSON", { body: "<html>" }, /not JSON/],
  ["not ready", { body: '{"ok":false}' }, /not ready/],
  ["serving another model", { body: '{"ok":true,"baseModels":["x"]}' }, /does not serve pi0\.5/],
])("a worker that is %s fails the check and gives away nothing of the network", async (_name, answer, detail) => {
  const { admin, operator, deploymentId } = await lab();
  await admin.as.mutation(api.inferenceEndpoints.register, { baseModel: "pi0.5", workerUrl: "https://w1.example" });
  stubWorker(answer);
  const report = await operator.as.action(api.doctor.check, { deploymentId });
  expect(report.passed).toBe(false);
  expect(workerCheck(report)?.detail).toMatch(detail);
  expect(JSON.stringify(report)).not.toMatch(/ECONN|10\.0\.0/);
});

test("on the wire both kinds work: the action asks, the mutation tells what is known", async () => {
  const { t, admin, apiKey, deploymentId } = await lab();
  await admin.as.mutation(api.inferenceEndpoints.register, { baseModel: "pi0.5", workerUrl: "https://w1.example" });
  const asked = stubWorker({});
  const known = await t.mutation(api.publicApi.runReadinessCheck, { apiKey, deploymentId });
  expect(known.ok ? workerCheck(known) : null).toMatchObject({ result: "warn" });
  const answer = await t.action(api.publicApi.checkReadiness, { apiKey, deploymentId });
  expect(answer.ok ? workerCheck(answer) : null).toMatchObject({ result: "pass" });
  const again = await t.mutation(api.publicApi.runReadinessCheck, { apiKey, deploymentId });
  expect(again.ok ? workerCheck(again) : null).toMatchObject({ result: "pass" });
  const before = asked.length;
  expect(await t.action(api.publicApi.checkReadiness, { apiKey: "rfx_x", deploymentId })).toEqual({ ok: false, reason: "unknown_key" });
  expect(asked).toHaveLength(before);
});

test("a session goes to the worker that answered, not to the newest that did not", async () => {
  const { admin, operator, authorize } = await lab();
  const register = (workerUrl: string) => admin.as.mutation(api.inferenceEndpoints.register, { baseModel: "pi0.5", workerUrl });
  await register("https://old.example");
  const { id } = await register("https://new.example");
  expect(await authorize()).toMatchObject({ workerUrl: "https://new.example" });
  stubWorker({ down: true });
  expect(await operator.as.action(api.inferenceEndpoints.check, { id })).toMatchObject({ ok: false });
  expect(await authorize()).toMatchObject({ workerUrl: "https://old.example" });
});

test("nobody maps a network with the check", async () => {
  const { admin, operator } = await lab();
  const { id } = await admin.as.mutation(api.inferenceEndpoints.register, { baseModel: "m", workerUrl: "http://10.0.0.1" });
  stubWorker({ down: true });
  for (let index = 0; index < 30; index += 1) await operator.as.action(api.inferenceEndpoints.check, { id });
  await expect(operator.as.action(api.inferenceEndpoints.check, { id })).rejects.toThrow(/rate_limited.*retryAfterMs|retryAfterMs/);
});

test("an answer is judged by what it says", () => {
  expect(judge('{"ok":true}', "m", 5)).toEqual({ ok: true, latencyMs: 5, detail: "Answered in 5 ms." });
  expect(judge('{"ok":true,"baseModels":"m"}', "m", 5).ok).toBe(true);
  for (const text of ["", "null", "[]", '{"ok":"true"}', "1"]) expect(judge(text, "m", 5).ok).toBe(false);
});
