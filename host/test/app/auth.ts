import { Password } from "@convex-dev/auth/providers/Password";
import { convexAuth, getAuthUserId } from "@convex-dev/auth/server";
import { queryGeneric } from "convex/server";

export const { auth, signIn, signOut, store, isAuthenticated } = convexAuth({ providers: [Password] });

export const me = queryGeneric({
  args: {},
  handler: async (ctx) => {
    const userId = await getAuthUserId(ctx as never);
    return userId === null ? null : ctx.db.get(userId);
  },
});

export const identity = queryGeneric({ args: {}, handler: (ctx) => ctx.auth.getUserIdentity() });
