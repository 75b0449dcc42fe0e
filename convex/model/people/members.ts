import type { Id } from "../../_generated/dataModel";
import type { MutationCtx, QueryCtx } from "../../_generated/server";
import { appError } from "../../errors";
import { recordAudit } from "../audit";
import { endDuties } from "./duties";
import type { Me } from "./me";
import { limitsOf } from "./limits";
import { keepOnKeys } from "./settingLimits";
import { hasSecondFactor } from "./secondFactors";
import { hasWayBeyondPassword } from "./waysIn";
import { renewPass } from "./watchPass";

const most = 500;

async function ofOrganization(ctx: Pick<QueryCtx, "db">, organizationId: Id<"organizations">) {
  return await ctx.db
    .query("memberships")
    .withIndex("by_organizationId", (q) => q.eq("organizationId", organizationId))
    .take(most);
}

export async function list(ctx: Pick<QueryCtx, "db">, me: Me) {
  const memberships = await ofOrganization(ctx, me.organizationId);
  return await Promise.all(
    memberships.map(async (membership) => {
      const user = await ctx.db.get("users", membership.userId);
      return {
        id: membership._id,
        userId: membership.userId,
        name: user?.name ?? "",
        email: user?.email ?? "",
        role: membership.role,
        ...(membership.limits === undefined ? {} : { limits: membership.limits }),
        joinedAt: membership.createdAt,
        hasWayBeyondPassword: await hasWayBeyondPassword(ctx, membership.userId),
        hasSecondFactor: await hasSecondFactor(ctx, membership.userId),
        isMe: membership.userId === me.user._id,
      };
    }),
  );
}

/** A member of the caller's own organization, and what the log calls them. */
export async function memberOf(ctx: Pick<QueryCtx, "db">, me: Me, id: Id<"memberships">) {
  const membership = await ctx.db.get("memberships", id);
  if (membership === null || membership.organizationId !== me.organizationId) {
    throw appError({ code: "not_found", what: "member" });
  }
  const user = await ctx.db.get("users", membership.userId);
  return { membership, name: user?.name ?? user?.email ?? "member" };
}

async function refuseLastAdmin(ctx: Pick<QueryCtx, "db">, me: Me, id: Id<"memberships">) {
  const others = (await ofOrganization(ctx, me.organizationId)).filter((m) => m._id !== id && m.role === "admin");
  if (others.length === 0) {
    throw appError({ code: "conflict", reason: "last_admin", message: "An organization needs at least one admin." });
  }
}

export async function setRole(
  ctx: Pick<MutationCtx, "db">,
  me: Me,
  args: { id: Id<"memberships">; role: "viewer" | "operator" | "admin" },
  now: number,
) {
  const { membership, name } = await memberOf(ctx, me, args.id);
  if (membership.role === args.role) return;
  if (membership.role === "admin") await refuseLastAdmin(ctx, me, args.id);
  await ctx.db.patch("memberships", args.id, { role: args.role });
  const left = args.role === "viewer" ? undefined : (limitsOf({ ...membership, role: args.role }) ?? {});
  await endDuties(ctx, membership, { by: me.actor, left }, now);
  await recordAudit(ctx, {
    organizationId: me.organizationId,
    at: now,
    actor: me.actor,
    action: "member.setRole",
    target: { kind: "member", id: args.id, name },
    before: { role: membership.role },
    after: { role: args.role },
  });
}

export async function remove(ctx: Pick<MutationCtx, "db">, me: Me, id: Id<"memberships">, now: number) {
  const { membership, name } = await memberOf(ctx, me, id);
  if (membership.role === "admin") await refuseLastAdmin(ctx, me, id);
  const limits = limitsOf(membership);
  if (limits !== null) await keepOnKeys(ctx, membership, limits);
  await ctx.db.delete("memberships", id);
  await endDuties(ctx, membership, { by: me.actor }, now);
  await renewPass(ctx, me.organizationId, now);
  await recordAudit(ctx, {
    organizationId: me.organizationId,
    at: now,
    actor: me.actor,
    action: "member.remove",
    target: { kind: "member", id, name },
    before: { role: membership.role },
  });
}
