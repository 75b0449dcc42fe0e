import { v, type Infer } from "convex/values";

import { internal } from "./_generated/api";
import type { Id } from "./_generated/dataModel";
import { internalAction, internalMutation, internalQuery } from "./_generated/server";
import { appError } from "./errors";
import { pageAction } from "./functions";
import { admit, mayJoin, type Proof } from "./model/people/accounts";
import { tookTooLong, type Purpose } from "./model/people/passkeyChallenges";
import { requirePlace } from "./model/people/passkeyPlace";
import * as Passkeys from "./model/people/passkeys";
import * as WebAuthn from "./model/people/webauthn";
import { randomState } from "./model/secrets";

const person = v.object({ email: v.string(), name: v.string() });
/** An invitation; or in the first run `setupToken`, with what the organization is called. */
const proof = { invitation: v.optional(v.string()), setupToken: v.optional(v.string()), organizationName: v.optional(v.string()) };
const created = { id: v.string(), clientDataJSON: v.string(), attestationObject: v.string(), transports: v.array(v.string()) };

/**
 * Begins an account without a password, for who brings an invitation, or the token of the first run: what `navigator.credentials` is given, as JSON. What comes of it
 * is for `auth:signIn` with the provider `newPasskey`. Refused as a sign-up by password would be, before a passkey is made.
 */
export const begin = pageAction({
  args: { ...proof, email: v.string(), name: v.string() },
  returns: v.object({ options: v.string() }),
  handler: async (ctx, given): Promise<{ options: string }> => {
    const place = requirePlace();
    const who: Infer<typeof person> = await ctx.runQuery(internal.passkeyJoins.check, { ...given, now: Date.now() });
    const handle = randomState();
    const made = await WebAuthn.creationOptions(place, { ...who, handle, credentialIds: [] });
    const purpose: Purpose = { kind: "join", ...who, handle };
    const retryAfterMs: number | null = await ctx.runMutation(internal.passkeys.open, {
      challenge: made.challenge,
      purpose,
      isForField: false,
    });
    if (retryAfterMs !== null) throw appError({ code: "rate_limited", retryAfterMs });
    return { options: JSON.stringify(made) };
  },
});

/** For the sign-in: who has come with this invitation, or the token of the first run, and this new passkey. */
export const join = internalAction({
  args: { ...proof, passkeyName: v.string(), ...created },
  returns: v.object({ userId: v.id("users"), signInId: v.id("authSessions") }),
  handler: async (
    ctx,
    { invitation, setupToken, organizationName, passkeyName, ...given },
  ): Promise<{ userId: Id<"users">; signInId: Id<"authSessions"> }> => {
    const place = requirePlace();
    const challenge = WebAuthn.challengeOf(given.clientDataJSON) ?? "";
    const purpose: Purpose | null = await ctx.runMutation(internal.passkeys.take, { challenge });
    if (purpose?.kind !== "join") throw tookTooLong();
    const made = await WebAuthn.readCreated(place, challenge, given);
    if (made === null) throw Passkeys.notAsAsked();
    const { email, name, handle } = purpose;
    const by: Proof =
      setupToken === undefined
        ? { invitation: invitation ?? "" }
        : { setupToken, ...(organizationName === undefined ? {} : { organizationName }) };
    return await ctx.runMutation(internal.passkeyJoins.settle, { ...by, email, name, handle, passkeyName, rpId: place.rpId, made });
  },
});

/** For `begin`, and for a sign-up by password. */
export const check = internalQuery({
  args: { ...proof, email: v.string(), name: v.string(), now: v.number() },
  returns: person,
  handler: async (ctx, { now, ...given }) => await mayJoin(ctx, given, now),
});

/** For `join`: the account, its passkey and its first sign-in, or nothing of it. */
export const settle = internalMutation({
  args: { ...proof, ...person.fields, handle: v.string(), passkeyName: v.string(), rpId: v.string(), made: Passkeys.newPasskey },
  returns: v.object({ userId: v.id("users"), signInId: v.id("authSessions") }),
  handler: async (ctx, { invitation, setupToken, organizationName, email, name, passkeyName, ...passkey }) => {
    const now = Date.now();
    const userId = await admit(ctx, { email, name, invitation, setupToken, organizationName }, now);
    return { userId, signInId: await Passkeys.begin(ctx, userId, { ...passkey, name: passkeyName }, now) };
  },
});
