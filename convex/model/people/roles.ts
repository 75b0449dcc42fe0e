import type { Doc, Id } from "../../_generated/dataModel";
import type { QueryCtx } from "../../_generated/server";
import { appError } from "../../errors";
import type { Actor } from "../audit";
import { ofPerson } from "./ofPerson";
import { hasTwoFactors } from "./secondFactors";
import { isRefused } from "./signInRule";
import { findSignIn, requireSignedIn } from "./signIns";

export type Role = Doc<"memberships">["role"];
const rank: Record<Role, number> = { viewer: 0, operator: 1, admin: 2 };

export function hasRole(has: Role, needs: Role): boolean {
  return rank[has] >= rank[needs];
}

/**
 * In which organization a person acts who may belong to several: the one that their page shows and names. It is never guessed, so
 * that nothing lands in another one than was looked at; only who belongs to a single one need not name it.
 */
async function membershipOf(
  ctx: Pick<QueryCtx, "db">,
  userId: Id<"users">,
  needs: Role,
  organization?: string,
): Promise<Doc<"memberships">> {
  const memberships = await ofPerson(ctx, userId);
  if (organization === undefined && memberships.length > 1) {
    throw appError({ code: "conflict", reason: "organization", message: "You belong to several organizations. Choose the one you mean." });
  }
  const membership =
    organization === undefined ? memberships[0] : memberships.find(({ organizationId }) => organizationId === organization);
  if (membership === undefined || !hasRole(membership.role, needs)) throw appError({ code: "forbidden", needs });
  return membership;
}

/** The signed-in member, or the refusal thrown; for the internal functions that actions ask. */
export async function requireRole(ctx: Pick<QueryCtx, "auth" | "db">, needs: Role, organization?: string) {
  const { user, signIn } = await requireSignedIn(ctx);
  const membership = await membershipOf(ctx, user._id, needs, organization);
  const actor: Actor = { kind: "operator", id: user._id, name: user.name ?? user.email ?? "operator" };
  return { user, signIn, membership, organizationId: membership.organizationId, actor };
}

/** The same for what acts: where the organization asks for a second factor, or for more than a password, only somebody who gave it. */
export async function requireActing(ctx: Pick<QueryCtx, "auth" | "db">, needs: Role, organization?: string) {
  const me = await requireRole(ctx, needs, organization);
  const found = await ctx.db.get("organizations", me.organizationId);
  if (isRefused(found, me.signIn)) throw appError({ code: "password_not_enough" });
  if (found?.needsSecondFactor === true && !(await hasTwoFactors(ctx, me.signIn))) {
    throw appError({ code: "second_factor", needs: "set_up" });
  }
  return me;
}

/** Which organization the signed-in member may look at, or the refusal thrown; reads no more than it takes to know. */
export async function requireWatcher(ctx: Pick<QueryCtx, "auth" | "db">, needs: Role, organization?: string) {
  const signIn = await findSignIn(ctx);
  if (signIn === null) throw appError({ code: "unauthenticated" });
  const { organizationId } = await membershipOf(ctx, signIn.userId, needs, organization);
  return { organizationId };
}
