import type { Infer } from "convex/values";

import type { MutationCtx } from "../../_generated/server";
import { appError } from "../../errors";
import { takeFromLimit } from "../rateLimits";
import { hashOfSecret } from "../secrets";
import type { passkeyPurpose } from "./tables";

type Write = Pick<MutationCtx, "db">;
export type Purpose = Infer<typeof passkeyPurpose>;

const lifeMs = 5 * 60_000;
/** Challenges of everybody in a minute: strangers make rows here. */
const mostPerMinute = 300;

/**
 * Keeps the hash of what an authenticator is asked to sign. `null`, or how long to wait (ms). `isForField`: every view of the sign-in
 * page asks for one, so they are counted by themselves and keep nobody from pressing the button.
 */
export async function open(
  ctx: Write,
  { challenge, purpose, isForField }: { challenge: string; purpose: Purpose; isForField: boolean },
  now: number,
): Promise<number | null> {
  const retryAfterMs = await takeFromLimit(ctx, isForField ? "passkeyFieldChallenges" : "passkeyChallenges", mostPerMinute, 60_000, now);
  if (retryAfterMs !== null) return retryAfterMs;
  await ctx.db.insert("passkeyChallenges", { hash: hashOfSecret(challenge), purpose, expiresAt: now + lifeMs });
  return null;
}

/** What it was made for, once; `null` when it is not known or over. */
export async function take(ctx: Write, challenge: string, now: number): Promise<Purpose | null> {
  const row = await ctx.db
    .query("passkeyChallenges")
    .withIndex("by_hash", (q) => q.eq("hash", hashOfSecret(challenge)))
    .unique();
  if (row === null) return null;
  await ctx.db.delete("passkeyChallenges", row._id);
  return row.expiresAt > now ? row.purpose : null;
}

export const tookTooLong = () =>
  appError({ code: "conflict", reason: "challenge", message: "This request for a passkey was used already or took too long. Try again." });

/** Deletes at most `most` that are over; answers how many. */
export async function prune(ctx: Write, now: number, most: number): Promise<number> {
  const past = await ctx.db
    .query("passkeyChallenges")
    .withIndex("by_expiresAt", (q) => q.lt("expiresAt", now))
    .take(most);
  for (const { _id } of past) await ctx.db.delete("passkeyChallenges", _id);
  return past.length;
}
