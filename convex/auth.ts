import { ConvexCredentials, type ConvexCredentialsUserConfig } from "@convex-dev/auth/providers/ConvexCredentials";
import { Password } from "@convex-dev/auth/providers/Password";
import { convexAuth } from "@convex-dev/auth/server";
import { makeFunctionReference } from "convex/server";

import type { DataModel } from "./_generated/dataModel";
import type { MutationCtx } from "./_generated/server";
import { appError } from "./errors";
import { admit, normalizeEmail } from "./model/people/accounts";
import { checkPassword, nextTryMs } from "./model/people/passwords";

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

// By name, because the type of `internal` depends on this very file.
const takeSignIn = makeFunctionReference<"mutation", { email: string }, number | null>("account:takeSignIn");

const password = Password<DataModel>({
  profile,
  validatePasswordRequirements: (secret) => void checkPassword(secret, "$.password"),
});

// The library keeps what it was given under `options`, and knows no refusal that says when to come back.
const { options } = password as unknown as { options: ConvexCredentialsUserConfig<DataModel> };

const limited = ConvexCredentials<DataModel>({
  ...options,
  authorize: async (params, ctx) => {
    const retryAfterMs = await ctx.runMutation(takeSignIn, { email: normalizeEmail(text(params.email) ?? "") });
    if (retryAfterMs !== null) throw appError({ code: "rate_limited", retryAfterMs });
    try {
      return await options.authorize(params, ctx);
    } catch (error) {
      const reason = error instanceof Error ? error.message : "";
      if (reason.includes("TooManyFailedAttempts")) throw appError({ code: "rate_limited", retryAfterMs: nextTryMs });
      // One answer for both, so that nobody learns who has an account.
      if (!/InvalidSecret|InvalidAccountId/.test(reason)) throw error;
      throw appError({ code: "invalid", path: "$.password", message: "The email address or the password is wrong." });
    }
  },
});

/** Password accounts. Sign-up needs `setupToken` (first run) or `invitation`; nobody else gets an account. */
export const { auth, signIn, signOut, store, isAuthenticated } = convexAuth({
  providers: [limited],
  callbacks: {
    createOrUpdateUser: async (ctx, { existingUserId, profile: claim }) => {
      if (existingUserId !== null) return existingUserId;
      // The library types its context for any data model; it is this one.
      return await admit(ctx as unknown as MutationCtx, claim, Date.now());
    },
  },
});
