import { scryptAsync } from "@noble/hashes/scrypt.js";
import { bytesToHex, randomBytes } from "@noble/hashes/utils.js";

import { internal } from "../../_generated/api";
import type { ActionCtx, QueryCtx } from "../../_generated/server";

/** What the auth library hashes with when it is left to itself: accounts that it made stay good. Key of 64 bytes. */
const cost = { N: 16_384, r: 16, p: 1, dkLen: 64 };
const kept = /^[0-9a-f]{32}:[0-9a-f]{128}$/;
/** Nobody's: an unknown address takes as long to be refused as a wrong password. */
const nobodys = `${"0".repeat(32)}:${"0".repeat(128)}`;

async function hashWith(password: string, salt: string): Promise<string> {
  return `${salt}:${bytesToHex(await scryptAsync(password.normalize("NFKC"), salt, cost))}`;
}

function isSame(a: string, b: string): boolean {
  let different = a.length ^ b.length;
  for (let at = 0; at < a.length; at += 1) different |= a.charCodeAt(at) ^ b.charCodeAt(at);
  return different === 0;
}

/**
 * The auth library hashes within a mutation, and everybody's mutations wait for that, a promotion and a stop too. So the action in
 * front of it does the work, and what the mutation is given as "secret" is a hash already: it is kept, or compared with what is kept.
 */
export const crypto = {
  hashSecret: (hash: string): Promise<string> =>
    kept.test(hash) ? Promise.resolve(hash) : Promise.reject(new Error("A password comes here hashed")),
  verifySecret: (given: string, hash: string): Promise<boolean> => Promise.resolve(given !== nobodys && isSame(given, hash)),
};

/** The "secret" of a new password: scrypt with a salt of its own, `salt:key` in hex. */
export const hashOf = async (password: string): Promise<string> => await hashWith(password, bytesToHex(randomBytes(16)));

/** The "secret" that a password is for the account of this address: what is kept there if it is the right one, else what fits nothing. */
export async function secretFor(ctx: Pick<ActionCtx, "runQuery">, email: string, password: string): Promise<string> {
  const hash: string | null = await ctx.runQuery(internal.account.passwordHash, { email });
  const asked = hash ?? nobodys;
  return isSame(await hashWith(password, asked.split(":")[0] ?? ""), asked) ? asked : nobodys;
}

/** The "secret" to make an account with; of an address that has one, as `secretFor`. */
export async function secretToCreate(ctx: Pick<ActionCtx, "runQuery">, email: string, password: string): Promise<string> {
  const hash: string | null = await ctx.runQuery(internal.account.passwordHash, { email });
  return hash === null ? await hashOf(password) : await secretFor(ctx, email, password);
}

export async function hashKept(ctx: Pick<QueryCtx, "db">, email: string): Promise<string | null> {
  const account = await ctx.db
    .query("authAccounts")
    .withIndex("providerAndAccountId", (q) => q.eq("provider", "password").eq("providerAccountId", email))
    .unique();
  return account?.secret ?? null;
}
