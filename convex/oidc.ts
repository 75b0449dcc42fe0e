import { v, type Infer } from "convex/values";

import { internal } from "./_generated/api";
import type { ActionCtx } from "./_generated/server";
import { internalMutation, internalQuery } from "./_generated/server";
import { appError } from "./errors";
import { pageAction, pageMutation, pageQuery } from "./functions";
import * as Identities from "./model/people/identities";
import * as Attempts from "./model/people/oidcAttempts";
import * as Oidc from "./model/people/oidcProvider";
import * as Providers from "./model/people/signInProviders";
import { tryOwn } from "./model/people/passwords";
import { requireOwnChange } from "./model/people/signInRule";
import { requireSignedIn } from "./model/people/signIns";
import { oidcPurpose } from "./model/people/tables";
import { randomState } from "./model/secrets";
import { nullable } from "./model/shapes";

const identity = v.object({
  issuer: v.string(),
  subject: v.string(),
  name: nullable(v.string()),
  email: nullable(v.string()),
  isEmailVerified: v.boolean(),
});
/** What the provider sent back with the browser, and the secret of the page that began. */
const returned = { code: v.string(), state: v.string(), iss: v.optional(v.string()), attempt: v.string() };
const signedInPurpose = v.union(v.literal("connect"), v.literal("confirm"));

/** The OpenID providers by which people may sign in, by the names they have on buttons. */
export const offers = pageQuery({
  args: {},
  returns: v.array(v.object({ id: v.string(), name: v.string() })),
  handler: async (ctx) => (await Providers.offers(ctx)).map(({ id, name }) => ({ id, name })),
});

const begun = v.object({ address: v.string() });
/** `provider`: of `offers`, by its id. `attempt`: 32 random bytes of the page as hex, by which it comes back. `origin`: where the page is. */
const beginning = { provider: v.string(), attempt: v.string(), origin: v.string() };

/** Begins a sign-in: where the browser goes now. What comes back is for `auth:signIn` with the provider `oidc`. `asksAgain`: also who is signed in there gives their password. */
export const begin = pageAction({
  args: { ...beginning, asksAgain: v.optional(v.boolean()) },
  returns: begun,
  handler: async (ctx, { asksAgain, ...where }) =>
    await openTrip(ctx, { ...where, purpose: { kind: "signIn" }, asksAgain: asksAgain === true }),
});

/** The same for somebody who is signed in: to connect the account that they have there, which needs the password, or to be asked again in its place. */
export const beginSignedIn = pageAction({
  args: { ...beginning, purpose: signedInPurpose, password: v.optional(v.string()) },
  returns: v.union(
    v.object({ ok: v.literal(true), ...begun.fields }),
    v.object({ ok: v.literal(false), reason: v.literal("wrong_password") }),
    v.object({ ok: v.literal(false), reason: v.literal("rate_limited"), retryAfterMs: v.number() }),
  ),
  handler: async (ctx, { purpose: kind, password, ...where }) => {
    const signInId: Infer<typeof signedInId> = await ctx.runQuery(internal.oidc.signedIn, { connects: kind === "connect" });
    if (kind === "connect") {
      const { refusal } = await tryOwn(ctx, password ?? "");
      if (refusal !== null) return refusal;
    }
    return { ok: true as const, ...(await openTrip(ctx, { ...where, purpose: { kind, signInId }, asksAgain: kind === "confirm" })) };
  },
});

async function openTrip(
  ctx: ActionCtx,
  {
    provider,
    attempt,
    origin,
    purpose,
    asksAgain,
  }: { provider: string; attempt: string; origin: string; purpose: Attempts.Purpose; asksAgain: boolean },
) {
  const settings: Oidc.Settings = await ctx.runQuery(internal.signInProviders.settingsOf, { id: provider });
  Attempts.requireOwnAddress(origin);
  const state = randomState();
  const retryAfterMs: number | null = await ctx.runMutation(internal.oidc.open, { state, page: attempt, provider, purpose });
  if (retryAfterMs !== null) throw appError({ code: "rate_limited", retryAfterMs });
  return { address: await Oidc.authorizationAddress(settings, Attempts.roundTrip(state), asksAgain, Date.now()) };
}

