import type { Doc, Id } from "../../_generated/dataModel";
import type { MutationCtx, QueryCtx } from "../../_generated/server";
import { appError } from "../../errors";
import { recordAudit, type Actor } from "../audit";
import { ofPerson } from "./ofPerson";
import { renewPass } from "./watchPass";

type Read = Pick<QueryCtx, "db">;
type Write = Pick<MutationCtx, "db">;
export type SignedIn = { user: Doc<"users">; signIn: Doc<"authSessions"> };

/** For how long a passkey that was shown in a sign-in stands for a password, ms. */
const shownMs = 5 * 60_000;

/** More than a person has browsers; the oldest beyond are reached once newer ones are ended. */
const mostSignIns = 100;

/** Joins the ids of the person and the sign-in in a token's subject; the sign-in library writes it so. */
const subjectDivider = "|";

/**
 * The sign-in behind the request, `null` when signed out. The token alone would do for an hour after its sign-in was
 * ended, so the sign-in itself is looked up: ending it takes effect with the next call and in every open query.
 */
export async function findSignIn(ctx: Pick<QueryCtx, "auth" | "db">): Promise<Doc<"authSessions"> | null> {
  const identity = await ctx.auth.getUserIdentity();
  const [subject = "", session = ""] = identity?.subject.split(subjectDivider) ?? [];
  const userId = ctx.db.normalizeId("users", subject);
  const signInId = ctx.db.normalizeId("authSessions", session);
  if (userId === null || signInId === null) return null;
  const signIn = await ctx.db.get("authSessions", signInId);
  return signIn === null || signIn.userId !== userId ? null : signIn;
}

/** The sign-in with its person, `null` when signed out. */
export async function findSignedIn(ctx: Pick<QueryCtx, "auth" | "db">): Promise<SignedIn | null> {
  const signIn = await findSignIn(ctx);
  const user = signIn === null ? null : await ctx.db.get("users", signIn.userId);
  return user === null || signIn === null ? null : { user, signIn };
}

export async function requireSignedIn(ctx: Pick<QueryCtx, "auth" | "db">): Promise<SignedIn> {
  const found = await findSignedIn(ctx);
  if (found === null) throw appError({ code: "unauthenticated" });
  return found;
}

/** Whether its person has just shown a passkey in this very sign-in. */
export const hasShown = ({ signIn }: SignedIn, now: number): boolean =>
  signIn.passkey !== undefined && signIn.passkey.shownAt > now - shownMs;

/** As the library makes its own. */
export const signInLifeMs = 30 * 86_400_000;

/** A sign-in by the word of an OpenID provider, made here so that it is known what it was by. */
export async function startByProvider(ctx: Write, userId: Id<"users">, issuer: string, now: number): Promise<Id<"authSessions">> {
  return await ctx.db.insert("authSessions", { userId, expirationTime: now + signInLifeMs, provider: { issuer, at: now } });
}

async function signInsOf(ctx: Read, userId: Id<"users">): Promise<Doc<"authSessions">[]> {
  return await ctx.db
    .query("authSessions")
    .withIndex("userId", (q) => q.eq("userId", userId))
    .order("desc")
    .take(mostSignIns);
}

export async function list(ctx: Read, { user, signIn: mine }: SignedIn) {
  const rows = await signInsOf(ctx, user._id);
  return await Promise.all(
    rows.map(async ({ _id, _creationTime, expirationTime }) => {
      const newest = await newestToken(ctx, _id);
      return {
        id: _id,
        startedAt: _creationTime,
        lastRenewedAt: newest?._creationTime ?? _creationTime,
        expiresAt: expirationTime,
        isThis: _id === mine._id,
      };
    }),
  );
}

async function newestToken(ctx: Read, signInId: Id<"authSessions">) {
  return await ctx.db
    .query("authRefreshTokens")
    .withIndex("sessionId", (q) => q.eq("sessionId", signInId))
    .order("desc")
    .first();
}

/** With its refresh tokens, or it could be taken up again. They are renewed about hourly, so a sign-in has few hundred. */
async function end(ctx: Write, signIn: Doc<"authSessions">): Promise<void> {
  const tokens = await ctx.db
    .query("authRefreshTokens")
    .withIndex("sessionId", (q) => q.eq("sessionId", signIn._id))
    .take(2_000);
  for (const token of tokens) await ctx.db.delete("authRefreshTokens", token._id);
  await ctx.db.delete("authSessions", signIn._id);
}

/** Whoever's sign-in was ended must not go on looking with the pass it showed. */
async function endPass(ctx: Write, { _id: userId }: Doc<"users">, now: number): Promise<void> {
  const memberships = await ofPerson(ctx, userId);
  for (const { organizationId } of memberships) await renewPass(ctx, organizationId, now);
}

export async function endOne(ctx: Write, { user }: SignedIn, id: Id<"authSessions">, now: number): Promise<void> {
  const signIn = await ctx.db.get("authSessions", id);
  if (signIn === null || signIn.userId !== user._id) throw appError({ code: "not_found", what: "sign-in" });
  await end(ctx, signIn);
  await endPass(ctx, user, now);
  await note(ctx, user, "account.endSignIn", { ended: 1 }, now);
}

/** Every sign-in of the person; with `except` all others. Answers how many were ended. */
export async function endAll(ctx: Write, user: Doc<"users">, except: Id<"authSessions"> | null, now: number, by?: Actor): Promise<number> {
  const others = (await signInsOf(ctx, user._id)).filter((signIn) => signIn._id !== except);
  for (const signIn of others) await end(ctx, signIn);
  await endPass(ctx, user, now);
  await note(ctx, user, "account.signOutEverywhere", { ended: others.length, keptThis: except !== null }, now, by);
  return others.length;
}

/** In the log of every organization the person belongs to; somebody who belongs to none has no log. */
export async function note(
  ctx: Write,
  user: Doc<"users">,
  action: string,
  after: Record<string, unknown>,
  now: number,
  by?: Actor,
): Promise<void> {
  const name = user.name ?? user.email ?? "operator";
  for (const { organizationId } of await ofPerson(ctx, user._id)) {
    await recordAudit(ctx, {
      organizationId,
      at: now,
      actor: by ?? { kind: "operator", id: user._id, name },
      action,
      target: { kind: "operator", id: user._id, name },
      after,
    });
  }
}
