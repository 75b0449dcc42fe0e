import { type Infer, type ObjectType, v } from "convex/values";

/** Why a picture of a run was kept. */
export const moment = v.union(
  v.literal("session_started"),
  v.literal("promoted"),
  v.literal("first_action"),
  v.literal("stopped"),
  v.literal("ended"),
);

export const pictureType = v.union(v.literal("image/jpeg"), v.literal("image/png"), v.literal("image/webp"));

/** What is known of a picture beside its bytes. Pixels, bytes, epoch ms. */
export const pictureFacts = {
  type: pictureType,
  width: v.number(),
  height: v.number(),
  /** When it was taken by the server's clock: its receipt less the age that it had when it was sent. */
  at: v.number(),
  /** The same by the robot's clock, as it said. */
  takenAt: v.number(),
};

/** The newest picture of a camera. */
export const picture = v.object({ ...pictureFacts, bytes: v.bytes() });

/** A kept picture, without its bytes. `sha256`: of the bytes, hex. */
export const keptPicture = v.object({
  id: v.id("keptPictures"),
  camera: v.string(),
  moment,
  ...pictureFacts,
  size: v.number(),
  sha256: v.string(),
});

/** What a robot sends. */
export const newPicture = {
  camera: v.string(),
  /** Base64 of a JPEG, PNG or WebP of at most 100 KB. */
  picture: v.string(),
  /** The robot's clock, epoch ms; `sentAt` says how old the picture was when it left, whatever that clock shows. */
  takenAt: v.number(),
  sentAt: v.number(),
  /** Keeps it with the run. */
  moment: v.optional(v.object({ sessionId: v.id("sessions"), reason: moment })),
};

export type Moment = Infer<typeof moment>;
export type NewPicture = ObjectType<typeof newPicture>;