/** Ends what `beginSignedIn` began: the account there is connected, or stands for the password for five minutes. */
export const finish = pageAction({
  args: returned,
  returns: v.object({ purpose: signedInPurpose }),
  handler: async (ctx, { attempt, ...back }): Promise<{ purpose: Infer<typeof signedInPurpose> }> => {
    const signInId: Infer<typeof signedInId> = await ctx.runQuery(internal.oidc.signedIn, {});
    const begun: Attempts.Begun | null = await ctx.runMutation(internal.oidc.take, { state: back.state, page: attempt });
    if (begun === null || begun.purpose.kind === "signIn" || begun.purpose.signInId !== signInId) throw Attempts.notThisPages();
    const { purpose } = begun;
    const settings: Oidc.Settings = await ctx.runQuery(internal.signInProviders.settingsOf, { id: begun.provider });
    const found = await Oidc.identify(settings, Attempts.roundTrip(back.state), back, purpose.kind === "confirm", Date.now());
    await ctx.runMutation(internal.oidc.settle, { purpose: purpose.kind, identity: found });
    return { purpose: purpose.kind };
  },
});

/** One's own connected accounts, whether one has a password, and when the provider last asked in its place (epoch ms). `providerId`: of `offers`, `null` when its provider is gone. */
export const connected = pageQuery({
  args: {},
  returns: v.object({
    hasPassword: v.boolean(),
    accounts: v.array(
      v.object({
        id: v.id("identities"),
        issuer: v.string(),
        email: nullable(v.string()),
        connectedAt: v.number(),
        lastUsedAt: nullable(v.number()),
        confirmedAt: nullable(v.number()),
        providerId: nullable(v.string()),
        isOnlyWay: v.boolean(),
      }),
    ),
  }),
  handler: async (ctx) => await Identities.list(ctx, await requireSignedIn(ctx)),
});

/** Ends the other sign-ins too. Never the only way to sign in. */
export const disconnect = pageMutation({
  args: { id: v.id("identities") },
  returns: v.object({ endedSignIns: v.number() }),
  handler: async (ctx, { id }) => ({ endedSignIns: await Identities.disconnect(ctx, await requireSignedIn(ctx), id, Date.now()) }),
});

/** For what begins and ends a round trip. */
export const open = internalMutation({
  args: { state: v.string(), page: v.string(), provider: v.string(), purpose: oidcPurpose },
  returns: nullable(v.number()),
  handler: async (ctx, args) => await Attempts.open(ctx, args, Date.now()),
});

export const take = internalMutation({
  args: { state: v.string(), page: v.string() },
  returns: nullable(v.object({ purpose: oidcPurpose, provider: v.string() })),
  handler: async (ctx, args) => await Attempts.take(ctx, args, Date.now()),
});

const signedInId = v.id("authSessions");

/** `connects`: throws `password_not_enough` where a password alone may connect nothing. */
export const signedIn = internalQuery({
  args: { connects: v.optional(v.boolean()) },
  returns: signedInId,
  handler: async (ctx, { connects }) => {
    const me = await requireSignedIn(ctx);
    if (connects === true) await requireOwnChange(ctx, me);
    return me.signIn._id;
  },
});

/** For the sign-in: who it is by the word of the provider. */
export const admit = internalMutation({
  args: { identity, invitation: v.optional(v.string()), attempt: v.string() },
  returns: v.union(
    v.object({ ok: v.literal(true), userId: v.id("users"), signInId: v.id("authSessions") }),
    v.object({ ok: v.literal(false), needs: v.literal("code") }),
  ),
  handler: async (ctx, args) => await Identities.admitIdentity(ctx, args, Date.now()),
});

/** For `finish`. */
export const settle = internalMutation({
  args: { purpose: signedInPurpose, identity },
  returns: v.null(),
  handler: async (ctx, args) => {
    const who = await requireSignedIn(ctx);
    await (args.purpose === "connect" ? Identities.connect : Identities.confirm)(ctx, who, args.identity, Date.now());
    return null;
  },
});
