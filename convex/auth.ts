import { ConvexCredentials, type ConvexCredentialsUserConfig } from "@convex-dev/auth/providers/ConvexCredentials";
import { Password } from "@convex-dev/auth/providers/Password";
import { convexAuth } from "@convex-dev/auth/server";
import { makeFunctionReference } from "convex/server";

import type { DataModel, Id } from "./_generated/dataModel";
import type { MutationCtx } from "./_generated/server";
import { appError } from "./errors";
import { admit, invitationNeeded, normalizeEmail } from "./model/people/accounts";
import { signInByOidc } from "./model/people/oidcSignIn";
import { joinByPasskey, signInByPasskey } from "./model/people/passkeySignIn";
import { crypto, secretFor, secretToCreate } from "./model/people/passwordHashes";
import { checkPassword, nextTryMs } from "./model/people/passwords";
import type * as SecondFactors from "./model/people/secondFactors";

const text = (value: unknown) => (typeof value === "string" ? value : undefined);

// What sign-up passes on to `createOrUpdateUser`, which decides in the transaction that makes the account.
function profile(params: Record<string, unknown>) {
  const email = normalizeEmail(text(params.email) ?? "");
  const name = (text(params.name) ?? "").trim().slice(0, 100);
  const claim = {
    setupToken: text(params.setupToken),
    invitation: text(params.invitation),
    organizationName: text(params.organizationName),
  };
  return { email, name: name === "" ? email : name, ...claim };
}

type CodeGiven = Awaited<ReturnType<typeof SecondFactors.finish>>;

// By name, because the type of `internal` depends on this very file.
const takeSignIn = makeFunctionReference<"mutation", { email: string }, number | null>("account:takeSignIn");

type Joining = { invitation?: string; setupToken?: string; organizationName?: string; email: string; name: string; now: number };
const mayJoin = makeFunctionReference<"query", Joining, { email: string; name: string }>("passkeyJoins:check");
const passwordGiven = makeFunctionReference<"mutation", { userId: Id<"users">; attempt: string }, boolean>("secondFactor:passwordGiven");
const codeGiven = makeFunctionReference<"mutation", { attempt: string; code: string }, CodeGiven>("secondFactor:codeGiven");

const password = Password<DataModel>({
  profile,
  crypto,
  // What the library is given is a hash; the password itself is checked before.
  validatePasswordRequirements: () => undefined,
});

// The library keeps what it was given under `options`, and knows no refusal that says when to come back.
const { options } = password as unknown as { options: ConvexCredentialsUserConfig<DataModel> };

type AuthContext = Parameters<typeof options.authorize>[1];

async function secretOf({ flow, email, password: given }: Parameters<typeof options.authorize>[0], ctx: AuthContext): Promise<string> {
  const id = normalizeEmail(text(email) ?? "");
  if (flow === "signUp") return await secretToCreate(ctx, id, checkPassword(given, "$.password"));
  // Far beyond what is allowed there is nothing to compare, only a hash to be kept busy with.
  return await secretFor(ctx, id, (text(given) ?? "").slice(0, 201));
}

/** Of an address with an account: that there is one is told only to whom its own invitation, or the token of the first run, would let in. */
async function refuseAsOfAnyAddress(params: Parameters<typeof options.authorize>[0], ctx: AuthContext): Promise<void> {
  const [invitation, setupToken, organizationName] = [params.invitation, params.setupToken, params.organizationName].map(text);
  if (invitation === undefined && setupToken === undefined) throw invitationNeeded();
  const proof = setupToken === undefined ? { invitation: invitation ?? "" } : { setupToken, organizationName: organizationName ?? "-" };
  await ctx.runQuery(mayJoin, { ...proof, email: text(params.email) ?? "", name: text(params.name) ?? "", now: Date.now() });
}

async function byPassword(params: Parameters<typeof options.authorize>[0], ctx: AuthContext) {
  try {
    return await options.authorize({ ...params, password: await secretOf(params, ctx) }, ctx);
  } catch (error) {
    const reason = error instanceof Error ? error.message : "";
    if (reason.includes("TooManyFailedAttempts")) throw appError({ code: "rate_limited", retryAfterMs: nextTryMs });
    if (reason.includes("already exists")) await refuseAsOfAnyAddress(params, ctx);
    // One answer for both, so that nobody learns who has an account.
    if (!/InvalidSecret|InvalidAccountId/.test(reason)) throw error;
    throw appError({ code: "invalid", path: "$.password", message: "The email address or the password is wrong." });
  }
}

