import { v } from "convex/values";

import { mutationAs, queryAs } from "./functions";
import * as ApiKeys from "./model/people/apiKeys";
import { setKeyLimits } from "./model/people/settingLimits";
import { limits, nullable, role } from "./model/shapes";
import { apiKeyView } from "./model/people/answers";

export const list = queryAs("operator")({
  args: {},
  returns: v.array(apiKeyView),
  handler: (ctx) => ApiKeys.list(ctx, ctx.me.organizationId),
});

/** `apiKey` is shown this once. `limits`: on which robots and deployments it may act; a list that is absent means every one. `expiresAt` is epoch ms; `null` lives until revoked. */
export const create = mutationAs("admin")({
  args: { name: v.string(), role: v.optional(role), limits: v.optional(limits), expiresAt: v.optional(nullable(v.number())) },
  returns: v.object({ id: v.id("apiKeys"), apiKey: v.string(), prefix: v.string() }),
  handler: (ctx, args) => ApiKeys.create(ctx, ctx.me, args, Date.now()),
});

/**
 * On which robots and deployments a key may act; a list that is absent means every one. Holds from its next call on. Refused with
 * `conflict` for a key of the admin role, and for one that is revoked.
 */
export const setLimits = mutationAs("admin")({
  args: { id: v.id("apiKeys"), limits },
  returns: v.null(),
  handler: async (ctx, args) => {
    await setKeyLimits(ctx, ctx.me, args, Date.now());
    return null;
  },
});

export const revoke = mutationAs("admin")({
  args: { id: v.id("apiKeys") },
  returns: v.null(),
  handler: async (ctx, { id }) => {
    await ApiKeys.revoke(ctx, ctx.me, id, Date.now());
    return null;
  },
});
