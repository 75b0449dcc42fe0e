import type { Doc, Id } from "../../_generated/dataModel";
import type { QueryCtx } from "../../_generated/server";
import type { RecordedPicture } from "../receipts/pictures";
import { mostCameras, mostMoments } from "./rules";

/** The pictures kept of a run, without their bytes, in order of time. */
export const keptOf = (ctx: Pick<QueryCtx, "db">, sessionId: Id<"sessions">) =>
  ctx.db
    .query("keptPictures")
    .withIndex("by_sessionId_and_at", (q) => q.eq("sessionId", sessionId))
    .take(mostMoments * mostCameras);

/** What a receipt says of a kept picture. */
export const recordOf = ({
  camera,
  moment,
  at,
  takenAt,
  type,
  size,
  sha256,
}: Pick<Doc<"keptPictures">, keyof RecordedPicture>): RecordedPicture => ({
  ...{ camera, moment, at, takenAt, type, size, sha256 },
});
