import { modifyAccountCredentials, retrieveAccount } from "@convex-dev/auth/server";

import { internal } from "../../_generated/api";
import type { ActionCtx } from "../../_generated/server";
import { appError } from "../../errors";
import { hashOf, secretFor } from "./passwordHashes";

/** The library's allowance of ten failed tries an hour comes back one by one. */
export const nextTryMs = 360_000;

export function checkPassword(password: unknown, path: string): string {
  if (typeof password !== "string" || password.length < 10 || password.length > 200) {
    throw appError({ code: "invalid", path, message: "Use 10 to 200 characters." });
  }
  return password;
}

export type PasswordRefusal = { ok: false; reason: "wrong_password" } | { ok: false; reason: "rate_limited"; retryAfterMs: number };
type Changed = { ok: true; endedSignIns: number } | PasswordRefusal;

export async function change(ctx: ActionCtx, { oldPassword, newPassword }: { oldPassword: string; newPassword: string }): Promise<Changed> {
  const secret = checkPassword(newPassword, "$.newPassword");
  const { email, hasPassword, refusal } = await tryOwn(ctx, oldPassword);
  if (!hasPassword)
    throw appError({ code: "conflict", reason: "no_password", message: "You have no password: you sign in by another account." });
  if (refusal !== null) return refusal;
  await modifyAccountCredentials(ctx, { provider: "password", account: { id: email, secret: await hashOf(secret) } });
  const { ended }: { ended: number } = await ctx.runMutation(internal.account.passwordChanged, {});
  return { ok: true, endedSignIns: ended };
}

type Own = { email: string; hasPassword: boolean; isConfirmed: boolean };

/** Whether this is the password of whoever is signed in. For who has none, whether their provider has just asked them again. */
export async function tryOwn(
  ctx: ActionCtx,
  secret: string,
): Promise<{ email: string; hasPassword: boolean; refusal: PasswordRefusal | null }> {
  const { email, hasPassword, isConfirmed }: Own = await ctx.runQuery(internal.account.current, { now: Date.now() });
  if (!hasPassword) return { email, hasPassword, refusal: isConfirmed ? null : { ok: false, reason: "wrong_password" } };
  return { email, hasPassword, refusal: await tryPassword(ctx, email, secret) };
}

async function tryPassword(ctx: ActionCtx, email: string, secret: string): Promise<PasswordRefusal | null> {
  // Far beyond what is allowed there is nothing to compare, only a hash to be kept busy with.
  if (secret.length > 200) return { ok: false, reason: "wrong_password" };
  try {
    await retrieveAccount(ctx, { provider: "password", account: { id: email, secret: await secretFor(ctx, email, secret) } });
    return null;
  } catch (error) {
    const text = error instanceof Error ? error.message : "";
    if (text.includes("TooManyFailedAttempts")) return { ok: false, reason: "rate_limited", retryAfterMs: nextTryMs };
    if (text.includes("InvalidSecret") || text.includes("InvalidAccountId")) return { ok: false, reason: "wrong_password" };
    throw error;
  }
}
