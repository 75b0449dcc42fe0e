/** A few real runs, made by the real functions on a host that serves the folder: what the seeded history is copied from. */
import { readFileSync } from "node:fs";

import { createHost, type Host } from "../../../host/src/index.ts";
import type { Json, JsonObject } from "../../../host/src/values/json.ts";
import { textOf as text } from "./writer.ts";

/** In place of these names each copy gets its own. */
export const robotName = "arm-template";
export const deploymentName = "deployment-template";
export const password = "correct horse battery";

export interface Organization {
  readonly email: string;
  readonly userId: string;
  readonly apiKey: string;
  readonly keyId: string;
  readonly robotSchemaId: string;
  readonly deploymentIds: readonly string[];
}

/** One run: how it went, its session, and how many of a hundred sessions go like it. */
export interface Run {
  readonly kind: string;
  readonly sessionId: string;
  readonly receiptId: string;
  readonly share: number;
}

export interface Cast {
  readonly pilot: Organization;
  readonly works: Organization;
  readonly robotId: string;
  readonly runs: readonly Run[];
}

type Call = (path: string, args: JsonObject) => Promise<JsonObject>;

const fields = (value: Json | undefined): JsonObject => {
  if (typeof value !== "object" || value === null || Array.isArray(value)) throw new Error(`No object: ${JSON.stringify(value)}`);
  if (value["ok"] === false) throw new Error(JSON.stringify(value));
  return value;
};
/** Sets up both organizations in an empty folder and plays the runs in the smaller one. The host has ended when it answers. */
export async function playCast(dataDir: string, deployments: number): Promise<Cast> {
  const host = await createHost({ dataDir, port: 0, functions: "convex", log: () => undefined });
  try {
    const call: Call = async (path, args) => fields(await host.run(path, args));
    const pilot = await setUp(call, "Pilot", 1);
    const works = await setUp(call, "Works", deployments);
    const { id } = await call("publicApi:registerRobot", {
      apiKey: pilot.apiKey,
      name: robotName,
      robotSchemaId: pilot.robotSchemaId,
      calibrationId: "cal-1",
    });
    const robotId = text(id);
    const { token } = await call("publicApi:createPairingToken", { apiKey: pilot.apiKey, robotId });
    const { credential } = await call("publicApi:claimPairingToken", { token: text(token), hostname: "edge-1", agentVersion: "0.1.0" });
    return { pilot, works, robotId, runs: await playRuns(host, call, pilot, robotId, text(credential)) };
  } finally {
    await host.close();
  }
}

async function setUp(call: Call, organizationName: string, deployments: number): Promise<Organization> {
  const email = `${organizationName.toLowerCase()}@reflex.example`;
  const { userId } = await call("setup:createOperator", {
    email,
    password,
    name: `Operator of ${organizationName}`,
    role: "admin",
    organizationName,
  });
  const key = await call("setup:createApiKey", { name: "seed", role: "admin", organizationName });
  const apiKey = text(key["apiKey"]);
  const schema: JsonObject = JSON.parse(readFileSync("docs/examples/so101.schema.json", "utf8"));
  const { id } = await call("publicApi:registerRobotSchema", { apiKey, name: "so101", robotKind: "so101", schema });
  const robotSchemaId = text(id);
  const deploymentIds: string[] = [];
  for (let n = 0; n < deployments; n += 1) {
    const name = deployments === 1 ? deploymentName : nameOfDeployment(n);
    deploymentIds.push(text((await call("publicApi:createDeployment", { apiKey, name, modelId: "pi0.5", robotSchemaId }))["id"]));
  }
  return { email, userId: text(userId), apiKey, keyId: text(key["id"]), robotSchemaId, deploymentIds };
}

export const nameOfDeployment = (n: number) => `deployment-${String(n + 1).padStart(2, "0")}`;

