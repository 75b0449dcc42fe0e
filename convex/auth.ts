import { Password } from "@convex-dev/auth/providers/Password";
import { convexAuth } from "@convex-dev/auth/server";

import type { DataModel } from "./_generated/dataModel";
import type { MutationCtx } from "./_generated/server";
import { admit, normalizeEmail } from "./model/accounts";
import { checkPassword } from "./model/passwords";

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

/** Password accounts. Sign-up needs `setupToken` (first run) or `invitation`; nobody else gets an account. */
export const { auth, signIn, signOut, store, isAuthenticated } = convexAuth({
  providers: [
    Password<DataModel>({
      profile,
      validatePasswordRequirements: (password) => void checkPassword(password, "$.password"),
    }),
  ],
  callbacks: {
    createOrUpdateUser: async (ctx, { existingUserId, profile: claim }) => {
      if (existingUserId !== null) return existingUserId;
      // The library types its context for any data model; it is this one.
      return await admit(ctx as unknown as MutationCtx, claim, Date.now());
    },
  },
});
