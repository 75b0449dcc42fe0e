import { v } from "convex/values";

import { mutationAs, queryAs } from "./functions";
import * as Invitations from "./model/people/invitations";
import { limits, role } from "./model/shapes";
import { invitationView } from "./model/people/answers";

export const list = queryAs("admin")({
  args: {},
  returns: v.array(invitationView),
  handler: (ctx) => Invitations.list(ctx, ctx.me.organizationId),
});

/**
 * `invitation` is the secret, shown once: sign-up passes it as the `invitation` parameter. `limits`: on which robots and deployments the
 * new member may act from their first moment on; a list that is absent means every one, and the admin role takes none (`conflict`).
 */
export const create = mutationAs("admin")({
  args: { email: v.string(), role, limits: v.optional(limits) },
  returns: v.object({ id: v.id("invitations"), invitation: v.string(), expiresAt: v.number() }),
  handler: (ctx, args) => Invitations.create(ctx, ctx.me, args, Date.now()),
});

export const revoke = mutationAs("admin")({
  args: { id: v.id("invitations") },
  returns: v.null(),
  handler: async (ctx, { id }) => {
    await Invitations.revoke(ctx, ctx.me, id, Date.now());
    return null;
  },
});