async function playRuns(
  host: Host,
  call: Call,
  { email, apiKey, deploymentIds }: Organization,
  robotId: string,
  credential: string,
): Promise<Run[]> {
  const [deploymentId = ""] = deploymentIds;
  let seq = 0;
  let steps = 0;
  const beat = async (sessionId: string, more: JsonObject = {}) => {
    await new Promise((resolve) => setTimeout(resolve, 120));
    seq += 1;
    steps += 200;
    return await call("publicApi:heartbeatRobot", {
      ...{
        apiKey: credential,
        robotId,
        sessionId,
        deploymentId,
        seq,
        sentAt: Date.now(),
        intervalMs: 1_000,
        mode: "dry_run",
        state: "running",
      },
      ...{
        steps,
        appliedSteps: 0,
        safeStops: 0,
        controlHz: 25.1,
        inferenceMs: 31.5 + (seq % 7),
        roundTripMs: 9.25,
        batteryPct: 81.5,
        temperatureC: 41.2,
        cpuPct: 35.4,
      },
      joints: [0.12, -0.53, 0.97, 0.31, -0.22, 0.05],
      ...more,
    });
  };
  const begin = async () => text((await call("publicApi:authorizeSession", { apiKey, deploymentId, robotId }))["sessionId"]);
  const beats = async (sessionId: string) => {
    for (let n = 0; n < 4; n += 1) await beat(sessionId);
  };
  const promote = async (sessionId: string) => {
    await beats(sessionId);
    await call("publicApi:runReadinessCheck", { apiKey, deploymentId, robotId });
    await beat(sessionId);
    await call("publicApi:promoteSession", { apiKey, sessionId, budgetSeconds: 600 });
    await beat(sessionId, { mode: "apply_actions", appliedSteps: 100 });
  };
  const runs: Run[] = [];
  const finish = async (kind: string, share: number, sessionId: string, reason: string) => {
    const receiptId = text((await call("publicApi:closeSession", { apiKey, sessionId, reason }))["receiptId"]);
    runs.push({ kind, share, sessionId, receiptId });
    return receiptId;
  };
  const summarize = (sessionId: string) =>
    call("publicApi:reportRunSummary", { apiKey, sessionId, summary: { ok: true, steps, appliedSteps: 0, safeStops: 0, errors: [] } });

  await finish("unused", 33, await begin(), "operator_closed");

  const dry = await begin();
  await beats(dry);
  await summarize(dry);
  await finish("dry run", 45, dry, "task_done");

  const applied = await begin();
  await promote(applied);
  await call("publicApi:promoteSession", { apiKey, sessionId: applied, mode: "dry_run" });
  await beat(applied);
  await finish("applied", 9, applied, "task_done");

  const stopped = await begin();
  await promote(stopped);
  const answer = await call("publicApi:stopSession", { apiKey, sessionId: stopped, reason: "somebody came near" });
  const stop = fields(answer["stop"]);
  await beat(stopped, { ack: { commandId: text(stop["id"]), sessionId: stopped, version: stop["version"] ?? 0, motionZero: true } });
  await finish("stopped", 2, stopped, "operator_closed");

  const faulty = await begin();
  await beats(faulty);
  await beat(faulty, { state: "fault", message: "torque limit of joint 3", safeStops: 1 });
  await finish("faulty", 6, faulty, "sdk_closed");

  const reviewed = await begin();
  await beats(reviewed);
  const receiptId = await finish("reviewed", 5, reviewed, "task_done");
  await review(host, email, receiptId);
  await call("publicApi:heartbeatRobot", {
    apiKey: credential,
    robotId,
    seq: seq + 1,
    sentAt: Date.now(),
    intervalMs: 1_000,
    mode: "dry_run",
    state: "idle",
    goodbye: true,
  });
  return runs;
}

/** A verdict is a person's, so somebody signs in for it. */
async function review(host: Host, email: string, id: string): Promise<void> {
  const post = async (kind: string, path: string, args: JsonObject, headers: Record<string, string> = {}) => {
    const response = await fetch(`${host.url}/api/${kind}`, {
      method: "POST",
      headers: { "content-type": "application/json", ...headers },
      body: JSON.stringify({ path, args, format: "json" }),
    });
    const answer = fields(await response.json());
    if (answer["status"] !== "success") throw new Error(`${path}: ${JSON.stringify(answer)}`);
    return fields(answer["value"]);
  };
  const { tokens } = await post("action", "auth:signIn", { provider: "password", params: { email, password, flow: "signIn" } });
  await post(
    "mutation",
    "receipts:review",
    { id, verdict: "good", note: "as expected" },
    { authorization: `Bearer ${text(fields(tokens)["token"])}` },
  );
}
