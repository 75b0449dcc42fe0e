import { v } from "convex/values";

import type { Doc, Id } from "../../_generated/dataModel";
import type { MutationCtx, QueryCtx } from "../../_generated/server";
import { appError } from "../../errors";
import type { Actor } from "../audit";
import { checkName } from "../checks";
import { clearLimit, takeFromLimit } from "../rateLimits";
import { sha256Hex } from "../secrets";
import { take, type Purpose } from "./passkeyChallenges";
import { place } from "./passkeyPlace";
import { requireOwnChange } from "./signInRule";
import { endAll, hasShown, note, signInLifeMs, type SignedIn } from "./signIns";
import { hasAnotherWay, hasPassword, lastWay, mostPasskeys, passkeysOf } from "./waysIn";
import type { NewPasskey } from "./webauthn";

/** What `readCreated` made out of a new one. */
export const newPasskey = v.object({
  credentialId: v.string(),
  publicKey: v.bytes(),
  counter: v.number(),
  transports: v.array(v.string()),
  isSynced: v.boolean(),
});

export const notAsAsked = () =>
  appError({
    code: "conflict",
    reason: "passkey",
    message: "This passkey was not made as it was asked for. Try another device or browser.",
  });

type Read = Pick<QueryCtx, "db">;
type Write = Pick<MutationCtx, "db">;

/** Failed tries with one passkey: so many in five minutes. */
const mostTries = 30;
const triesMs = 300_000;

const byCredential = async (ctx: Read, credentialId: string): Promise<Doc<"passkeys"> | null> =>
  await ctx.db
    .query("passkeys")
    .withIndex("by_credentialId", (q) => q.eq("credentialId", credentialId))
    .unique();

export async function list(ctx: Read, { user, signIn }: SignedIn) {
  const [rows, rpId] = [await passkeysOf(ctx, user._id), place()?.rpId];
  const views = rows.map(async ({ _id: id, name, isSynced, createdAt, lastUsedAt, rpId: madeFor }) => ({
    ...{ id, name, isSynced, createdAt, lastUsedAt, isGoodHere: madeFor === rpId },
    isOnlyWay: !(await hasAnotherWay(ctx, user._id, id)),
  }));
  return { hasPassword: await hasPassword(ctx, user._id), shownAt: signIn.passkey?.shownAt ?? null, passkeys: await Promise.all(views) };
}

/** What authenticators keep of whose passkey it is. */
const handleOf = ({ _id, passkeyHandle }: Doc<"users">): string => passkeyHandle ?? _id;

/** Whose passkey is to be made, and those that they have, of which an authenticator makes no second. */
export async function owner(ctx: Read, me: SignedIn, now: number) {
  const { user, signIn } = me;
  const rows = await passkeysOf(ctx, user._id);
  const email = user.email ?? "";
  return {
    signInId: signIn._id,
    handle: handleOf(user),
    email,
    name: user.name ?? email,
    credentialIds: rows.map(({ credentialId }) => credentialId),
    hasShown: hasShown(me, now),
  };
}

export async function add(
  ctx: Write,
  me: SignedIn,
  { name, rpId, made }: { name: string; rpId: string; made: NewPasskey },
  now: number,
): Promise<void> {
  const checked = checkName(name, "$.name", 60);
  if ((await passkeysOf(ctx, me.user._id)).length >= mostPasskeys)
    throw appError({ code: "conflict", reason: "too_many", message: `One person has at most ${mostPasskeys} passkeys.` });
  await requireOwnChange(ctx, me);
  await insert(ctx, me.user, { name: checked, rpId, made }, now);
}

async function insert(
  ctx: Write,
  user: Doc<"users">,
  { name, rpId, made }: { name: string; rpId: string; made: NewPasskey },
  now: number,
): Promise<Id<"passkeys">> {
  if ((await byCredential(ctx, made.credentialId)) !== null)
    throw appError({ code: "conflict", reason: "passkey", message: "This passkey is here already." });
  const id = await ctx.db.insert("passkeys", { ...made, userId: user._id, name, rpId, createdAt: now, lastUsedAt: null });
  await note(ctx, user, "account.addPasskey", { passkey: name, isSynced: made.isSynced }, now);
  return id;
}

/** Whom `admit` has just let in comes with a passkey, by which they are signed in: it was made with finger, face or PIN. */
export async function begin(
  ctx: Write,
  userId: Id<"users">,
  { handle, ...given }: { handle: string; name: string; rpId: string; made: NewPasskey },
  now: number,
): Promise<Id<"authSessions">> {
  const name = checkName(given.name, "$.passkeyName", 60);
  await ctx.db.patch("users", userId, { passkeyHandle: handle });
  const user = await ctx.db.get("users", userId);
  if (user === null) throw appError({ code: "not_found", what: "user" });
  const id = await insert(ctx, user, { ...given, name }, now);
  return await startSignIn(ctx, user, { _id: id, name }, now);
}

