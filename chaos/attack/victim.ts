import { rmSync } from "node:fs";
import { connect } from "node:net";

import * as reflex from "../../sdk/src/index.ts";
import { HostVictim } from "../processes.ts";
import { copyTemplate, makeTemplate, removeTemplate, rpc, type Template } from "../template.ts";

/** A running console with two arms, one of which is in a session that could be promoted, and what an attacker aims at. */
export type Target = {
  template: Template;
  host: HostVictim;
  url: string;
  as: { apiKey: string; convexUrl: string };
  signedIn: { authorization: string };
  sessionId: string;
  close: () => Promise<void>;
};

export async function openTarget(): Promise<Target> {
  const template = await makeTemplate();
  const folder = copyTemplate(template, "attack");
  const host = new HostVictim(folder);
  await host.start();
  const as = { apiKey: template.apiKey, convexUrl: host.url };
  const signedIn = { authorization: `Bearer ${template.token}` };
  const close = async (): Promise<void> => {
    await host.kill();
    rmSync(folder, { recursive: true, force: true });
    removeTemplate(template);
  };
  try {
    return { template, host, url: host.url, as, signedIn, sessionId: await readySession(template, as, signedIn), close };
  } catch (error) {
    await close();
    throw error;
  }
}

/** A session of the first arm, heard and with evidence enough to be promoted. */
async function readySession({ arms }: Template, as: Target["as"], signedIn: Target["signedIn"]): Promise<string> {
  const [arm] = arms;
  if (arm === undefined) throw new Error("the template has no arm");
  const grant = await reflex.authorizeSession({ deploymentId: arm.deploymentId, robotId: arm.robotId, ...as });
  if (!grant.ok) throw new Error(grant.reason);
  const { sessionId } = grant;
  for (let steps = 0; steps <= 20; steps += 10) await heartbeat(arm, as.convexUrl, { sessionId, steps });
  await reflex.runDeploymentDoctor(arm.deploymentId, { robotId: arm.robotId, ...as });
  await heartbeat(arm, as.convexUrl, { sessionId, steps: 30 });
  const { unmet } = await rpc<{ unmet: { code: string }[] }>(
    as.convexUrl,
    "query",
    "sessions:promoteReadiness",
    { id: sessionId, now: Date.now() },
    signedIn,
  );
  if (unmet.length > 0) throw new Error(`not ready: ${unmet.map(({ code }) => code).join(" ")}`);
  return sessionId;
}

let seq = 0;

/** A heartbeat of an arm as its agent would send it. */
export function heartbeat(
  arm: Template["arms"][number],
  convexUrl: string,
  more: Parameters<typeof reflex.heartbeatRobot>[1],
): Promise<reflex.Answer> {
  seq += 1;
  return reflex.heartbeatRobot(arm.robotId, {
    apiKey: arm.credential,
    convexUrl,
    seq,
    sentAt: Date.now(),
    intervalMs: 1_000,
    mode: "dry_run",
    inferenceMs: 10,
    controlHz: 25,
    ...more,
  });
}

/** What an attack must not change: mode and version of the session, and how many entries the log has. */
export async function stateOf({
  url,
  signedIn,
  sessionId,
  as,
}: Target): Promise<{ mode: string; version: number; audit: number; stops: boolean }> {
  const session = await rpc<{ mode: string; version: number; stop: unknown }>(url, "query", "sessions:get", { id: sessionId }, signedIn);
  const { page } = await rpc<{ page: unknown[] }>(
    url,
    "query",
    "audit:list",
    { paginationOpts: { numItems: 500, cursor: null } },
    signedIn,
  );
  // A robot's orders are what would move or stop an arm.
  await reflex.listSessions(as);
  return { mode: session.mode, version: session.version, audit: page.length, stops: session.stop !== null };
}

/** One raw request as bytes; resolves to the bytes that came back until the other side ended or `ms` passed. */
export function rawRequest(port: number, bytes: string | Buffer, ms: number): Promise<{ answer: string; ended: boolean }> {
  return new Promise((done) => {
    let answer = "";
    const socket = connect(port, "127.0.0.1", () => socket.write(bytes));
    const finish = (ended: boolean): void => {
      clearTimeout(timer);
      socket.destroy();
      done({ answer, ended });
    };
    const timer = setTimeout(() => finish(false), ms);
    socket.on("data", (part) => (answer += part.toString("latin1")));
    socket.on("end", () => finish(true));
    socket.on("error", () => finish(true));
  });
}
