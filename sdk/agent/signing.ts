import { createPrivateKey, generateKeyPairSync, sign } from "node:crypto";
import { type Account, accountText } from "./account.ts";

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

/** The robot's signature on its account of a session: canonical JSON (RFC 8785) and its Ed25519 signature, base64url. */
export function signSummary(
  { robotId, signingSeed }: { robotId: string; signingSeed: string },
  said: Account,
): { body: string; signature: string } {
  const body = accountText(robotId, said);
  const key = createPrivateKey({ key: Buffer.concat([beforeSeed, Buffer.from(signingSeed, "base64url")]), format: "der", type: "pkcs8" });
  return { body, signature: sign(null, Buffer.from(body), key).toString("base64url") };
}
