import { v } from "convex/values";

import { mutationAlwaysAs, queryAs } from "./functions";
import * as Cameras from "./model/cameras/cameras";
import { keptPicture, picture, pictureType } from "./model/cameras/shapes";
import { nullable } from "./model/shapes";

const robotId = v.id("robots");

/** The names of a robot's cameras, at most 4, as its agent tells them; empty for a robot without. Throws `not_found`. */
export const list = queryAs("viewer")({
  args: { robotId },
  returns: v.array(v.string()),
  handler: (ctx, args) => Cameras.list(ctx, ctx.me.organizationId, args.robotId),
});

/** The newest picture of one camera with its bytes (at most 100 KB), `null` when there is none yet. Wakes once a second at most. Throws `not_found`. */
export const newest = queryAs("viewer")({
  args: { robotId, camera: v.string() },
  returns: nullable(picture),
  handler: (ctx, args) => Cameras.newest(ctx, ctx.me.organizationId, args.robotId, args.camera),
});

/** An open page says every 20 s that somebody looks: the robot sends live pictures until `until` (epoch ms), and none without it. Throws `not_found`. */
export const look = mutationAlwaysAs("viewer")({
  args: { robotId },
  returns: v.object({ until: v.number() }),
  handler: (ctx, args) => Cameras.look(ctx, ctx.me.organizationId, args.robotId, Date.now()),
});

/** The pictures kept of a run's key moments, at most 48, in order of time and without their bytes. Throws `not_found`. */
export const ofSession = queryAs("viewer")({
  args: { id: v.id("sessions") },
  returns: v.array(keptPicture),
  handler: (ctx, args) => Cameras.ofSession(ctx, ctx.me.organizationId, args.id),
});

/** The bytes of a kept picture. Throws `not_found`. */
export const kept = queryAs("viewer")({
  args: { id: v.id("keptPictures") },
  returns: v.object({ type: pictureType, bytes: v.bytes() }),
  handler: (ctx, args) => Cameras.bytesOf(ctx, ctx.me.organizationId, args.id),
});
