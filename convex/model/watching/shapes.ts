import { type Infer, v } from "convex/values";

import { actor } from "../shapes";

/** What a page is open on, as its browser says. */
export const device = v.union(v.literal("phone"), v.literal("tablet"), v.literal("computer"));

/** One open page. `isInSight`: its window was before somebody's eyes when it was last heard, at `seenAt` (server time, epoch ms). */
export const watcher = v.object({ tab: v.string(), by: actor, device, isInSight: v.boolean(), seenAt: v.number() });

export type Device = Infer<typeof device>;
export type Watcher = Infer<typeof watcher>;