async function byCode(
  ctx: AuthContext,
  given: { attempt: string; code: string },
): Promise<{ userId: Id<"users">; sessionId?: Id<"authSessions"> }> {
  const answer = await ctx.runMutation(codeGiven, given);
  if (answer.ok) return { userId: answer.userId, ...(answer.signInId === undefined ? {} : { sessionId: answer.signInId }) };
  if (answer.reason === "rate_limited") throw appError({ code: "rate_limited", retryAfterMs: answer.retryAfterMs });
  throw appError({ code: "invalid", path: answer.reason === "expired" ? "$.attempt" : "$.code", message: codeRefusals[answer.reason] });
}

const codeRefusals = {
  wrong_code: "This code is wrong. Is the clock of the authenticator right?",
  used_code: "This code was used already. Wait for the next one.",
  expired: "The sign-in took too long. Begin again with the password.",
};

const limited = ConvexCredentials<DataModel>({
  ...options,
  authorize: async (params, ctx) => {
    if (params.flow === "code") return await byCode(ctx, { attempt: text(params.attempt) ?? "", code: text(params.code) ?? "" });
    const retryAfterMs = await ctx.runMutation(takeSignIn, { email: normalizeEmail(text(params.email) ?? "") });
    if (retryAfterMs !== null) throw appError({ code: "rate_limited", retryAfterMs });
    const found = await byPassword(params, ctx);
    // Not for sign-in alone: with the right password, a sign-up of an account that exists is one.
    if (found !== null && (await ctx.runMutation(passwordGiven, { userId: found.userId, attempt: text(params.attempt) ?? "" }))) {
      throw appError({ code: "second_factor", needs: "code" });
    }
    return found;
  },
});

const byProvider = ConvexCredentials<DataModel>({
  id: "oidc",
  authorize: async (params, ctx) => {
    const [attempt = "", code = "", state = "", iss, invitation] = [
      params.attempt,
      params.code,
      params.state,
      params.iss,
      params.invitation,
    ].map(text);
    return await signInByOidc(ctx, { attempt, invitation, back: { code, state, ...(iss === undefined ? {} : { iss }) } });
  },
});

const byPasskey = ConvexCredentials<DataModel>({
  id: "passkey",
  authorize: async (params, ctx) => {
    const [id = "", clientDataJSON = "", authenticatorData = "", signature = "", userHandle = ""] = [
      params.id,
      params.clientDataJSON,
      params.authenticatorData,
      params.signature,
      params.userHandle,
    ].map(text);
    return await signInByPasskey(ctx, { id, clientDataJSON, authenticatorData, signature, userHandle });
  },
});

const byNewPasskey = ConvexCredentials<DataModel>({
  id: "newPasskey",
  authorize: async (params, ctx) => {
    const [invitation, setupToken, organizationName] = [params.invitation, params.setupToken, params.organizationName].map(text);
    const [passkeyName = "", id = "", clientDataJSON = "", attestationObject = ""] = [
      params.passkeyName,
      params.id,
      params.clientDataJSON,
      params.attestationObject,
    ].map(text);
    const transports = Array.isArray(params.transports) ? params.transports.filter((each) => typeof each === "string") : [];
    return await joinByPasskey(ctx, {
      ...(setupToken === undefined
        ? { invitation: invitation ?? "" }
        : { setupToken, ...(organizationName === undefined ? {} : { organizationName }) }),
      passkeyName,
      id,
      clientDataJSON,
      attestationObject,
      transports,
    });
  },
});

/**
 * Password accounts and, where one is set up, accounts of an OpenID provider, with a code where a second factor is set up; or a passkey, which is both factors. Sign-up, also by a
 * new passkey, needs `setupToken` (first run) or `invitation`; nobody else gets an account.
 */
export const { auth, signIn, signOut, store, isAuthenticated } = convexAuth({
  providers: [limited, byProvider, byPasskey, byNewPasskey],
  callbacks: {
    createOrUpdateUser: async (ctx, { existingUserId, profile: claim }) => {
      if (existingUserId !== null) return existingUserId;
      // The library types its context for any data model; it is this one.
      return await admit(ctx as unknown as MutationCtx, claim, Date.now());
    },
  },
});
