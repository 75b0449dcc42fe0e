import type { Doc, Id } from "../../_generated/dataModel";
import type { MutationCtx, QueryCtx } from "../../_generated/server";
import { appError } from "../../errors";
import { addPicture } from "../receipts/addenda";
import { hashOf } from "../receipts/pictures";
import * as Robots from "../robots/robots";
import { getDoc } from "../sessions/loaded";
import { keptOf, recordOf } from "./kept";
import { isWanted, lateMs, mostCameras, mostMoments, readPicture, waitOf, wishMs } from "./rules";
import type { NewPicture } from "./shapes";

type Read = Pick<QueryCtx, "db">;
type Write = Pick<MutationCtx, "db">;
type OrganizationId = Id<"organizations">;
type RobotId = Id<"robots">;

const namesRow = (ctx: Read, robotId: RobotId) =>
  ctx.db
    .query("cameras")
    .withIndex("by_robotId", (q) => q.eq("robotId", robotId))
    .unique();

const newestOf = (ctx: Read, robotId: RobotId, camera: string) =>
  ctx.db
    .query("pictures")
    .withIndex("by_robotId_and_camera", (q) => q.eq("robotId", robotId).eq("camera", camera))
    .unique();

/** The robot names other cameras than before: a camera that is gone takes its picture with it. */
export async function rename(ctx: Write, organizationId: OrganizationId, robotId: RobotId, names: readonly string[]): Promise<void> {
  const row = await namesRow(ctx, robotId);
  if (row === null) await ctx.db.insert("cameras", { organizationId, robotId, names: [...names] });
  else await ctx.db.patch("cameras", row._id, { names: [...names] });
  for (const gone of (row?.names ?? []).filter((name) => !names.includes(name))) {
    const picture = await newestOf(ctx, robotId, gone);
    if (picture !== null) await ctx.db.delete("pictures", picture._id);
  }
}

/** The names of a robot's cameras, as it told them. Throws `not_found`. */
export async function list(ctx: Read, organizationId: OrganizationId, robotId: RobotId): Promise<string[]> {
  await Robots.getOrThrow(ctx, organizationId, robotId);
  return (await namesRow(ctx, robotId))?.names ?? [];
}

/** The newest picture of one camera; null before the first one, and for a camera that there is not. Throws `not_found`. */
export async function newest(ctx: Read, organizationId: OrganizationId, robotId: RobotId, camera: string) {
  await Robots.getOrThrow(ctx, organizationId, robotId);
  const row = await newestOf(ctx, robotId, camera);
  if (row === null) return null;
  const { type, width, height, at, takenAt, bytes } = row;
  return { type, width, height, at, takenAt, bytes };
}

/** Somebody looks: the robot sends live pictures until the answered time (server, epoch ms). It is no act on the robot. Throws `not_found`. */
export async function look(ctx: Write, organizationId: OrganizationId, robotId: RobotId, now: number): Promise<{ until: number }> {
  const robot = await Robots.getOrThrow(ctx, organizationId, robotId);
  const status = await Robots.statusOf(ctx, robot);
  const until = now + wishMs;
  // Many people who look at one robot write its row once a second together, not once each.
  if (status !== null && (status.picturesUntil ?? 0) < until - 1_000)
    await ctx.db.patch("robotStatus", status._id, { picturesUntil: until });
  return { until };
}

type Refused = {
  ok: false;
  reason: "unknown_camera" | "not_wanted" | "rate_limited" | "moments_full" | "session_over";
  retryAfterMs?: number;
};

/**
 * Takes a picture of one of the robot's cameras: the newest of its camera and, with `session`, kept with that run. Refusals are
 * values; what is no picture is thrown as `invalid`.
 */
export async function receive(
  ctx: Write,
  robot: Doc<"robots">,
  sent: NewPicture,
  session: Doc<"sessions"> | null,
  now: number,
): Promise<{ ok: true; at: number } | Refused> {
  const { ageMs, ...picture } = readPicture(sent);
  const { camera, takenAt } = sent;
  const status = await Robots.statusOf(ctx, robot);
  if (status?.cameras?.includes(camera) !== true) return { ok: false, reason: "unknown_camera" };
  const row = await newestOf(ctx, robot._id, camera);
  const fresh = { ...picture, camera, takenAt, at: now - ageMs, receivedAt: now };
  if (session !== null && sent.moment !== undefined) {
    const refused = await keep(ctx, session, robot._id, { ...fresh, moment: sent.moment.reason });
    if (refused !== null) return refused;
    // The picture of a moment may arrive after a live one that is newer.
    if (row !== null && row.at > fresh.at) return { ok: true, at: fresh.at };
  } else {
    if (!isWanted(status.picturesUntil, now)) return { ok: false, reason: "not_wanted" };
    const retryAfterMs = waitOf(row?.receivedAt ?? null, now);
    if (retryAfterMs !== null) return { ok: false, reason: "rate_limited", retryAfterMs };
  }
  const newPicture = { organizationId: robot.organizationId, robotId: robot._id, ...fresh };
  if (row === null) await ctx.db.insert("pictures", newPicture);
  else await ctx.db.replace("pictures", row._id, newPicture);
  return { ok: true, at: fresh.at };
}

type Kept = Omit<Doc<"keptPictures">, "_id" | "_creationTime" | "organizationId" | "robotId" | "sessionId" | "bytesId" | "size" | "sha256">;

async function keep(
  ctx: Write,
  session: Doc<"sessions">,
  robotId: RobotId,
  { bytes, ...facts }: Kept & { bytes: ArrayBuffer },
): Promise<Refused | null> {
  const { _id: sessionId, organizationId, endedAt, receiptId } = session;
  if (endedAt !== null && facts.receivedAt > endedAt + lateMs) return { ok: false, reason: "session_over" };
  const kept = await keptOf(ctx, sessionId);
  const isFull = kept.length >= mostMoments * mostCameras || kept.filter(({ camera }) => camera === facts.camera).length >= mostMoments;
  if (isFull) return { ok: false, reason: "moments_full" };
  const picture = { organizationId, robotId, sessionId, ...facts, size: bytes.byteLength, sha256: hashOf(new Uint8Array(bytes)) };
  // Until there is a receipt, its close signs what is kept by then; afterwards each is signed for itself.
  if (receiptId !== null && !(await addPicture(ctx, receiptId, recordOf(picture), facts.receivedAt)))
    return { ok: false, reason: "moments_full" };
  const bytesId = await ctx.db.insert("keptPictureBytes", { bytes });
  await ctx.db.insert("keptPictures", { ...picture, bytesId });
  return null;
}

/** The pictures that were kept of a run, in order of time. Throws `not_found`. */
export async function ofSession(ctx: Read, organizationId: OrganizationId, sessionId: Id<"sessions">) {
  await getDoc(ctx, organizationId, sessionId);
  return (await keptOf(ctx, sessionId)).map(({ _id: id, camera, moment, type, width, height, at, takenAt, size, sha256: hash }) => ({
    ...{ id, camera, moment, type, width, height, at, takenAt, size },
    sha256: hash,
  }));
}

/** The bytes of a kept picture. Throws `not_found`. */
export async function bytesOf(ctx: Read, organizationId: OrganizationId, id: Id<"keptPictures">) {
  const row = await ctx.db.get("keptPictures", id);
  const found = row === null || row.organizationId !== organizationId ? null : await ctx.db.get("keptPictureBytes", row.bytesId);
  if (row === null || found === null) throw appError({ code: "not_found", what: "picture" });
  return { type: row.type, bytes: found.bytes };
}
