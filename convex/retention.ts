import { v } from "convex/values";

import { mutationAs, queryAs } from "./functions";
import * as Retention from "./model/heartbeats/retention";

const retention = v.object({
  /** Hours that means of minutes stay, 1 to 720. */
  chartHours: v.number(),
  /** Days that the single heartbeats of a kept run stay, 1 to 365. */
  keptDays: v.number(),
  /** Every run is kept from its beginning. */
  keepsEveryRun: v.boolean(),
});

/** How long the organization's raw data stays; receipts stay always. */
export const get = queryAs("viewer")({
  args: {},
  returns: retention,
  handler: (ctx) => Retention.retentionOf(ctx, ctx.me.organizationId),
});

/** Chooses it, also for what is there already: what is older than a shorter time goes within minutes. `keepsEveryRun` counts for sessions to come. */
export const set = mutationAs("admin")({
  args: retention.fields,
  returns: retention,
  handler: (ctx, args) => Retention.setRetention(ctx, ctx.me, args, Date.now()),
});
