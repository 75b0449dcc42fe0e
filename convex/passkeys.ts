import { v, type Infer } from "convex/values";

import { internal } from "./_generated/api";
import type { Id } from "./_generated/dataModel";
import { internalAction, internalMutation, internalQuery, type ActionCtx } from "./_generated/server";
import { appError } from "./errors";
import { pageAction, pageMutation, pageQuery } from "./functions";
import * as Challenges from "./model/people/passkeyChallenges";
import { place, requirePlace } from "./model/people/passkeyPlace";
import { assertion, lookedUp, type Owner, ownerShape, shown } from "./model/people/passkeyShapes";
import { refusalOf, type Shown } from "./model/people/passkeySignIn";
import * as Passkeys from "./model/people/passkeys";
import { tryOwn, type PasswordRefusal } from "./model/people/passwords";
import { checkCode, type CodeRefusal } from "./model/people/secondFactors";
import { requireOwnChange } from "./model/people/signInRule";
import { requireSignedIn } from "./model/people/signIns";
import { passkeyPurpose } from "./model/people/tables";
import * as WebAuthn from "./model/people/webauthn";
import { nullable } from "./model/shapes";

/** Where passkeys are made and taken: the dashboard's own address; `null` where browsers know none, as at an IP address. */
export const offer = pageQuery({
  args: {},
  returns: nullable(v.object({ origin: v.string() })),
  handler: () => {
    const found = place();
    return Promise.resolve(found === null ? null : { origin: found.origin });
  },
});

/** One's own passkeys, whether one has a password, and when one was last shown in this sign-in (epoch ms). */
export const list = pageQuery({
  args: {},
  returns: v.object({
    hasPassword: v.boolean(),
    shownAt: nullable(v.number()),
    passkeys: v.array(
      v.object({
        id: v.id("passkeys"),
        name: v.string(),
        isSynced: v.boolean(),
        createdAt: v.number(),
        lastUsedAt: nullable(v.number()),
        isGoodHere: v.boolean(),
        isOnlyWay: v.boolean(),
      }),
    ),
  }),
  handler: async (ctx) => await Passkeys.list(ctx, await requireSignedIn(ctx)),
});

/** What `navigator.credentials` is given, as JSON. */
const options = v.string();
type Asked = { options: string };
async function ask(ctx: ActionCtx, purpose: Challenges.Purpose, made: { challenge: string }, isForField = false): Promise<string> {
  const retryAfterMs: number | null = await ctx.runMutation(internal.passkeys.open, { challenge: made.challenge, purpose, isForField });
  if (retryAfterMs !== null) throw appError({ code: "rate_limited", retryAfterMs });
  return JSON.stringify(made);
}

/**
 * Begins a sign-in: what comes of it is for `auth:signIn` with the provider `passkey`. `isForField`: nobody has pressed anything yet, the
 * browser offers passkeys where it completes the e-mail address.
 */
export const begin = pageAction({
  args: { isForField: v.optional(v.boolean()) },
  returns: v.object({ options }),
  handler: async (ctx, { isForField }): Promise<Asked> => ({
    options: await ask(ctx, { kind: "signIn" }, await WebAuthn.requestOptions(requirePlace()), isForField),
  }),
});

/** The same for somebody who is signed in, to show one that they have in place of password and code. */
export const beginConfirm = pageAction({
  args: {},
  returns: v.object({ options }),
  handler: async (ctx): Promise<Asked> => {
    const { signInId }: Owner = await ctx.runQuery(internal.passkeys.owner, {});
    return { options: await ask(ctx, { kind: "confirm", signInId }, await WebAuthn.requestOptions(requirePlace())) };
  },
});

export const confirm = pageAction({
  args: { assertion },
  returns: v.null(),
  handler: async (ctx, given): Promise<null> => {
    const shown: Shown = await ctx.runAction(internal.passkeys.show, { ...given, confirms: true });
    if (!shown.ok) throw refusalOf(shown);
    return null;
  },
});

/**
 * Begins to make one. It takes as much as a sign-in, in whose place it will stand: the password (or the provider, asked again) and a
 * code where a second factor is set up; or a passkey, shown in this sign-in within five minutes.
 */
export const beginAdd = pageAction({
  args: { password: v.optional(v.string()), code: v.optional(v.string()) },
  returns: v.union(
    v.object({ ok: v.literal(true), options }),
    v.object({ ok: v.literal(false), reason: v.union(v.literal("wrong_password"), v.literal("wrong_code"), v.literal("used_code")) }),
    v.object({ ok: v.literal(false), reason: v.literal("rate_limited"), retryAfterMs: v.number() }),
  ),
  handler: async (ctx, { password, code }): Promise<({ ok: true } & Asked) | PasswordRefusal | CodeRefusal> => {
    const own: Owner = await ctx.runQuery(internal.passkeys.owner, { adds: true });
    const found = requirePlace();
    if (!own.hasShown) {
      const { refusal } = await tryOwn(ctx, password ?? "");
      if (refusal !== null) return refusal;
      const refused: CodeRefusal | null = await ctx.runMutation(internal.passkeys.giveCode, { code: code ?? "" });
      if (refused !== null) return refused;
    }
    return {
      ok: true as const,
      options: await ask(ctx, { kind: "add", signInId: own.signInId }, await WebAuthn.creationOptions(found, own)),
    };
  },
});

