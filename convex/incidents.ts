import { paginationOptsValidator } from "convex/server";
import { v } from "convex/values";

import { mutationAs, queryAs } from "./functions";
import { paged } from "./model/answers";
import * as Incidents from "./model/incidents/incidents";
import * as Severities from "./model/incidents/severities";
import { cause, incidentFields } from "./model/incidents/shapes";
import { nullable } from "./model/shapes";

// With its robot, or its deployment where it is of one alone, so that whoever may not act on that is kept from it.
const said = {
  id: v.id("incidents"),
  robotId: nullable(v.id("robots")),
  deploymentId: v.optional(v.id("deployments")),
  note: v.string(),
};
const view = v.object({ id: v.id("incidents"), robotName: nullable(v.string()), deploymentName: nullable(v.string()), ...incidentFields });

/**
 * What needed attention, of the organization, of one robot or of one rule. `open`: what still does, of the organization the gravest first; `moving`: an arm
 * moved, or stopped by itself, which no rule tells; `all`. Newest first otherwise. An incident goes a year after its end. Throws `not_found`, `invalid`.
 */
export const list = queryAs("viewer")({
  args: {
    robotId: v.optional(v.id("robots")),
    ruleId: v.optional(v.union(v.id("alertRules"), v.id("runRules"))),
    show: v.union(v.literal("open"), v.literal("moving"), v.literal("all")),
    paginationOpts: paginationOptsValidator,
  },
  returns: paged(view),
  handler: (ctx, args) => Incidents.list(ctx, ctx.me.organizationId, args),
});

/** Adds what somebody did about it, at most 500 characters, also when it is over. Throws `not_found`, `invalid`. */
export const note = mutationAs("operator")({
  args: said,
  returns: v.null(),
  handler: async (ctx, args) => {
    await Incidents.note(ctx, ctx.me, args, Date.now());
    return null;
  },
});

/** Ends one that only waits for somebody to look (`stop_unasked`, `doctor_failed`), or one of a rule (`rule`), with what they found. Throws `conflict`: `still_so`, `over`; `invalid`. */
export const settle = mutationAs("operator")({
  args: said,
  returns: v.null(),
  handler: async (ctx, args) => {
    await Incidents.settle(ctx, ctx.me, args, Date.now());
    return null;
  },
});

/** How grave the organization takes each cause: 0 critical, 1 serious, 2 moderate, 3 minor; `usual`: where nobody says so. */
export const severities = queryAs("viewer")({
  args: {},
  returns: v.array(v.object({ cause, severity: v.number(), usual: v.number() })),
  handler: (ctx) => Severities.list(ctx, ctx.me.organizationId),
});

/** Holds for incidents that are open or begin from now on. Throws `invalid`; `conflict`: `always_critical` for an arm that may move unseen. */
export const setSeverity = mutationAs("admin")({
  args: { cause, severity: v.number() },
  returns: v.null(),
  handler: async (ctx, args) => {
    await Severities.set(ctx, ctx.me, args, Date.now());
    return null;
  },
});
