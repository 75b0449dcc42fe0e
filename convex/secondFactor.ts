import { v } from "convex/values";

import { internal } from "./_generated/api";
import { internalMutation } from "./_generated/server";
import { mutationAs, pageAction, pageMutation, pageQuery } from "./functions";
import * as Requirement from "./model/people/factorRequirement";
import { tryOwn } from "./model/people/passwords";
import * as SecondFactors from "./model/people/secondFactors";
import { requireSignedIn } from "./model/people/signIns";
import { nullable } from "./model/shapes";

const codeRefusal = v.union(
  v.object({ ok: v.literal(false), reason: v.union(v.literal("wrong_code"), v.literal("used_code")) }),
  v.object({ ok: v.literal(false), reason: v.literal("rate_limited"), retryAfterMs: v.number() }),
);
const recoveryCodes = v.object({ ok: v.literal(true), recoveryCodes: v.array(v.string()) });
const code = v.string();

/** One's own second factor: since when (epoch ms, `null`: none), recovery codes left, whether the organization asks for one, and whether a passkey stands for it in this sign-in. */
export const status = pageQuery({
  args: {},
  returns: v.object({ since: nullable(v.number()), recoveryCodesLeft: v.number(), isRequired: v.boolean(), isByPasskey: v.boolean() }),
  handler: async (ctx) => {
    const { user, signIn } = await requireSignedIn(ctx);
    return {
      ...(await SecondFactors.status(ctx, user._id)),
      isByPasskey: signIn.passkey !== undefined,
      isRequired: await Requirement.isRequiredOf(ctx, user._id, ctx.organization),
    };
  },
});

const newKey = v.object({ key: v.string(), address: v.string() });

/** A new key for an authenticator, as text and as the address of its QR code, shown this once. Needs the password, so that nobody at an open page locks its owner out. Counts from `confirm` on. */
export const start = pageAction({
  args: { password: v.string() },
  returns: v.union(
    v.object({ ok: v.literal(true), ...newKey.fields }),
    v.object({ ok: v.literal(false), reason: v.literal("wrong_password") }),
    v.object({ ok: v.literal(false), reason: v.literal("rate_limited"), retryAfterMs: v.number() }),
  ),
  handler: async (ctx, args) => {
    const { refusal } = await tryOwn(ctx, args.password);
    if (refusal !== null) return refusal;
    const made: typeof newKey.type = await ctx.runMutation(internal.secondFactor.startTrusted, {});
    return { ok: true as const, ...made };
  },
});

/** For `start`: after the right password. */
export const startTrusted = internalMutation({
  args: {},
  returns: newKey,
  handler: async (ctx) => await SecondFactors.start(ctx, await requireSignedIn(ctx), Date.now()),
});

/** By a code of the authenticator. Answers ten recovery codes, shown this once, and ends the other sign-ins. */
export const confirm = pageMutation({
  args: { code },
  returns: v.union(recoveryCodes, codeRefusal),
  handler: async (ctx, args) => await SecondFactors.confirm(ctx, await requireSignedIn(ctx), args.code, Date.now()),
});

/** Ten new recovery codes in place of the earlier ones; asks for a code. */
export const renewRecoveryCodes = pageMutation({
  args: { code },
  returns: v.union(recoveryCodes, codeRefusal),
  handler: async (ctx, args) => await SecondFactors.renewRecoveryCodes(ctx, await requireSignedIn(ctx), args.code, Date.now()),
});

/** Asks for a code, of the authenticator or for recovery. */
export const turnOff = pageMutation({
  args: { code },
  returns: v.union(v.object({ ok: v.literal(true) }), codeRefusal),
  handler: async (ctx, args) => await SecondFactors.turnOff(ctx, await requireSignedIn(ctx), args.code, Date.now()),
});

/** For a member who lost theirs and the recovery codes. Their sign-ins end. */
export const reset = mutationAs("admin")({
  args: { id: v.id("memberships") },
  returns: v.null(),
  handler: async (ctx, { id }) => {
    await Requirement.reset(ctx, ctx.me, id, Date.now());
    return null;
  },
});

/** Whether members need a second factor for everything but to look, stop and demote. Only by an admin who has one. */
export const setRequired = mutationAs("admin")({
  args: { isRequired: v.boolean() },
  returns: v.null(),
  handler: async (ctx, { isRequired }) => {
    await Requirement.set(ctx, ctx.me, isRequired, Date.now());
    return null;
  },
});

/** For the sign-in: after the right password. Whether a code is asked for; if not, this is a sign-in. */
export const passwordGiven = internalMutation({
  args: { userId: v.id("users"), attempt: v.string() },
  returns: v.boolean(),
  handler: (ctx, { userId, attempt }) => SecondFactors.afterPassword(ctx, userId, attempt, Date.now()),
});

/** For the sign-in: its second half. Refusals are values, so that failed tries are counted. */
export const codeGiven = internalMutation({
  args: { attempt: v.string(), code },
  returns: v.union(
    v.object({ ok: v.literal(true), userId: v.id("users"), signInId: v.optional(v.id("authSessions")) }),
    codeRefusal,
    v.object({ ok: v.literal(false), reason: v.literal("expired") }),
  ),
  handler: (ctx, args) => SecondFactors.finish(ctx, args, Date.now()),
});
