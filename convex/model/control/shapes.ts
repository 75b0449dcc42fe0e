import { v } from "convex/values";

import { actor } from "../shapes";

/** To whom the holder hands the robot, and when that was offered (server time, epoch ms). */
export const offer = v.object({ to: actor, at: v.number() });

/** Who holds a robot, and since when (server time, epoch ms). `offer`: absent while it is handed to nobody. */
export const controlView = v.object({ by: actor, since: v.number(), offer: v.optional(offer) });
