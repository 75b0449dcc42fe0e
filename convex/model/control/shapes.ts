import { v } from "convex/values";

import { actor } from "../shapes";

/** To whom the holder hands the robot, and until when they may accept (server time, epoch ms). */
export const offer = v.object({ to: actor, until: v.number() });

/** Who holds a robot, and since when (server time, epoch ms). `offer`: absent while it is handed to nobody. */
export const controlView = v.object({ by: actor, since: v.number(), offer: v.optional(offer) });
