import { v } from "convex/values";

import { mutationAs, queryAs } from "./functions";
import * as Rule from "./model/people/signInRule";

/** Whether members need a passkey or an OpenID provider at sign-in for everything but to look, stop and demote; and whether this sign-in is by one. */
export const status = queryAs("viewer")({
  args: {},
  returns: v.object({ refusesPasswords: v.boolean(), isBeyondPassword: v.boolean() }),
  handler: async (ctx) => {
    const organization = await ctx.db.get("organizations", ctx.me.organizationId);
    return { refusesPasswords: organization?.refusesPasswords === true, isBeyondPassword: Rule.isBeyondPassword(ctx.me.signIn) };
  },
});

/**
 * From then on a password alone lets members look, stop and demote, also in sign-ins that are open, which are told so. Refused with `conflict`
 * where the admin is signed in by a password alone. Who has no passkey and no account of a provider yet adds the first by the password.
 */
export const set = mutationAs("admin")({
  args: { refusesPasswords: v.boolean() },
  returns: v.null(),
  handler: async (ctx, { refusesPasswords }) => {
    await Rule.set(ctx, ctx.me, refusesPasswords, Date.now());
    return null;
  },
});
