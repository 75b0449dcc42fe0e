import type { Doc } from "../../_generated/dataModel";
import type { MutationCtx, QueryCtx } from "../../_generated/server";
import { createSigningKey, type SigningKey } from "./ed25519";

export type Purpose = Doc<"signingKeys">["purpose"];

const mostKeys = 200;

/** The newest is the one in use. */
export async function findKey(ctx: Pick<QueryCtx, "db">, purpose: Purpose): Promise<Doc<"signingKeys"> | null> {
  return await ctx.db
    .query("signingKeys")
    .withIndex("by_purpose", (q) => q.eq("purpose", purpose))
    .order("desc")
    .first();
}

/** Made once, on first use. The private half is in a table that no public function reads out. */
export async function ensureKey(ctx: Pick<MutationCtx, "db">, purpose: Purpose, now: number): Promise<SigningKey> {
  const existing = await findKey(ctx, purpose);
  if (existing !== null) return existing;
  const key = createSigningKey(purpose);
  await ctx.db.insert("signingKeys", { purpose, ...key, createdAt: now });
  return key;
}

/** Every key of a purpose ever, newest first, without its private half. */
export async function history(ctx: Pick<QueryCtx, "db">, purpose: Purpose) {
  const rows = await ctx.db
    .query("signingKeys")
    .withIndex("by_purpose", (q) => q.eq("purpose", purpose))
    .order("desc")
    .take(mostKeys);
  return rows.map(({ keyId, publicKey, createdAt, retiredAt, compromised }) => ({
    ...{ keyId, publicKey, createdAt },
    retiredAt: retiredAt ?? null,
    compromised: compromised === true,
  }));
}
