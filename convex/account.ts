import { getAuthUserId } from "@convex-dev/auth/server";
import { v } from "convex/values";

import { appError } from "./errors";
import { mutationAs, openMutation, openQuery } from "./functions";
import { acceptInvitation } from "./model/accounts";
import { recordAudit } from "./model/audit";
import { checkName } from "./model/checks";
import { nullable, role } from "./model/shapes";

/** The signed-in operator: `null` when signed out, `membership: null` when removed from the organization. */
export const me = openQuery({
  args: {},
  returns: nullable(
    v.object({
      user: v.object({ id: v.id("users"), name: v.string(), email: v.string() }),
      membership: nullable(v.object({ role, organization: v.object({ id: v.id("organizations"), name: v.string() }) })),
    }),
  ),
  handler: async (ctx) => {
    const subject = await getAuthUserId(ctx);
    const userId = subject === null ? null : ctx.db.normalizeId("users", subject);
    const user = userId === null ? null : await ctx.db.get("users", userId);
    if (user === null) return null;
    const membership = await ctx.db
      .query("memberships")
      .withIndex("by_userId", (q) => q.eq("userId", user._id))
      .first();
    const organization = membership === null ? null : await ctx.db.get("organizations", membership.organizationId);
    return {
      user: { id: user._id, name: user.name ?? "", email: user.email ?? "" },
      membership:
        membership === null || organization === null
          ? null
          : { role: membership.role, organization: { id: organization._id, name: organization.name } },
    };
  },
});

export const rename = mutationAs("viewer")({
  args: { name: v.string() },
  returns: v.null(),
  handler: async (ctx, args) => {
    const { user, actor, organizationId } = ctx.me;
    const name = checkName(args.name, "$.name");
    await ctx.db.patch("users", user._id, { name });
    await recordAudit(ctx, {
      organizationId,
      at: Date.now(),
      actor,
      action: "account.rename",
      target: { kind: "operator", id: user._id, name },
      before: { name: user.name ?? "" },
      after: { name },
    });
    return null;
  },
});

/** For an operator who has an account but belongs to no organization (any more); everybody else signs up with it. */
export const join = openMutation({
  args: { invitation: v.string() },
  returns: v.null(),
  handler: async (ctx, { invitation }) => {
    const subject = await getAuthUserId(ctx);
    const userId = subject === null ? null : ctx.db.normalizeId("users", subject);
    const user = userId === null ? null : await ctx.db.get("users", userId);
    if (user === null) throw appError({ code: "unauthenticated" });
    await acceptInvitation(ctx, user, invitation, Date.now());
    return null;
  },
});
