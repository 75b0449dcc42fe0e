import { generateKeyPairSync, randomBytes } from "node:crypto";

import { SignJWT, UnsecuredJWT, decodeJwt } from "jose";
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from "vitest";

import * as publicApi from "../../convex/publicApi.ts";
import * as reflex from "../../sdk/src/index.ts";
import { rpc } from "../template.ts";
import { heartbeat, openTarget, stateOf, type Target } from "./victim.ts";

// Callers who are nobody, somebody else, or somebody from before, against the running host. Whatever they try, the session stays
// what it was and the log gains no entry; `stateOf` is compared around every test.

let target: Target;
let before: Awaited<ReturnType<typeof stateOf>>;

beforeAll(async () => {
  target = await openTarget();
}, 60_000);
afterAll(async () => {
  await target.close();
});
beforeEach(async () => {
  before = await stateOf(target);
});
afterEach(async () => {
  expect(await stateOf(target)).toEqual(before);
});

const arm = () => target.template.arms[0] ?? { robotId: "", credential: "", deploymentId: "" };
const otherArm = () => target.template.arms[1] ?? { robotId: "", credential: "", deploymentId: "" };
const strangers = (): [string, string][] => [
  ["an invented key", `rfx_${randomBytes(32).toString("base64url")}`],
  ["an invented credential", `rbt_${randomBytes(32).toString("base64url")}`],
  ["no key", ""],
  ["a sign-in's token as a key", target.template.token],
];

/** The smallest PNG: one pixel. */
const aPicture = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==";

/** Every function of the wire that takes a key, with arguments that would be right. */
const calls = (): [string, "query" | "mutation", Record<string, unknown>][] => [
  ["authorizeSession", "mutation", { deploymentId: arm().deploymentId, robotId: arm().robotId }],
  ["renewGrant", "mutation", { sessionId: target.sessionId }],
  ["promoteSession", "mutation", { sessionId: target.sessionId }],
  ["stopSession", "mutation", { sessionId: target.sessionId }],
  ["closeSession", "mutation", { sessionId: target.sessionId }],
  ["listInferenceSessions", "query", {}],
  ["createDeployment", "mutation", { name: "d", modelId: "m" }],
  ["listDeployments", "query", {}],
  ["getDeployment", "query", { deploymentId: arm().deploymentId }],
  ["runReadinessCheck", "mutation", { deploymentId: arm().deploymentId }],
  ["registerRobotSchema", "mutation", { name: "s", schema: {} }],
  ["listRobotSchemas", "query", {}],
  ["registerRobot", "mutation", { name: "r", robotSchemaId: "x" }],
  ["listRobots", "query", {}],
  ["createPairingToken", "mutation", { robotId: arm().robotId }],
  ["heartbeatRobot", "mutation", { robotId: arm().robotId, seq: 1e9 }],
  ["sendPicture", "mutation", { camera: "front", picture: aPicture, takenAt: 1, sentAt: 1 }],
  ["watchRobot", "query", { robotId: arm().robotId }],
  [
    "reportRunSummary",
    "mutation",
    { sessionId: target.sessionId, summary: { ok: true, steps: 1, appliedSteps: 1, safeStops: 0, errors: [] } },
  ],
  ["listReceipts", "query", {}],
  ["getReceiptChain", "query", {}],
  ["listReceiptCheckpoints", "query", {}],
];

const answerTo = (kind: string, name: string, args: Record<string, unknown>, headers?: Record<string, string>) =>
  rpc<{ ok?: boolean; reason?: string }>(target.url, kind, `publicApi:${name}`, args, headers).catch((error: unknown) => ({
    ok: false,
    reason: error instanceof Error ? error.message : "",
  }));

test("a stranger's key opens no function of the wire", async () => {
  for (const [who, apiKey] of strangers()) {
    for (const [name, kind, args] of calls()) {
      const answer = await answerTo(kind, name, { ...args, apiKey });
      expect(answer.ok, `${name} by ${who}: ${JSON.stringify(answer)}`).toBe(false);
    }
  }
});

test("every function that takes a key is among those tried", () => {
  const known = new Set([
    ...calls().map(([name]) => name),
    "whoami",
    "getReceipt",
    "checkReadiness",
    "claimPairingToken",
    "revealPairing",
    "startDeviceLogin",
    "pollDeviceLogin",
    "startPairingRequest",
    "pollPairingRequest",
  ]);
  const open = Object.entries(publicApi as Record<string, { isPublic?: boolean }>).filter(([, { isPublic }]) => isPublic === true);
  expect(open.length).toBeGreaterThan(20);
  expect(open.map(([name]) => name).filter((name) => !known.has(name))).toEqual([]);
});

