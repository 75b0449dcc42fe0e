import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { afterAll, beforeAll, expect, test } from "vitest";

import { type Host, newKey, openHost } from "../test/host.ts";
import * as reflex from "../src/index.ts";
import { startWorker } from "./worker.ts";

// The readiness check's real call, the grant and the worker, over real sockets.

type Report = { ok: boolean; passed: boolean; checks: { name: string; result: string; detail: string }[] };
let host: Host;
let worker: Awaited<ReturnType<typeof startWorker>>;
let folder: string;
let as: { apiKey: string; convexUrl: string };

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "reflex-worker-"));
  host = await openHost(folder);
  worker = await startWorker({ siteUrl: `${host.url}/http`, baseModels: ["pi0.5"] });
  const apiKey = await newKey(host);
  as = { apiKey, convexUrl: host.url };
}, 60_000);
afterAll(async () => {
  await worker?.close();
  await host?.close();
  rmSync(folder, { recursive: true, force: true });
});

async function checkReadiness(modelId: string, workerUrl: string): Promise<{ deploymentId: string; report: Report }> {
  const robotSchemaId = (await reflex.registerRobotSchema({ name: "so101", schema: "docs/examples/so101.schema.json", ...as })).id;
  const { id } = await reflex.createDeployment({ name: "remote", modelId, robotSchemaId, runtime: "cloud", spec: { workerUrl }, ...as });
  const deploymentId = String(id);
  const response = await fetch(`${host.url}/api/action`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ path: "publicApi:checkReadiness", format: "json", args: { apiKey: as.apiKey, deploymentId } }),
  });
  const { value } = (await response.json()) as { value: Report };
  return { deploymentId, report: value };
}

const workerCheck = (report: Report) => report.checks.find(({ name }) => name === "worker");

test("the readiness check calls the worker and reports how long it took", async () => {
  const { report } = await checkReadiness("pi0.5", worker.url);
  expect(workerCheck(report)).toMatchObject({ result: "pass", detail: expect.stringMatching(/Answered in \d+ ms/) as string });
  expect(report.passed).toBe(true);
});

test("a model the worker does not serve, and a worker that is not there, fail the check", async () => {
  expect(workerCheck((await checkReadiness("other", worker.url)).report)?.detail).toMatch(/does not serve other/);
  expect(workerCheck((await checkReadiness("pi0.5", "http://127.0.0.1:9")).report)?.detail).toMatch(/cannot be reached/);
});

test("a session's grant opens inference, and nothing else does", async () => {
  const { deploymentId } = await checkReadiness("pi0.5", worker.url);
  const grant = await reflex.authorizeSession({ deploymentId, ...as });
  expect(grant).toMatchObject({ ok: true, workerUrl: worker.url });
  const infer = (token: string | null, body: unknown = { joints: [0, 1, 2, 3, 4, 5], rows: 3 }) =>
    fetch(`${worker.url}/infer`, {
      method: "POST",
      body: JSON.stringify(body),
      headers: token === null ? {} : { authorization: `Bearer ${token}` },
    });
  const token = String((grant as Record<string, unknown>)["token"]);
  const answer = await infer(token);
  expect(await answer.json()).toMatchObject({ ok: true, rows: Array.from({ length: 3 }, () => [0, 1, 2, 3, 4, 5]) });
  expect((await infer(token, { joints: ["x"] })).status).toBe(400);
  const forged = token.replace(/.$/, (last) => (last === "A" ? "Q" : "A"));
  for (const wrong of [null, "x", forged, as.apiKey]) expect((await infer(wrong)).status).toBe(401);
  const organizations = (await reflex.whoami(as)) as { account: { organization: { id: string } } };
  const health = (await host.run("doctor:healthGrant", { organizationId: organizations.account.organization.id }, "mutation")) as string;
  expect((await infer(health)).status).toBe(403);
  expect((await fetch(`${worker.url}/health`, { headers: { authorization: `Bearer ${health}` } })).status).toBe(200);
});