/** Ends what `beginAdd` began. */
export const add = pageAction({
  args: { name: v.string(), id: v.string(), clientDataJSON: v.string(), attestationObject: v.string(), transports: v.array(v.string()) },
  returns: v.null(),
  handler: async (ctx, { name, ...created }): Promise<null> => {
    const { signInId }: Owner = await ctx.runQuery(internal.passkeys.owner, {});
    const found = requirePlace();
    const challenge = WebAuthn.challengeOf(created.clientDataJSON) ?? "";
    const purpose: Challenges.Purpose | null = await ctx.runMutation(internal.passkeys.take, { challenge });
    if (purpose?.kind !== "add" || purpose.signInId !== signInId) throw Challenges.tookTooLong();
    const made = await WebAuthn.readCreated(found, challenge, created);
    if (made === null) throw Passkeys.notAsAsked();
    await ctx.runMutation(internal.passkeys.keep, { name, rpId: found.rpId, made });
    return null;
  },
});

/** Gives a passkey of the caller's own another name, 1 to 60 characters. Refused with `not_found` for anybody else's, and with `invalid` for a name that is none. */
export const rename = pageMutation({
  args: { id: v.id("passkeys"), name: v.string() },
  returns: v.null(),
  handler: async (ctx, args) => {
    await Passkeys.rename(ctx, await requireSignedIn(ctx), args, Date.now());
    return null;
  },
});

/** Ends the other sign-ins too. Never the only way to sign in. */
export const remove = pageMutation({
  args: { id: v.id("passkeys") },
  returns: v.object({ endedSignIns: v.number() }),
  handler: async (ctx, { id }) => ({ endedSignIns: await Passkeys.remove(ctx, await requireSignedIn(ctx), id, Date.now()) }),
});

/** For the sign-in and `confirm`: whose passkey was shown. */
export const show = internalAction({
  args: { assertion, confirms: v.boolean() },
  returns: shown,
  handler: async (ctx, { assertion: given, confirms }): Promise<Shown> => {
    const confirming: Owner | null = confirms ? await ctx.runQuery(internal.passkeys.owner, {}) : null;
    const found = requirePlace();
    const challenge = WebAuthn.challengeOf(given.clientDataJSON);
    if (challenge === null) return { ok: false, reason: "unknown" };
    const looked: Infer<typeof lookedUp> = await ctx.runMutation(internal.passkeys.lookUp, { challenge, credentialId: given.id });
    if (!looked.ok) return looked;
    const { purpose, passkey } = looked;
    const isAsked =
      purpose.kind === "signIn" ? confirming === null : purpose.kind === "confirm" && purpose.signInId === confirming?.signInId;
    if (!isAsked) return { ok: false, reason: "expired" };
    const counter = passkey === null ? null : await WebAuthn.readAssertion(found, challenge, given, passkey);
    if (passkey === null || counter === null) return { ok: false, reason: "unknown" };
    const used: { userId: Id<"users">; signInId: Id<"authSessions"> } | null = await ctx.runMutation(internal.passkeys.use, {
      id: passkey._id,
      counter,
      confirms: purpose.kind === "confirm" ? purpose.signInId : null,
    });
    return used === null ? { ok: false, reason: "unknown" } : { ok: true, ...used };
  },
});

/** Who is signed in, and whether a passkey was just shown in this sign-in. `adds`: throws `password_not_enough` where a password alone may add none. */
export const owner = internalQuery({
  args: { adds: v.optional(v.boolean()) },
  returns: ownerShape,
  handler: async (ctx, { adds }) => {
    const me = await requireSignedIn(ctx);
    if (adds === true) await requireOwnChange(ctx, me);
    return await Passkeys.owner(ctx, me, Date.now());
  },
});

/** For `beginAdd`: `null` where the code is right or none is set up. */
export const giveCode = internalMutation({
  args: { code: v.string() },
  returns: nullable(
    v.union(
      v.object({ ok: v.literal(false), reason: v.union(v.literal("wrong_code"), v.literal("used_code")) }),
      v.object({ ok: v.literal(false), reason: v.literal("rate_limited"), retryAfterMs: v.number() }),
    ),
  ),
  handler: async (ctx, { code }): Promise<CodeRefusal | null> =>
    await checkCode(ctx, (await requireSignedIn(ctx)).user._id, code, Date.now()),
});

export const open = internalMutation({
  args: { challenge: v.string(), purpose: passkeyPurpose, isForField: v.boolean() },
  returns: nullable(v.number()),
  handler: async (ctx, args) => await Challenges.open(ctx, args, Date.now()),
});

export const take = internalMutation({
  args: { challenge: v.string() },
  returns: nullable(passkeyPurpose),
  handler: async (ctx, { challenge }) => await Challenges.take(ctx, challenge, Date.now()),
});

/** For `add`. */
export const keep = internalMutation({
  args: { name: v.string(), rpId: v.string(), made: Passkeys.newPasskey },
  returns: v.null(),
  handler: async (ctx, args) => {
    await Passkeys.add(ctx, await requireSignedIn(ctx), args, Date.now());
    return null;
  },
});

/** For `show`: before the signature is read. */
export const lookUp = internalMutation({
  args: { challenge: v.string(), credentialId: v.string() },
  returns: lookedUp,
  handler: async (ctx, args) => await Passkeys.lookUp(ctx, args, Date.now()),
});

/** For `show`: after a good signature. `confirms`: the sign-in in which it was asked for; `null` begins one. */
export const use = internalMutation({
  args: { id: v.id("passkeys"), counter: v.number(), confirms: nullable(v.id("authSessions")) },
  returns: nullable(v.object({ userId: v.id("users"), signInId: v.id("authSessions") })),
  handler: async (ctx, args) => await Passkeys.use(ctx, args, Date.now()),
});
