import { hmac } from "@noble/hashes/hmac.js";
import { sha256 } from "@noble/hashes/sha2.js";
import { bytesToHex, utf8ToBytes } from "@noble/hashes/utils.js";
import type { Infer } from "convex/values";

import type { MutationCtx } from "../../_generated/server";
import { appError } from "../../errors";
import { variable } from "../environment";
import { takeFromLimit } from "../rateLimits";
import { hashOfSecret } from "../secrets";
import { deploymentKey } from "./deploymentKey";
import { ofTheServer, type RoundTrip } from "./oidcProvider";
import type { oidcPurpose } from "./tables";

type Write = Pick<MutationCtx, "db">;
export type Purpose = Infer<typeof oidcPurpose>;

/** The page that takes what comes back. Registered at the provider, which sends codes nowhere else. */
const returnPath = "/sign-in/oidc";
const lifeMs = 10 * 60_000;
/** Begun round trips of everybody in a minute: strangers make rows here. */
const mostPerMinute = 300;

/** @throws `conflict` for a page at another address than the dashboard's own, which is the one that the provider sends people back to */
export function requireOwnAddress(origin: string): void {
  const site = variable("SITE_URL");
  if (site === null || !URL.canParse(site))
    throw appError({ code: "conflict", reason: "origin", message: "The server does not know its own address. Set SITE_URL." });
  const own = new URL(site).origin;
  if (own !== origin) throw appError({ code: "conflict", reason: "origin", message: `Open the console at ${own} to sign in this way.` });
}

/** Where every provider sends people back to, as it is registered there. */
export const returnAddress = (): string => new URL(returnPath, variable("SITE_URL") ?? undefined).href;

/** Made from the state and the deployment's key, so that nothing secret has to be kept until it comes back. */
export function roundTrip(state: string): RoundTrip {
  const made = (what: string) => bytesToHex(hmac(sha256, deploymentKey("reflex oidc"), utf8ToBytes(`${what} ${state}`)));
  return { state, nonce: made("nonce"), verifier: made("verifier"), redirect: returnAddress() };
}

/** `page` is a secret of the page that begins, by which it shows that what comes back is its own. */
export async function open(
  ctx: Write,
  args: { state: string; page: string; provider: string; purpose: Purpose },
  now: number,
): Promise<number | null> {
  if (!/^[0-9a-f]{64}$/.test(args.page)) throw appError({ code: "invalid", path: "$.attempt", message: "Give 32 random bytes as hex." });
  const retryAfterMs = await takeFromLimit(ctx, "oidcAttempts", mostPerMinute, 60_000, now);
  if (retryAfterMs !== null) return retryAfterMs;
  await ctx.db.insert("oidcAttempts", {
    hash: hashOfSecret(args.state),
    page: hashOfSecret(args.page),
    provider: args.provider,
    purpose: args.purpose,
    expiresAt: now + lifeMs,
  });
  return null;
}

/** What a round trip was begun for, and at which provider. */
export type Begun = { purpose: Purpose; provider: string };

/** What the round trip was begun for, once; `null` when it is not known, over, or another page's. */
export async function take(ctx: Write, { state, page }: { state: string; page: string }, now: number): Promise<Begun | null> {
  const row = await ctx.db
    .query("oidcAttempts")
    .withIndex("by_hash", (q) => q.eq("hash", hashOfSecret(state)))
    .unique();
  if (row === null) return null;
  await ctx.db.delete("oidcAttempts", row._id);
  return row.expiresAt > now && row.page === hashOfSecret(page) ? { purpose: row.purpose, provider: row.provider ?? ofTheServer } : null;
}

export const notThisPages = () =>
  appError({
    code: "conflict",
    reason: "attempt",
    message: "This sign-in was used already, took too long, or was begun in another browser. Begin again.",
  });

/** Deletes at most `most` that are over; answers how many. */
export async function prune(ctx: Write, now: number, most: number): Promise<number> {
  const past = await ctx.db
    .query("oidcAttempts")
    .withIndex("by_expiresAt", (q) => q.lt("expiresAt", now))
    .take(most);
  for (const { _id } of past) await ctx.db.delete("oidcAttempts", _id);
  return past.length;
}
