import type { Doc, Id } from "../../_generated/dataModel";
import type { MutationCtx, QueryCtx } from "../../_generated/server";
import { appError } from "../../errors";
import { acceptInvitation, admit } from "./accounts";
import type { Identity } from "./oidcProvider";
import { begin } from "./secondFactors";
import { offerOf, offers } from "./signInProviders";
import { requireOwnChange } from "./signInRule";
import { endAll, hasShown, note, startByProvider, type SignedIn } from "./signIns";
import { hasAnotherWay, hasPassword, identitiesOf, lastWay } from "./waysIn";

type Read = Pick<QueryCtx, "db">;
type Write = Pick<MutationCtx, "db">;

/** For how long having been asked again by the provider stands for a password, ms. */
const confirmedMs = 5 * 60_000;

async function find(ctx: Read, { issuer, subject }: Identity): Promise<Doc<"identities"> | null> {
  return await ctx.db
    .query("identities")
    .withIndex("by_issuer_and_subject", (q) => q.eq("issuer", issuer).eq("subject", subject))
    .unique();
}

export type Admission = { ok: true; userId: Id<"users">; signInId: Id<"authSessions"> } | { ok: false; needs: "code" };

/**
 * Whom the provider's word signs in: whoever is connected with it, or who brings an invitation for an address that the provider
 * has verified and that nobody has an account with. Nobody is ever found by an address. A second factor is asked for besides.
 */
export async function admitIdentity(
  ctx: Write,
  { identity, invitation, attempt }: { identity: Identity; invitation?: string; attempt: string },
  now: number,
): Promise<Admission> {
  const known = await find(ctx, identity);
  if (known === null) return await started(ctx, await join(ctx, identity, invitation, now), identity, now);
  const user = await ctx.db.get("users", known.userId);
  if (user === null) throw stranger();
  await ctx.db.patch("identities", known._id, { lastUsedAt: now });
  // The invitation waits for the code: what the first factor alone may do is ask for the second.
  if (await begin(ctx, user._id, attempt, now, identity.issuer)) return { ok: false, needs: "code" };
  if (invitation !== undefined) await acceptInvitation(ctx, user, invitation, now);
  await note(ctx, user, "account.signIn", { by: identity.issuer }, now);
  return await started(ctx, user._id, identity, now);
}

const started = async (ctx: Write, userId: Id<"users">, { issuer }: Identity, now: number): Promise<Admission> => ({
  ok: true,
  userId,
  signInId: await startByProvider(ctx, userId, issuer, now),
});

const stranger = () =>
  appError({
    code: "conflict",
    reason: "unknown_person",
    message:
      "Nobody here is connected with this account. Open your invitation, or sign in with your password and connect it under Settings, Profile.",
  });

async function join(ctx: Write, identity: Identity, invitation: string | undefined, now: number): Promise<Id<"users">> {
  const { email, isEmailVerified, name } = identity;
  if (invitation === undefined) throw stranger();
  if (email === null || !isEmailVerified) {
    throw appError({
      code: "conflict",
      reason: "unverified",
      message:
        "The e-mail address of this account is not verified there, so it cannot accept an invitation. Create an account with a password instead and connect it later.",
    });
  }
  const userId = await admit(ctx, { email, name: name ?? email, invitation }, now);
  await insert(ctx, userId, identity, now);
  const user = await ctx.db.get("users", userId);
  if (user !== null) await note(ctx, user, "account.signIn", { by: identity.issuer }, now);
  return userId;
}

async function insert(ctx: Write, userId: Id<"users">, { issuer, subject, email }: Identity, now: number): Promise<void> {
  await ctx.db.insert("identities", { userId, issuer, subject, email, connectedAt: now, lastUsedAt: null });
}

/** By somebody who is signed in and has just shown the password. One account of an issuer for each person, and the other way round. */
export async function connect(ctx: Write, me: SignedIn, identity: Identity, now: number): Promise<void> {
  const { user, signIn } = me;
  await requireOwnChange(ctx, me);
  const known = await find(ctx, identity);
  if (known !== null && known.userId !== user._id) {
    throw appError({ code: "conflict", reason: "connected", message: "This account is connected with another person here." });
  }
  if (known !== null) return;
  if ((await identitiesOf(ctx, user._id)).some(({ issuer }) => issuer === identity.issuer)) {
    throw appError({
      code: "conflict",
      reason: "connected",
      message: "You are connected with another account of this provider. Disconnect that first.",
    });
  }
  await insert(ctx, user._id, identity, now);
  await ctx.db.patch("authSessions", signIn._id, { provider: { issuer: identity.issuer, at: now } });
  await note(ctx, user, "account.connectIdentity", { issuer: identity.issuer, email: identity.email }, now);
}

/** The other sign-ins of the person end, because they may be by what is disconnected. Answers how many. */
export async function disconnect(ctx: Write, me: SignedIn, id: Id<"identities">, now: number): Promise<number> {
  const { user, signIn } = me;
  const row = await ctx.db.get("identities", id);
  if (row === null || row.userId !== user._id) throw appError({ code: "not_found", what: "connected account" });
  if (!(await hasAnotherWay(ctx, user._id, id))) {
    throw await lastWay(ctx, user._id);
  }
  await requireOwnChange(ctx, me);
  await ctx.db.delete("identities", row._id);
  if (signIn.provider?.issuer === row.issuer) await ctx.db.patch("authSessions", signIn._id, { provider: undefined });
  await note(ctx, user, "account.disconnectIdentity", { issuer: row.issuer, email: row.email }, now);
  return await endAll(ctx, user, signIn._id, now);
}

/** The provider has asked again who sits there: for a while that stands for the password that this person does not have. */
export async function confirm(ctx: Write, { user, signIn }: SignedIn, identity: Identity, now: number): Promise<void> {
  const known = await find(ctx, identity);
  if (known === null || known.userId !== user._id) {
    throw appError({ code: "conflict", reason: "connected", message: "This account is not the one that you are connected with." });
  }
  await ctx.db.patch("identities", known._id, { confirmed: { signInId: signIn._id, at: now } });
  await ctx.db.patch("authSessions", signIn._id, { provider: { issuer: identity.issuer, at: now } });
}

/** Whether somebody without a password has just shown, in this very sign-in, that they are who they are. */
export async function isConfirmed(ctx: Read, me: SignedIn, now: number): Promise<boolean> {
  if (hasShown(me, now)) return true;
  const { user, signIn } = me;
  const rows = await identitiesOf(ctx, user._id);
  return rows.some(({ confirmed }) => confirmed !== undefined && confirmed.signInId === signIn._id && confirmed.at > now - confirmedMs);
}

export async function list(ctx: Read, { user }: SignedIn) {
  const [rows, there] = [await identitiesOf(ctx, user._id), await offers(ctx)];
  const views = rows.map(async ({ _id: id, issuer, email, connectedAt, lastUsedAt, confirmed }) => ({
    ...{ id, issuer, email, connectedAt, lastUsedAt, confirmedAt: confirmed?.at ?? null, providerId: offerOf(there, issuer)?.id ?? null },
    isOnlyWay: !(await hasAnotherWay(ctx, user._id, id)),
  }));
  return { hasPassword: await hasPassword(ctx, user._id), accounts: await Promise.all(views) };
}
