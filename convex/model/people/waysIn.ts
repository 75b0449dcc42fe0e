import type { Id } from "../../_generated/dataModel";
import type { QueryCtx } from "../../_generated/server";
import { place } from "./passkeyPlace";
import { offerOf, offers } from "./signInProviders";

type Read = Pick<QueryCtx, "db">;

/** Of one person; of accounts at providers, another issuer's stay when the deployment changes to it. */
export const [mostIdentities, mostPasskeys] = [20, 20];

export async function hasPassword(ctx: Read, userId: Id<"users">): Promise<boolean> {
  const account = await ctx.db
    .query("authAccounts")
    .withIndex("userIdAndProvider", (q) => q.eq("userId", userId).eq("provider", "password"))
    .first();
  return account !== null;
}

export const identitiesOf = async (ctx: Read, userId: Id<"users">) =>
  await ctx.db
    .query("identities")
    .withIndex("by_userId", (q) => q.eq("userId", userId))
    .take(mostIdentities);

export const passkeysOf = async (ctx: Read, userId: Id<"users">) =>
  await ctx.db
    .query("passkeys")
    .withIndex("by_userId", (q) => q.eq("userId", userId))
    .take(mostPasskeys);

/** Whether the person can still sign in without this one: by a password, at a provider that the deployment has now, or by a passkey of its address. */
export async function hasAnotherWay(ctx: Read, userId: Id<"users">, without: Id<"identities"> | Id<"passkeys">): Promise<boolean> {
  if (await hasPassword(ctx, userId)) return true;
  const [there, rpId] = [await offers(ctx), place()?.rpId];
  if ((await identitiesOf(ctx, userId)).some((row) => row._id !== without && offerOf(there, row.issuer) !== undefined)) return true;
  return (await passkeysOf(ctx, userId)).some((row) => row._id !== without && row.rpId === rpId);
}
