import type { Id } from "../../_generated/dataModel";
import type { QueryCtx } from "../../_generated/server";
import { conflict } from "../../errors";
import { ofPerson } from "./ofPerson";
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

/** Whether an organization of the person takes no sign-in by a password alone. */
export async function isHeldBeyondPassword(ctx: Read, userId: Id<"users">): Promise<boolean> {
  const organizations = await Promise.all(
    (await ofPerson(ctx, userId)).map(({ organizationId }) => ctx.db.get("organizations", organizationId)),
  );
  return organizations.some((each) => each?.refusesPasswords === true);
}

/** Whether the person can sign in at a provider that the deployment has now, or by a passkey of its address; `without`: by another one than this. */
export async function hasWayBeyondPassword(ctx: Read, userId: Id<"users">, without?: Id<"identities"> | Id<"passkeys">): Promise<boolean> {
  const [there, rpId] = [await offers(ctx), place()?.rpId];
  if ((await identitiesOf(ctx, userId)).some((row) => row._id !== without && offerOf(there, row.issuer) !== undefined)) return true;
  return (await passkeysOf(ctx, userId)).some((row) => row._id !== without && row.rpId === rpId);
}

/** Whether the person can still sign in without this one, also where a password is not enough. */
export async function hasAnotherWay(ctx: Read, userId: Id<"users">, without: Id<"identities"> | Id<"passkeys">): Promise<boolean> {
  if (await hasWayBeyondPassword(ctx, userId, without)) return true;
  return (await hasPassword(ctx, userId)) && !(await isHeldBeyondPassword(ctx, userId));
}

/** Why the last one stays. */
export const lastWay = async (ctx: Read, userId: Id<"users">) =>
  conflict(
    "last_way_in",
    (await hasPassword(ctx, userId))
      ? "A password is not enough in your organization, so this is your only way to sign in."
      : "You have no password, so this is your only way to sign in.",
  );
