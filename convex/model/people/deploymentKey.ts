import { hmac } from "@noble/hashes/hmac.js";
import { sha256 } from "@noble/hashes/sha2.js";
import { utf8ToBytes } from "@noble/hashes/utils.js";

import { variable } from "../environment";

let known: { from: string; keys: Map<string, Uint8Array> } | null = null;

/** 32 bytes for one purpose, made from the deployment's signing key, which every deployment has and which never leaves it. */
export function deploymentKey(purpose: string): Uint8Array {
  const from = variable("JWT_PRIVATE_KEY");
  if (from === null) throw new Error("JWT_PRIVATE_KEY is not set on this deployment.");
  if (known?.from !== from) known = { from, keys: new Map() };
  let key = known.keys.get(purpose);
  if (key === undefined) known.keys.set(purpose, (key = hmac(sha256, utf8ToBytes(from), utf8ToBytes(purpose))));
  return key;
}
