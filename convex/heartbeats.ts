import { v } from "convex/values";

import { watchAs } from "./functions";
import * as Heartbeats from "./model/heartbeats/heartbeats";
import { heartbeatSample } from "./model/heartbeats/shapes";
import { heartbeatMinuteView } from "./model/heartbeats/answers";

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