async function startSignIn(
  ctx: Write,
  user: Doc<"users">,
  passkey: Pick<Doc<"passkeys">, "_id" | "name">,
  now: number,
): Promise<Id<"authSessions">> {
  const signInId = await ctx.db.insert("authSessions", {
    userId: user._id,
    expirationTime: now + signInLifeMs,
    passkey: { id: passkey._id, shownAt: now },
  });
  await note(ctx, user, "account.signIn", { by: "passkey", passkey: passkey.name }, now);
  return signInId;
}

/** What its owner calls it; who is signed in already needs to show no more for that. Throws `invalid` for no name, `not_found` for what is not theirs. */
export async function rename(ctx: Write, { user }: SignedIn, args: { id: Id<"passkeys">; name: string }, now: number): Promise<void> {
  const row = await ctx.db.get("passkeys", args.id);
  if (row === null || row.userId !== user._id) throw appError({ code: "not_found", what: "passkey" });
  const name = checkName(args.name, "$.name", 60);
  if (name === row.name) return;
  await ctx.db.patch("passkeys", args.id, { name });
  await note(ctx, user, "account.renamePasskey", { from: row.name, to: name }, now);
}

/** The other sign-ins of the person end, because they may be by it, and this one no longer counts as by it. Answers how many ended. */
export async function remove(ctx: Write, me: SignedIn, id: Id<"passkeys">, now: number): Promise<number> {
  const { user, signIn } = me;
  const row = await ctx.db.get("passkeys", id);
  if (row === null || row.userId !== user._id) throw appError({ code: "not_found", what: "passkey" });
  if (!(await hasAnotherWay(ctx, user._id, id))) {
    throw await lastWay(ctx, user._id);
  }
  await requireOwnChange(ctx, me);
  await ctx.db.delete("passkeys", id);
  if (signIn.passkey?.id === id) await ctx.db.patch("authSessions", signIn._id, { passkey: undefined });
  await note(ctx, user, "account.removePasskey", { passkey: row.name }, now);
  return await endAll(ctx, user, signIn._id, now);
}

/** For whoever runs the server, when a device was stolen or an account taken over. Every sign-in of the person ends. */
export async function removeAll(ctx: Write, userId: Id<"users">, by: Actor, now: number): Promise<number> {
  const user = await ctx.db.get("users", userId);
  if (user === null) throw appError({ code: "not_found", what: "user" });
  const rows = await passkeysOf(ctx, userId);
  for (const { _id, name } of rows) {
    await ctx.db.delete("passkeys", _id);
    await note(ctx, user, "account.removePasskey", { passkey: name }, now, by);
  }
  await endAll(ctx, user, null, now, by);
  return rows.length;
}

const limitOf = (credentialId: string) => `passkey:${sha256Hex(credentialId.slice(0, 2_000))}`;

type LookedUp =
  | { ok: true; purpose: Purpose; passkey: (Pick<Doc<"passkeys">, "_id" | "publicKey"> & { handle: string }) | null }
  | { ok: false; reason: "expired" }
  | { ok: false; reason: "rate_limited"; retryAfterMs: number };

/** Uses the challenge up, whatever comes of it, and counts a try with the passkey, known or not. */
export async function lookUp(
  ctx: Write,
  { challenge, credentialId }: { challenge: string; credentialId: string },
  now: number,
): Promise<LookedUp> {
  const purpose = await take(ctx, challenge, now);
  if (purpose === null) return { ok: false, reason: "expired" };
  const retryAfterMs = await takeFromLimit(ctx, limitOf(credentialId), mostTries, triesMs, now);
  if (retryAfterMs !== null) return { ok: false, reason: "rate_limited", retryAfterMs };
  const row = await byCredential(ctx, credentialId);
  const user = row === null ? null : await ctx.db.get("users", row.userId);
  return {
    ok: true,
    purpose,
    passkey: row === null || user === null ? null : { _id: row._id, handle: handleOf(user), publicKey: row.publicKey },
  };
}

/** A counter that does not go on is a copy's, or its original's after the copy was used: nobody can tell which. Authenticators without one always say 0. */
const goesOn = (counter: number, known: number): boolean => counter > known || (counter === 0 && known === 0);

/** After a good signature; `confirms` in that sign-in, else one begins. `null`: the passkey was removed meanwhile, is another person's than who confirms, or its counter does not go on. */
export async function use(
  ctx: Write,
  { id, counter, confirms }: { id: Id<"passkeys">; counter: number; confirms: Id<"authSessions"> | null },
  now: number,
) {
  const row = await ctx.db.get("passkeys", id);
  const user = row === null ? null : await ctx.db.get("users", row.userId);
  if (row === null || user === null) return null;
  if (!goesOn(counter, row.counter)) {
    await note(ctx, user, "account.refusePasskey", { passkey: row.name, reason: "its counter went back: it may have been copied" }, now);
    return null;
  }
  const signInId = confirms ?? (await startSignIn(ctx, user, row, now));
  if (confirms !== null) {
    if ((await ctx.db.get("authSessions", confirms))?.userId !== user._id) return null;
    await ctx.db.patch("authSessions", confirms, { passkey: { id, shownAt: now } });
  }
  await ctx.db.patch("passkeys", id, { counter, lastUsedAt: now });
  await clearLimit(ctx, limitOf(row.credentialId));
  return { userId: user._id, signInId };
}