test("another arm's credential moves, stops and describes nothing of this one", async () => {
  const apiKey = otherArm().credential;
  for (const [name, args] of [
    ["promoteSession", { sessionId: target.sessionId }],
    ["closeSession", { sessionId: target.sessionId }],
    ["renewGrant", { sessionId: target.sessionId }],
    ["heartbeatRobot", { robotId: arm().robotId, seq: 1e9, sessionId: target.sessionId }],
    [
      "sendPicture",
      { camera: "front", picture: aPicture, takenAt: 1, sentAt: 1, moment: { sessionId: target.sessionId, reason: "promoted" } },
    ],
    ["reportRunSummary", { sessionId: target.sessionId, summary: { ok: true, steps: 9, appliedSteps: 9, safeStops: 0, errors: [] } }],
    ["createPairingToken", { robotId: arm().robotId }],
  ] as const) {
    expect((await answerTo("mutation", name, { ...args, apiKey })).ok, name).toBe(false);
  }
});

test("a robot does not promote itself", async () => {
  const answer = await answerTo("mutation", "promoteSession", { sessionId: target.sessionId, apiKey: arm().credential });
  expect(answer).toMatchObject({ ok: false, unmet: expect.arrayContaining([expect.objectContaining({ code: "caller_forbidden" })]) });
});

test("forged tokens are nobody", async () => {
  const claims = decodeJwt(target.template.token);
  const { privateKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
  const forged = {
    unsigned: new UnsecuredJWT(claims).encode(),
    "signed by another key": await new SignJWT(claims).setProtectedHeader({ alg: "RS256" }).sign(privateKey),
    "signed with the public key as a shared secret": await new SignJWT(claims)
      .setProtectedHeader({ alg: "HS256" })
      .sign(Buffer.from(await (await fetch(`${target.url}/http/.well-known/jwks.json`)).text())),
    "with other claims under the old signature": swapPayload(target.template.token, { ...claims, sub: "someone|else" }),
    "long over": swapPayload(target.template.token, { ...claims, exp: 1 }),
    "of another issuer": await new SignJWT({ ...claims, iss: "https://evil.example" })
      .setProtectedHeader({ alg: "RS256" })
      .sign(privateKey),
  };
  for (const [what, token] of Object.entries(forged)) {
    const attempt = rpc(target.url, "mutation", "sessions:requestIntent", { id: target.sessionId }, { authorization: `Bearer ${token}` });
    await expect(attempt, what).rejects.toThrow();
  }
});

function swapPayload(token: string, claims: Record<string, unknown>): string {
  const [header = "", , signature = ""] = token.split(".");
  return [header, Buffer.from(JSON.stringify(claims)).toString("base64url"), signature].join(".");
}

test("a grant opens nothing here, whole or forged", async () => {
  const grant = await reflex.authorizeSession({
    deploymentId: otherArm().deploymentId,
    robotId: otherArm().robotId,
    clientSessionId: "attack",
    ...target.as,
  });
  if (!grant.ok) throw new Error(grant.reason);
  for (const [name, kind, args] of calls()) expect((await answerTo(kind, name, { ...args, apiKey: grant.token })).ok, name).toBe(false);
  await expect(
    rpc(target.url, "mutation", "sessions:requestIntent", { id: target.sessionId }, { authorization: `Bearer ${grant.token}` }),
  ).rejects.toThrow();
  before = await stateOf(target);
});

test("an intent is of one session, one version, one use, and not to be invented", async () => {
  const promote = (intent: string, version: number) =>
    rpc<{ ok: boolean; reason?: string }>(
      target.url,
      "mutation",
      "sessions:promote",
      { id: target.sessionId, intent, version },
      target.signedIn,
    );
  const { intent, version } = await rpc<{ intent: string; version: number }>(
    target.url,
    "mutation",
    "sessions:requestIntent",
    { id: target.sessionId },
    target.signedIn,
  );
  expect(await promote(intent, version + 1)).toMatchObject({ ok: false });
  expect(await promote(intent, version)).toMatchObject({ ok: false, reason: "stale_intent" });
  await expect(
    promote(target.sessionId, version).then((answer) => (answer.ok ? answer : Promise.reject(new Error(answer.reason)))),
  ).rejects.toThrow();
});

test("an acknowledgement of a stop that is not this robot's, or of no stop, is no acknowledgement", async () => {
  const answer = await heartbeat(otherArm(), target.url, {
    ack: { commandId: target.sessionId, sessionId: target.sessionId, version: 1, motionZero: true },
  });
  expect(answer).toMatchObject({ ok: true, stop: null });
});

test("a heartbeat sent twice counts once, and an old one says nothing about now", async () => {
  const beat = {
    apiKey: arm().credential,
    convexUrl: target.url,
    seq: 5e6,
    sentAt: Date.now(),
    intervalMs: 1_000,
    sessionId: target.sessionId,
    mode: "dry_run" as const,
    steps: 40,
  };
  expect(await reflex.heartbeatRobot(arm().robotId, beat)).toMatchObject({ accepted: true });
  expect(await reflex.heartbeatRobot(arm().robotId, beat)).toMatchObject({ accepted: false });
  expect(await reflex.heartbeatRobot(arm().robotId, { ...beat, seq: 4e6, sentAt: Date.now() - 5_000 })).toMatchObject({ accepted: false });
});
