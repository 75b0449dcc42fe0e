import { v } from "convex/values";

import { mutationAs, queryAs } from "./functions";
import * as DeviceLogins from "./model/people/deviceLogins";
import { nullable } from "./model/shapes";

const code = { userCode: v.string() };

/** What asks to be let in, so that a person can compare it with the machine before them. `null`: no such code. */
export const get = queryAs("operator")({
  args: code,
  returns: nullable(
    v.object({
      userCode: v.string(),
      hostname: nullable(v.string()),
      createdAt: v.number(),
      expiresAt: v.number(),
      state: v.union(v.literal("open"), v.literal("approved"), v.literal("denied"), v.literal("used")),
    }),
  ),
  handler: (ctx, { userCode }) => DeviceLogins.get(ctx, userCode),
});

/** The machine gets an API key of this organization with at most the role of an operator. */
export const approve = mutationAs("operator")({
  args: code,
  returns: v.null(),
  handler: async (ctx, { userCode }) => {
    await DeviceLogins.decide(ctx, ctx.me, userCode, "approved", Date.now());
    return null;
  },
});

export const deny = mutationAs("operator")({
  args: code,
  returns: v.null(),
  handler: async (ctx, { userCode }) => {
    await DeviceLogins.decide(ctx, ctx.me, userCode, "denied", Date.now());
    return null;
  },
});
