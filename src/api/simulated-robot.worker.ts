/**
 * A simulated SO-101 in a worker of the page: the agent of the SDK with a simulated arm, over the public API like any robot. Its
 * credential and its signing key live in this worker's memory alone. A worker, because a page in the background has its timers held back.
 */
import { ConvexClient } from "convex/browser";
import { makeFunctionReference } from "convex/server";

import { createSigningKey, signText, type SigningKey } from "#convex/model/signing/ed25519.ts";
import { accountText } from "#sdk/agent/account.ts";
import { RobotAgent } from "#sdk/agent/agent.ts";
import { systemClock } from "#sdk/agent/clock.ts";
import type { Transport } from "#sdk/agent/transport.ts";
import { controlHz, SimulatedArm } from "#sdk/sim/so101.ts";
import { type Answer, call } from "#sdk/src/wire.ts";

import { type FromSimulation, SIMULATED_HOSTNAME, type ToSimulation } from "./simulation-messages.ts";

const tell = (message: FromSimulation) => postMessage(message);
const watch = makeFunctionReference<"query", { apiKey: string; robotId: string }, Answer>("publicApi:watchRobot");
const ending = new AbortController();
const agentVersion = "0.1.0";

function connect(convexUrl: string, { robotId, apiKey, key }: { robotId: string; apiKey: string; key: SigningKey }): Transport {
  return {
    heartbeat: (fields, signal) => call(convexUrl, "mutation", "heartbeatRobot", { robotId, apiKey, ...fields }, signal),
    summary: (sessionId, summary) => {
      const body = accountText(robotId, { sessionId, summary, at: Date.now(), agentVersion });
      return call(convexUrl, "mutation", "reportRunSummary", {
        sessionId,
        apiKey,
        summary,
        signed: { body, signature: signText(key, body) },
      });
    },
    watch: (onPush) => {
      const client = new ConvexClient(convexUrl, { unsavedChangesWarning: false, skipConvexDeploymentUrlCheck: true, logger: false });
      // An error here costs nothing but speed: the next heartbeat brings the same answer.
      client.onUpdate(watch, { apiKey, robotId }, onPush, () => undefined);
      return () => void client.close();
    },
  };
}

async function run({ token, convexUrl }: Extract<ToSimulation, { kind: "start" }>): Promise<void> {
  const key = createSigningKey("robot");
  const claimed = await call(convexUrl, "mutation", "claimPairingToken", {
    token,
    hostname: SIMULATED_HOSTNAME,
    agentVersion,
    publicKey: key.publicKey,
  });
  if (claimed["ok"] !== true) throw new Error(`The server refused the pairing: ${String(claimed["reason"])}.`);
  const arm = new SimulatedArm({
    seconds: () => systemClock.monotonicMs() / 1000,
    wait: (ms) => new Promise((done) => setTimeout(done, ms)),
    random: Math.random,
    latencyMs: 18,
    faultAfterS: null,
  });
  const line = connect(convexUrl, { robotId: String(claimed["robotId"]), apiKey: String(claimed["credential"]), key });
  const agent = new RobotAgent(arm, line, {
    controlHz,
    onEvent: (event) => event.kind === "code" && tell({ kind: "code", code: event.code }),
  });
  tell({ kind: "running" });
  await agent.run(ending.signal);
  tell({ kind: "ended" });
}

addEventListener("message", ({ data }: MessageEvent<ToSimulation>) => {
  if (data.kind === "end") ending.abort();
  else run(data).catch((error: unknown) => tell({ kind: "failed", message: error instanceof Error ? error.message : String(error) }));
});
