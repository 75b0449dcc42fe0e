import { v } from "convex/values";

import { queryAs, watchAs } from "./functions";
import { measure } from "./model/alertRules/shapes";
import { compare } from "./model/heartbeats/comparisons";
import * as Heartbeats from "./model/heartbeats/heartbeats";
import { heartbeatSample } from "./model/heartbeats/shapes";
import { comparedRobot, heartbeatMinuteView } from "./model/heartbeats/answers";

/**
 * Raw samples, oldest first: what the ring of the last 15 minutes has since `since` (server time, epoch ms), at most five a second.
 * A window that moves every second would resubscribe every second: ask for a whole minute and cut in the client.
 */
export const recent = watchAs("viewer")({
  args: { robotId: v.id("robots"), since: v.optional(v.number()) },
  returns: v.array(heartbeatSample),
  handler: (ctx, args) => Heartbeats.recent(ctx, ctx.me.organizationId, args),
});

/** Per-minute min, mean, max and count of every number, oldest first: the newest 24 h (1,440 rows) between `since` and `until`, epoch ms. */
export const minutes = watchAs("viewer")({
  args: { robotId: v.id("robots"), since: v.optional(v.number()), until: v.optional(v.number()) },
  returns: v.array(heartbeatMinuteView),
  handler: (ctx, args) => Heartbeats.minutes(ctx, ctx.me.organizationId, args),
});

/**
 * One number of several robots beside each other, from their minutes between `since` and `until` (server time, epoch ms, at most a day): least and
 * greatest with their minute, the median of the means of minutes, how many minutes had it and how many had heartbeats. `longestGapMs`: how late
 * heartbeats were. `isDrawn`: with at most 240 values and the gaps, each with its cause. At most 4,320 minutes of all robots together: 3 for a
 * day, 12 for six hours, 72 for one. Asked once and not followed. Throws `invalid`, `not_found`.
 */
export const compared = queryAs("viewer")({
  args: {
    robotIds: v.array(v.id("robots")),
    field: v.union(measure, v.literal("longestGapMs")),
    since: v.number(),
    until: v.number(),
    isDrawn: v.boolean(),
  },
  returns: v.array(comparedRobot),
  handler: (ctx, args) => compare(ctx, ctx.me.organizationId, args),
});
