import { v } from "convex/values";

import { internalAction, internalMutation, internalQuery } from "./_generated/server";
import { pageQuery } from "./functions";
import * as Setup from "./model/people/setup";
import { nullable, role } from "./model/shapes";

/** Whether the first admin still has to be created. */
export const status = pageQuery({
  args: {},
  returns: v.object({ needsSetup: v.boolean() }),
  handler: (ctx) => Setup.status(ctx),
});

/** The first-run token, valid 24 h, shown once; the earlier ones stop working. Refused once an operator exists. */
export const issueToken = internalMutation({
  args: {},
  returns: v.object({ token: v.string(), expiresAt: v.number() }),
  handler: (ctx) => Setup.issueToken(ctx, Date.now()),
});

/** An API key for scripts on the machine itself; creates the organization when there is none. */
export const createApiKey = internalMutation({
  args: { name: v.string(), role: v.optional(role), organizationName: v.optional(v.string()) },
  returns: v.object({ id: v.id("apiKeys"), apiKey: v.string(), prefix: v.string() }),
  handler: (ctx, args) => Setup.createApiKey(ctx, args, Date.now()),
});

/** A password account with a membership; creates the organization when there is none. */
export const createOperator = internalAction({
  args: {
    email: v.string(),
    password: v.string(),
    name: v.optional(v.string()),
    role: v.optional(role),
    organizationName: v.optional(v.string()),
  },
  returns: v.object({ userId: v.id("users") }),
  handler: (ctx, args) => Setup.createOperator(ctx, args),
});

/** Gives somebody a new password and ends their sign-ins. Throws when there is no such account. */
export const resetPassword = internalAction({
  args: { email: v.string(), password: v.string() },
  returns: v.null(),
  handler: (ctx, args) => Setup.resetPassword(ctx, args),
});

/** Takes the second factor of somebody who lost it and the recovery codes, and ends their sign-ins. */
export const resetSecondFactor = internalMutation({
  args: { email: v.string() },
  returns: v.null(),
  handler: (ctx, { email }) => Setup.resetSecondFactor(ctx, email, Date.now()),
});

/** Takes all passkeys of somebody whose device was stolen, and ends their sign-ins. */
export const removePasskeys = internalMutation({
  args: { email: v.string() },
  returns: v.object({ removed: v.number() }),
  handler: (ctx, { email }) => Setup.removePasskeys(ctx, email, Date.now()),
});

/** Lets a password be enough again in every organization that asks for more, for admins who lost every passkey and provider. Answers in how many. Throws `conflict` for none. */
export const allowPasswords = internalMutation({
  args: {},
  returns: v.object({ organizations: v.number() }),
  handler: async (ctx) => ({ organizations: await Setup.allowPasswords(ctx, Date.now()) }),
});

/** Takes away a sign-in provider that an admin has set, by its name: where several organizations are, admins may not. Throws `not_found`. */
export const removeSignInProvider = internalMutation({
  args: { name: v.string() },
  returns: v.null(),
  handler: (ctx, { name }) => Setup.removeSignInProvider(ctx, name, Date.now()),
});

export const withoutPassword = internalQuery({
  args: { email: v.string() },
  returns: nullable(v.id("users")),
  handler: (ctx, { email }) => Setup.withoutPassword(ctx, email),
});

export const passwordWasReset = internalMutation({
  args: { userId: v.id("users") },
  returns: v.null(),
  handler: (ctx, { userId }) => Setup.passwordWasReset(ctx, userId, Date.now()),
});
