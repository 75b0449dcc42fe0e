import { cpSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import * as reflex from "../sdk/src/index.ts";
import { HostVictim } from "./processes.ts";

/** What stands in the data folder that every host of a run starts from a copy of. */
export type Template = {
  folder: string;
  apiKey: string;
  /** A JWT of the harness's own sign-in, good for an hour. */
  token: string;
  /** As many of each operator's own. */
  operatorTokens: string[];
  arms: { robotId: string; credential: string; deploymentId: string }[];
  madeAt: number;
};

export const email = "operator@chaos.example";
export const password = "a long enough password";
/** Enough to be evidence, few enough for a run of seconds. */
const minDryRunSteps = 10;
export const armCount = 2;
export const operatorCount = 2;

/** A host with an organization, an operator who is signed in, and paired arms with a deployment each; closed cleanly. */
export async function makeTemplate(): Promise<Template> {
  const folder = mkdtempSync(join(tmpdir(), "reflex-chaos-template-"));
  const host = new HostVictim(folder);
  await host.start();
  try {
    const admin = { authorization: `Convex ${host.adminKey}` };
    await rpc(host.url, "action", "setup:createOperator", { email, password, role: "admin", organizationName: "Chaos" }, admin);
    const { apiKey } = await rpc<{ apiKey: string }>(host.url, "mutation", "setup:createApiKey", { name: "chaos", role: "admin" }, admin);
    const token = await signInBy(host.url);
    const operatorTokens: string[] = [];
    while (operatorTokens.length < operatorCount) operatorTokens.push(await signInBy(host.url));
    const signedIn = { authorization: `Bearer ${token}` };
    const as = { apiKey, convexUrl: host.url };
    const { id: robotSchemaId } = await reflex.registerRobotSchema({
      name: "so101",
      schema: "docs/examples/so101.schema.json",
      robotKind: "so101",
      ...as,
    });
    const arms: Template["arms"] = [];
    for (let index = 0; index < armCount; index++) {
      const { id: robotId } = await reflex.registerRobot({
        name: `arm-${index + 1}`,
        robotSchemaId,
        emergencyStopLocation: "red button on the bench",
        ...as,
      });
      const { id: deploymentId } = await reflex.createDeployment({ name: `run-${index + 1}`, modelId: "pi0.5", robotSchemaId, ...as });
      await rpc(
        host.url,
        "mutation",
        "deployments:setPolicy",
        { id: deploymentId, policy: { minDryRunSteps }, reason: "short runs" },
        signedIn,
      );
      const pairing = await reflex.createPairingToken(robotId, as);
      const claim = await reflex.claimPairingToken(String(pairing.token), { hostname: "chaos", convexUrl: host.url });
      if (!claim.ok) throw new Error(claim.reason);
      arms.push({ robotId, credential: claim.credential, deploymentId });
    }
    // The first grant and the first receipt make the keys that sign them, which costs more than all else in a run's first second.
    for (const { robotId, deploymentId } of arms.slice(0, 1)) {
      const grant = await reflex.authorizeSession({ deploymentId, robotId, ...as });
      if (!grant.ok) throw new Error(grant.reason);
      await reflex.closeSession(grant.sessionId, as);
    }
    return { folder, apiKey, token, operatorTokens, arms, madeAt: Date.now() };
  } finally {
    await host.end();
  }
}

/** A new sign-in by the operator's password; answers its token. */
export async function signInBy(url: string): Promise<string> {
  const { tokens } = await rpc<{ tokens: { token: string } }>(url, "action", "auth:signIn", {
    provider: "password",
    params: { flow: "signIn", email, password },
  });
  return tokens.token;
}

/** A folder for one host, with a copy of the template's data. */
export function copyTemplate({ folder }: Template, name: string): string {
  const copy = mkdtempSync(join(tmpdir(), `reflex-chaos-${name}-`));
  cpSync(join(folder, "data"), join(copy, "data"), { recursive: true });
  return copy;
}

export const removeTemplate = ({ folder }: Template): void => rmSync(folder, { recursive: true, force: true });

/** One Convex RPC; an error of the function is thrown. */
export async function rpc<Value = unknown>(
  url: string,
  kind: string,
  path: string,
  args: Record<string, unknown>,
  headers: Record<string, string> = {},
): Promise<Value> {
  const response = await fetch(`${url}/api/${kind}`, {
    method: "POST",
    headers: { "content-type": "application/json", ...headers },
    body: JSON.stringify({ path, args, format: "json" }),
    signal: AbortSignal.timeout(30_000),
  });
  const body = (await response.json()) as { status: string; value?: Value };
  if (body.status !== "success") throw new Error(`${path}: ${JSON.stringify(body)}`);
  return body.value as Value; // the function's own `returns` checked it
}
