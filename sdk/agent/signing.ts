import { createPrivateKey, generateKeyPairSync, sign } from "node:crypto";
import type { RunSummary } from "../src/index.ts";

// The robot's own key: made where it is used, kept in the robot's file, and never sent.

/** Base64url: the public half for the server, the 32 secret bytes (RFC 8032) for the robot's own file. */
export type RobotKey = { publicKey: string; signingSeed: string };

export function createRobotKey(): RobotKey {
  const { x, d } = generateKeyPairSync("ed25519").privateKey.export({ format: "jwk" });
  if (x === undefined || d === undefined) throw new Error("no Ed25519 key");
  return { publicKey: x, signingSeed: d };
}

// What stands before the secret bytes of an Ed25519 key in PKCS #8 (RFC 8410).
const beforeSeed = Buffer.from("302e020100300506032b657004220420", "hex");

/** The robot's signature on its account of a session: canonical JSON (RFC 8785) and its Ed25519 signature, base64url. `at` is epoch ms of the robot's clock. */
export function signSummary(
  { robotId, signingSeed }: { robotId: string; signingSeed: string },
  said: { sessionId: string; summary: RunSummary; at: number; agentVersion: string },
): { body: string; signature: string } {
  const { agentVersion, at, sessionId, summary } = said;
  const { ok, steps, appliedSteps, safeStops, errors } = summary;
  // Written in the order of the names, so that this plain JSON is the canonical one.
  const ordered = { agentVersion, appliedSteps, at, errors, format: 1, kind: "robot-run-summary", ok, robotId, safeStops, sessionId, steps };
  const body = JSON.stringify(ordered);
  const key = createPrivateKey({ key: Buffer.concat([beforeSeed, Buffer.from(signingSeed, "base64url")]), format: "der", type: "pkcs8" });
  return { body, signature: sign(null, Buffer.from(body), key).toString("base64url") };
}
