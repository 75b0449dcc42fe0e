import { v } from "convex/values";

import { mutationAs, queryAs } from "./functions";
import * as Handovers from "./model/handovers";
import { actor, nullable } from "./model/shapes";

const view = v.object({
  id: v.id("handovers"),
  note: v.string(),
  /** From when the shift reckons, epoch ms. */
  since: v.number(),
  left: actor,
  leftAt: v.number(),
  taken: nullable(v.object({ by: actor, at: v.number() })),
});

/** The newest 20 notes of shifts that were handed over, newest first. */
export const list = queryAs("viewer")({
  args: {},
  returns: v.array(view),
  handler: (ctx) => Handovers.list(ctx, ctx.me.organizationId),
});

/** Whoever leaves says what the next shift must know. `since`: when the shift began, epoch ms. Throws `invalid` for an empty or too long note. */
export const leave = mutationAs("operator")({
  args: { note: v.string(), since: v.number() },
  returns: v.object({ id: v.id("handovers") }),
  handler: (ctx, args) => Handovers.leave(ctx, ctx.me, args, Date.now()),
});

/** Whoever comes says that they read it. Throws `conflict` for one's own note and for one that somebody took. */
export const take = mutationAs("operator")({
  args: { id: v.id("handovers") },
  returns: v.null(),
  handler: async (ctx, { id }) => {
    await Handovers.take(ctx, ctx.me, id, Date.now());
    return null;
  },
});
