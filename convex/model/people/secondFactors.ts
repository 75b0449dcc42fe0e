import type { Doc, Id } from "../../_generated/dataModel";
import type { MutationCtx, QueryCtx } from "../../_generated/server";
import { appError } from "../../errors";
import { clearLimit, takeFromLimit } from "../rateLimits";
import { hashOfSecret } from "../secrets";
import { keyAddress, newKey, newRecoveryCodes, readCode, stepOf } from "./oneTimeCodes";
import { seal, unseal } from "./sealed";
import { endAll, note, startByProvider, type SignedIn } from "./signIns";

type Read = Pick<QueryCtx, "db">;
type Write = Pick<MutationCtx, "db">;
type Factor = Doc<"secondFactors">;

/** Failed codes of one person: so many an hour, like the library's failed passwords. */
const mostTries = 10;
const hourMs = 3_600_000;
/** How long somebody who gave their password may take for the code, ms. */
const stepLifeMs = 5 * 60_000;
const mostSteps = 20;

export type CodeRefusal = { ok: false; reason: "wrong_code" | "used_code" } | { ok: false; reason: "rate_limited"; retryAfterMs: number };
type Tried = { ok: true; by: "authenticator" | "recovery code" } | CodeRefusal;

async function factorOf(ctx: Read, userId: Id<"users">): Promise<Factor | null> {
  return await ctx.db
    .query("secondFactors")
    .withIndex("by_userId", (q) => q.eq("userId", userId))
    .unique();
}

/** Whether the person is asked for a code at sign-in. One that was never confirmed does not count. */
export const hasSecondFactor = async (ctx: Read, userId: Id<"users">): Promise<boolean> =>
  ((await factorOf(ctx, userId))?.confirmedAt ?? null) !== null;

/** Whether two factors stand behind a sign-in: its person is asked for a code, or has shown a passkey, which asks for finger, face or PIN itself. */
export const hasTwoFactors = async (ctx: Read, { userId, passkey }: Doc<"authSessions">): Promise<boolean> =>
  passkey !== undefined || (await hasSecondFactor(ctx, userId));

export async function status(ctx: Read, userId: Id<"users">) {
  const factor = await factorOf(ctx, userId);
  if (factor === null || factor.confirmedAt === null) return { since: null, recoveryCodesLeft: 0 };
  return { since: factor.confirmedAt, recoveryCodesLeft: factor.recovery.length };
}

/** A new key to be confirmed, in place of one that never was. Shown this once. */
export async function start(ctx: Write, { user }: SignedIn, now: number) {
  const factor = await factorOf(ctx, user._id);
  if (factor !== null && factor.confirmedAt !== null) {
    throw appError({ code: "conflict", reason: "second_factor", message: "A second factor is set up already. Turn it off first." });
  }
  const key = newKey();
  const row = { userId: user._id, key: seal(key, user._id), createdAt: now, confirmedAt: null, lastStep: 0, recovery: [] };
  if (factor === null) await ctx.db.insert("secondFactors", row);
  else await ctx.db.replace("secondFactors", factor._id, row);
  return { key, address: keyAddress(key, user.email ?? user.name ?? "") };
}

/** From now on sign-ins ask for a code. Sign-ins from before, made with a password alone, end. */
export async function confirm(ctx: Write, { user, signIn }: SignedIn, code: string, now: number) {
  const factor = await factorOf(ctx, user._id);
  if (factor === null || factor.confirmedAt !== null) {
    throw appError({ code: "conflict", reason: "second_factor", message: "There is nothing to confirm. Begin the set-up again." });
  }
  const tried = await tryCode(ctx, factor, code, now);
  if (!tried.ok) return tried;
  const { codes, hashes } = newRecoveryCodes();
  await ctx.db.patch("secondFactors", factor._id, { confirmedAt: now, recovery: hashes });
  await note(ctx, user, "account.turnOnSecondFactor", { recoveryCodes: hashes.length }, now);
  await endAll(ctx, user, signIn._id, now);
  return { ok: true as const, recoveryCodes: codes };
}

/** Ten new recovery codes in place of those that are left. */
export async function renewRecoveryCodes(ctx: Write, { user }: SignedIn, code: string, now: number) {
  const factor = await requireFactor(ctx, user._id);
  const tried = await tryCode(ctx, factor, code, now);
  if (!tried.ok) return tried;
  const { codes, hashes } = newRecoveryCodes();
  await ctx.db.patch("secondFactors", factor._id, { recovery: hashes });
  await note(ctx, user, "account.renewRecoveryCodes", { recoveryCodes: hashes.length }, now);
  return { ok: true as const, recoveryCodes: codes };
}

export async function turnOff(ctx: Write, { user }: SignedIn, code: string, now: number) {
  const factor = await requireFactor(ctx, user._id);
  const tried = await tryCode(ctx, factor, code, now);
  if (!tried.ok) return tried;
  await forget(ctx, user._id);
  await note(ctx, user, "account.turnOffSecondFactor", { by: tried.by }, now);
  return { ok: true as const };
}

/** Takes the second factor away, with the half-finished sign-ins that wait for its code. Whether there was one. */
export async function forget(ctx: Write, userId: Id<"users">): Promise<boolean> {
  const factor = await factorOf(ctx, userId);
  if (factor !== null) await ctx.db.delete("secondFactors", factor._id);
  for (const step of await stepsOf(ctx, userId)) await ctx.db.delete("signInSteps", step._id);
  await clearLimit(ctx, limitOf(userId));
  return factor !== null && factor.confirmedAt !== null;
}

