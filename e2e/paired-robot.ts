import { expect } from "@playwright/test";

import { rpc } from "./console.ts";
import { type Organization, so101Schema } from "./fixtures.ts";

type Said = Record<string, unknown>;

export type PairedRobot = {
  robotId: string;
  robotSchemaId: string;
  /** What the robot signs its calls with. */
  credential: string;
  /** Sends its next heartbeat and returns the answer: a healthy one, but for what is `said`. Fails where it is refused. */
  beat: (said?: Said) => Promise<Said>;
};

type Options = {
  name?: string;
  /** Of a robot that was paired before; without it, one is registered: the SO-101's or `schema`. */
  robotSchemaId?: string;
  schema?: Said;
  emergencyStopLocation?: string;
  hostname?: string;
};

/** A robot that has its credential and no process: the test says what it reports, and when. */
export async function pairRobot({ call }: Pick<Organization, "call">, url: string, options: Options = {}): Promise<PairedRobot> {
  const { name = "arm-1", schema = so101Schema(), emergencyStopLocation, hostname } = options;
  const robotSchemaId =
    options.robotSchemaId ?? String((await call("mutation", "registerRobotSchema", { name: "so101", schema, robotKind: "so101" }))["id"]);
  const place = emergencyStopLocation === undefined ? {} : { emergencyStopLocation };
  const robotId = String((await call("mutation", "registerRobot", { name, robotSchemaId, ...place }))["id"]);
  const { token } = await call("mutation", "createPairingToken", { robotId });
  const machine = hostname === undefined ? {} : { hostname };
  const credential = String((await rpc(url, "mutation", "publicApi:claimPairingToken", { token, ...machine }))["credential"]);
  let seq = 0;
  const beat = async (said: Said = {}): Promise<Said> => {
    seq += 1;
    const usual = { apiKey: credential, robotId, seq, state: "running", intervalMs: 60_000 };
    const answer = await rpc(url, "mutation", "publicApi:heartbeatRobot", { ...usual, ...said });
    expect(answer).toMatchObject({ ok: true });
    return answer;
  };
  return { robotId, robotSchemaId, credential, beat };
}

/** A deployment for the robot, and its dry run there; heartbeats without it are of a robot at rest. */
export async function authorizeOn({ call }: Pick<Organization, "call">, { robotId, robotSchemaId }: PairedRobot) {
  const { id: deploymentId } = await call("mutation", "createDeployment", { name: "pick-and-place", modelId: "pi0.5", robotSchemaId });
  const { sessionId } = await call("mutation", "authorizeSession", { deploymentId, robotId });
  return { deploymentId: String(deploymentId), sessionId: String(sessionId) };
}
