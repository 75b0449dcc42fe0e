import { v } from "convex/values";

import { actor, nullable } from "../shapes";

// Robots and their schemas: of schema, arguments and answers.

/** The facts a registered robot schema is read for. */
export const schemaSummary = v.object({
  actionShape: v.array(v.number()),
  actionNames: v.array(v.string()),
  /** Per action value, `null` where the schema names no limit. */
  limits: v.array(v.object({ lower: nullable(v.number()), upper: nullable(v.number()) })),
  /** `null`: no explicit safe stop, so nothing may ever be applied. */
  safeStop: nullable(v.object({ kind: v.string(), values: nullable(v.array(v.number())) })),
  observations: v.array(v.string()),
  controlHz: nullable(v.number()),
});

/** `breaking`: what ran before may move differently or further. `narrowing`: it may do less. `harmless`: it runs as before. */
export const schemaSeverity = v.union(v.literal("breaking"), v.literal("narrowing"), v.literal("harmless"));

/** One difference between two versions of a robot schema; `before` and `after` are JSON text. */
export const schemaChange = v.object({
  kind: v.union(
    v.literal("joint_added"),
    v.literal("joint_removed"),
    v.literal("joints_reordered"),
    v.literal("action_shape_changed"),
    v.literal("unit_changed"),
    v.literal("limit_widened"),
    v.literal("limit_narrowed"),
    v.literal("rate_changed"),
    v.literal("camera_added"),
    v.literal("camera_removed"),
    v.literal("camera_changed"),
    v.literal("observation_added"),
    v.literal("observation_removed"),
    v.literal("observation_changed"),
    v.literal("safe_stop_added"),
    v.literal("safe_stop_removed"),
    v.literal("safe_stop_changed"),
    v.literal("kinematics_added"),
    v.literal("kinematics_removed"),
    v.literal("kinematics_changed"),
  ),
  severity: schemaSeverity,
  subject: v.string(),
  before: nullable(v.string()),
  after: nullable(v.string()),
});

/** Who attends to a robot that needs attention, since when (server time, epoch ms), and who gave it to them; `null`: they took it. */
export const attendance = v.object({ by: actor, since: v.number(), givenBy: nullable(actor) });

/** What registering a robot takes, from a page and from the wire. */
export const newRobot = {
  name: v.string(),
  robotSchemaId: v.id("robotSchemas"),
  robotKind: v.optional(v.string()),
  calibrationId: v.optional(v.string()),
  emergencyStopLocation: v.optional(v.string()),
};