async function requireFactor(ctx: Read, userId: Id<"users">): Promise<Factor> {
  const factor = await factorOf(ctx, userId);
  if (factor !== null && factor.confirmedAt !== null) return factor;
  throw appError({ code: "conflict", reason: "second_factor", message: "No second factor is set up." });
}

const limitOf = (userId: Id<"users">) => `secondFactor:${userId}`;

/** Every code counts once: of an authenticator's, also all earlier ones are over. What failed is a value, so that it is counted. */
async function tryCode(ctx: Write, factor: Factor, typed: string, now: number): Promise<Tried> {
  const retryAfterMs = await takeFromLimit(ctx, limitOf(factor.userId), mostTries, hourMs, now);
  if (retryAfterMs !== null) return { ok: false, reason: "rate_limited", retryAfterMs };
  const code = readCode(typed);
  if (code?.kind === "digits") {
    const key = unseal(factor.key, factor.userId);
    if (key === null) console.error("A second factor cannot be read: JWT_PRIVATE_KEY is another one than when it was set up.");
    const step = key === null ? null : stepOf(key, code.digits, now);
    if (step === null) return { ok: false, reason: "wrong_code" };
    if (step <= factor.lastStep) return { ok: false, reason: "used_code" };
    await ctx.db.patch("secondFactors", factor._id, { lastStep: step });
  } else {
    if (code === null || !factor.recovery.includes(code.hash)) return { ok: false, reason: "wrong_code" };
    await ctx.db.patch("secondFactors", factor._id, { recovery: factor.recovery.filter((hash) => hash !== code.hash) });
  }
  await clearLimit(ctx, limitOf(factor.userId));
  return { ok: true, by: code.kind === "digits" ? "authenticator" : "recovery code" };
}

/** For what needs a fresh code from whoever has a second factor; `null` when it is right or there is none. */
export async function checkCode(ctx: Write, userId: Id<"users">, code: string, now: number): Promise<CodeRefusal | null> {
  const factor = await factorOf(ctx, userId);
  if (factor === null || factor.confirmedAt === null) return null;
  const tried = await tryCode(ctx, factor, code, now);
  return tried.ok ? null : tried;
}

async function stepsOf(ctx: Read, userId: Id<"users">) {
  return await ctx.db
    .query("signInSteps")
    .withIndex("by_userId", (q) => q.eq("userId", userId))
    .take(mostSteps);
}

const stepBy = (ctx: Read, attempt: string) =>
  ctx.db
    .query("signInSteps")
    .withIndex("by_hash", (q) => q.eq("hash", hashOfSecret(attempt)))
    .unique();

/**
 * After the right password, or the word of the provider `by`: whether a code is asked for too. `attempt` is a secret of the page that signs in, by which it comes
 * back with the code, so that the password is neither sent nor compared twice.
 */
export async function begin(ctx: Write, userId: Id<"users">, attempt: string, now: number, by?: string): Promise<boolean> {
  if (!(await hasSecondFactor(ctx, userId))) return false;
  const steps = await stepsOf(ctx, userId);
  const kept = steps.filter(({ expiresAt }) => expiresAt > now);
  const isFull = steps.length === mostSteps && kept.length === mostSteps;
  for (const step of steps) if (isFull || step.expiresAt <= now) await ctx.db.delete("signInSteps", step._id);
  if (!/^[0-9a-f]{64}$/.test(attempt)) return true;
  const again = await stepBy(ctx, attempt);
  if (again !== null) await ctx.db.delete("signInSteps", again._id);
  await ctx.db.insert("signInSteps", {
    userId,
    hash: hashOfSecret(attempt),
    expiresAt: now + stepLifeMs,
    ...(by === undefined ? {} : { by }),
  });
  return true;
}

/** The same for a sign-in by password, which is in the log when no code is asked for. */
export async function afterPassword(ctx: Write, userId: Id<"users">, attempt: string, now: number): Promise<boolean> {
  if (await begin(ctx, userId, attempt, now)) return true;
  const user = await ctx.db.get("users", userId);
  if (user !== null) await note(ctx, user, "account.signIn", { by: "password" }, now);
  return false;
}

/** The second half of a sign-in: who it is, or why not. `signInId`: one that is begun already, by the word of a provider. */
export async function finish(
  ctx: Write,
  { attempt, code }: { attempt: string; code: string },
  now: number,
): Promise<{ ok: true; userId: Id<"users">; signInId?: Id<"authSessions"> } | CodeRefusal | { ok: false; reason: "expired" }> {
  const step = await stepBy(ctx, attempt);
  const factor = step === null || step.expiresAt <= now ? null : await factorOf(ctx, step.userId);
  const user = factor === null ? null : await ctx.db.get("users", factor.userId);
  if (step === null || factor === null || user === null) return { ok: false, reason: "expired" };
  const tried = await tryCode(ctx, factor, code, now);
  if (!tried.ok) {
    // Somebody has the password. One line a try: those beyond the limit are not tries.
    if (tried.reason !== "rate_limited") await note(ctx, user, "account.refuseSecondFactor", { reason: tried.reason }, now);
    return tried;
  }
  await ctx.db.delete("signInSteps", step._id);
  if (tried.by === "recovery code") await note(ctx, user, "account.useRecoveryCode", { left: factor.recovery.length - 1 }, now);
  await note(ctx, user, "account.signIn", { by: step.by ?? "password", secondFactor: tried.by }, now);
  return { ok: true, userId: user._id, ...(step.by === undefined ? {} : { signInId: await startByProvider(ctx, user._id, step.by, now) }) };
}
