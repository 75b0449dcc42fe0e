import type { MutationCtx } from "../../_generated/server";
import { recordAudit, systemActor } from "../audit";
import { createSigningKey } from "./ed25519";
import { signHead } from "../receipts/writer";
import { findKey, type Purpose } from "./keys";

const mostOrganizations = 1_000;

/**
 * Replaces the key in use, for the whole server, and writes it to the log of every organization. A replaced grant key
 * goes on being published for the grants that it signed, unless it is `compromised`. A replaced receipt key goes on
 * verifying its receipts: every chain's head is signed anew, so what was signed before can no longer be changed unseen.
 */
export async function rotate(
  ctx: Pick<MutationCtx, "db">,
  args: { purpose: Purpose; compromised?: boolean; reason: string },
  now: number,
): Promise<{ keyId: string }> {
  const { purpose, compromised = false, reason } = args;
  const old = await findKey(ctx, purpose);
  if (old !== null) await ctx.db.patch("signingKeys", old._id, { retiredAt: now, compromised });
  const key = createSigningKey(purpose);
  await ctx.db.insert("signingKeys", { purpose, ...key, createdAt: now, retiredAt: null });
  for (const { _id: organizationId } of await ctx.db.query("organizations").take(mostOrganizations)) {
    if (purpose === "receipts") await signHead(ctx, organizationId, key, now);
    await recordAudit(ctx, {
      organizationId,
      at: now,
      actor: systemActor("server command"),
      action: "signingKey.rotate",
      target: { kind: "signingKey", id: key.keyId, name: purpose },
      before: { keyId: old?.keyId ?? null },
      after: { keyId: key.keyId, compromised },
      reason,
    });
  }
  return { keyId: key.keyId };
}
