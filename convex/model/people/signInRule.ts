import type { Doc, Id } from "../../_generated/dataModel";
import type { MutationCtx, QueryCtx } from "../../_generated/server";
import { appError, conflict } from "../../errors";
import { recordAudit, type Actor } from "../audit";
import type { Me } from "./me";
import { place } from "./passkeyPlace";
import { offerOf, offers, remove } from "./signInProviders";
import type { SignedIn } from "./signIns";
import { hasPassword, hasWayBeyondPassword, identitiesOf, isHeldBeyondPassword, passkeysOf } from "./waysIn";

type Read = Pick<QueryCtx, "db">;
type Write = Pick<MutationCtx, "db">;

const most = 500;

/** Whether more than a password stands behind a sign-in: a passkey, or the word of an OpenID provider. */
export const isBeyondPassword = ({ passkey, provider }: Doc<"authSessions">): boolean => passkey !== undefined || provider !== undefined;

/** Whether this sign-in may only look, stop and demote there. */
export const isRefused = (
  organization: Pick<Doc<"organizations">, "refusesPasswords"> | null | undefined,
  signIn: Doc<"authSessions">,
): boolean => organization?.refusesPasswords === true && !isBeyondPassword(signIn);

/**
 * For what changes the ways in of a person whom the rule holds: once they have a passkey or a provider's account, a password alone changes
 * none of them. Whoever has neither yet makes the first by the password.
 * @throws `password_not_enough`
 */
export async function requireOwnChange(ctx: Read, { user, signIn }: SignedIn): Promise<void> {
  if (isBeyondPassword(signIn) || !(await isHeldBeyondPassword(ctx, user._id))) return;
  if (await hasWayBeyondPassword(ctx, user._id)) throw appError({ code: "password_not_enough" });
}

/** @throws `conflict` for an admin who signed in by a password and would be the first to be locked out */
export async function set(ctx: Write, me: Me, refusesPasswords: boolean, now: number): Promise<void> {
  const organization = await ctx.db.get("organizations", me.organizationId);
  if (organization === null || (organization.refusesPasswords ?? false) === refusesPasswords) return;
  if (refusesPasswords && !isBeyondPassword(me.signIn)) {
    throw conflict(
      "password_not_enough",
      "You are signed in by a password. Sign in by a passkey or a provider first, so that you are not locked out.",
    );
  }
  await write(ctx, organization, me.actor, refusesPasswords, now);
}

async function write(
  ctx: Write,
  { _id: id, name }: Doc<"organizations">,
  actor: Actor,
  refusesPasswords: boolean,
  now: number,
): Promise<void> {
  await ctx.db.patch("organizations", id, { refusesPasswords });
  await recordAudit(ctx, {
    organizationId: id,
    at: now,
    actor,
    action: "organization.refusePasswords",
    target: { kind: "organization", id, name },
    before: { refusesPasswords: !refusesPasswords },
    after: { refusesPasswords },
  });
}

/** By whoever runs the server, for an organization whose admins have lost every passkey and provider. @throws `conflict` when no organization has the rule */
export async function lift(ctx: Write, actor: Actor, now: number): Promise<number> {
  const held = (await ctx.db.query("organizations").take(most)).filter((each) => each.refusesPasswords === true);
  if (held.length === 0) throw conflict("sign_in_rule", "No organization asks for more than a password.");
  for (const organization of held) await write(ctx, organization, actor, false, now);
  return held.length;
}

/** Whether an admin could still come in and act when nobody signs in by this issuer: by what they have, or by the first passkey that their password makes. */
async function canActWithout(ctx: Read, userId: Id<"users">, issuer: string): Promise<boolean> {
  const rpId = place()?.rpId;
  const there = (await offers(ctx)).filter((offer) => offer.issuer !== issuer);
  if (rpId !== undefined && (await passkeysOf(ctx, userId)).some((row) => row.rpId === rpId)) return true;
  if ((await identitiesOf(ctx, userId)).some((row) => offerOf(there, row.issuer) !== undefined)) return true;
  return (rpId !== undefined || there.length > 0) && (await hasPassword(ctx, userId));
}

/** Nobody signs in by it from then on. @throws `conflict` where passwords are not enough and no admin would have another way */
export async function removeProvider(ctx: Write, me: Me, id: Id<"signInProviders">, now: number): Promise<void> {
  const row = await ctx.db.get("signInProviders", id);
  if (row !== null && (await ctx.db.get("organizations", me.organizationId))?.refusesPasswords === true) {
    const members = await ctx.db
      .query("memberships")
      .withIndex("by_organizationId", (q) => q.eq("organizationId", me.organizationId))
      .take(most);
    const left = await Promise.all(
      members.filter(({ role }) => role === "admin").map(({ userId }) => canActWithout(ctx, userId, row.issuer)),
    );
    if (!left.includes(true))
      throw conflict(
        "last_way_in",
        "A password is not enough here, and no admin could sign in without this provider. Add a passkey first.",
      );
  }
  await remove(ctx, me, id, now);
}
