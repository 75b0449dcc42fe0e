import { v } from "convex/values";

import { mutationAs, queryAs } from "./functions";
import * as Members from "./model/people/members";
import { setLimits as setLimitsOf } from "./model/people/settingLimits";
import { limits, role } from "./model/shapes";
import { memberView } from "./model/people/answers";

export const list = queryAs("viewer")({
  args: {},
  returns: v.array(memberView),
  handler: (ctx) => Members.list(ctx, ctx.me),
});

/** Refused with `conflict` when it would leave the organization without an admin. */
export const setRole = mutationAs("admin")({
  args: { id: v.id("memberships"), role },
  returns: v.null(),
  handler: async (ctx, args) => {
    await Members.setRole(ctx, ctx.me, args, Date.now());
    return null;
  },
});

/**
 * On which robots and deployments a member may act; a list that is absent means every one. Holds at once. Reading, stopping and demoting
 * stay as they are. Refused with `conflict` for an admin.
 */
export const setLimits = mutationAs("admin")({
  args: { id: v.id("memberships"), limits },
  returns: v.null(),
  handler: async (ctx, { id, limits: wanted }) => {
    await setLimitsOf(ctx, ctx.me, { ...(await Members.memberOf(ctx, ctx.me, id)), limits: wanted }, Date.now());
    return null;
  },
});

/** The account keeps existing but sees nothing any more. */
export const remove = mutationAs("admin")({
  args: { id: v.id("memberships") },
  returns: v.null(),
  handler: async (ctx, { id }) => {
    await Members.remove(ctx, ctx.me, id, Date.now());
    return null;
  },
});
