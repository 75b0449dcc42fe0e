import { bytesToHex } from "@noble/hashes/utils.js";

import type { Doc } from "../../_generated/dataModel";
import type { MutationCtx, QueryCtx } from "../../_generated/server";
import { signJwt } from "../signing/ed25519";
import { ensureKey, history } from "../signing/keys";

export const grantLifeMs = 30 * 60_000;
export const grantAudience = "worker";

/** The grant names session, robot, deployment, mode and expiry; whoever holds it may talk to the worker until then. */
export async function issueGrant(ctx: Pick<MutationCtx, "db">, session: Doc<"sessions">, now: number) {
  const key = await ensureKey(ctx, "grants", now);
  const expiresAt = now + grantLifeMs;
  const token = signJwt(key, {
    iss: "reflex-console",
    aud: grantAudience,
    sub: session._id,
    jti: bytesToHex(crypto.getRandomValues(new Uint8Array(16))),
    iat: Math.floor(now / 1000),
    exp: Math.floor(expiresAt / 1000),
    sessionId: session._id,
    organizationId: session.organizationId,
    robotId: session.robotId,
    deploymentId: session.deploymentId,
    mode: session.mode,
    version: session.version,
  });
  return { token, expiresAt: Math.floor(expiresAt / 1000) * 1000 };
}

/**
 * JWKS of the grants' public keys, newest first; empty before the first grant. A replaced key stays for the grants that
 * it signed, which end by themselves within half an hour; a compromised one is gone at once.
 */
export async function grantKeys(ctx: Pick<QueryCtx, "db">) {
  const keys = (await history(ctx, "grants")).filter((key) => !key.compromised).slice(0, 5);
  return {
    keys: keys.map(({ keyId, publicKey }) => ({
      ...{ kty: "OKP", crv: "Ed25519", alg: "EdDSA", use: "sig", kid: keyId, x: publicKey },
    })),
  };
}
