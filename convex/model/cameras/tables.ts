import { defineTable } from "convex/server";
import { v } from "convex/values";

import { keptPicture, pictureFacts } from "./shapes";

const ofRobot = { organizationId: v.id("organizations"), robotId: v.id("robots") };
const { id: _, ...kept } = keptPicture.fields;

/** Pictures of robots' cameras, until they are past their time. Part of the schema. */
export const cameraTables = {
  // Which cameras a robot says it has: one row a robot, written when that changes. Apart from the live row, so that a page does not wake with heartbeats.
  cameras: defineTable({ ...ofRobot, names: v.array(v.string()) }).index("by_robotId", ["robotId"]),

  // The newest picture of each camera, replaced in place, so the size is bounded per robot. Read by one page's query at a time.
  pictures: defineTable({ ...ofRobot, camera: v.string(), ...pictureFacts, receivedAt: v.number(), bytes: v.bytes() })
    .index("by_robotId_and_camera", ["robotId", "camera"])
    .index("by_organizationId_and_receivedAt", ["organizationId", "receivedAt"]),

  // What was kept of a run, at most 12 moments of each camera; the bytes are apart, so that a list reads small rows.
  keptPictures: defineTable({
    ...ofRobot,
    sessionId: v.id("sessions"),
    ...kept,
    receivedAt: v.number(),
    bytesId: v.id("keptPictureBytes"),
  })
    .index("by_sessionId_and_at", ["sessionId", "at"])
    .index("by_organizationId_and_receivedAt", ["organizationId", "receivedAt"]),
  keptPictureBytes: defineTable({ bytes: v.bytes() }),
};
