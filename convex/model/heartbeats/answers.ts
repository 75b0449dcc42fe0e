import { doc } from "convex-helpers/validators";
import { v } from "convex/values";

import schema from "../../schema";
import { nullable } from "../shapes";

export const heartbeatMinuteView = v.object({
  minute: v.number(),
  count: v.number(),
  longestGapMs: v.number(),
  fields: doc(schema, "heartbeatMinutes").fields.fields,
});

const extreme = nullable(v.object({ value: v.number(), at: v.number() }));

/** One robot beside others, in one number. Times epoch ms; `at` of an extreme is the start of its minute, that of a value the start of its step. */
export const comparedRobot = v.object({
  robotId: v.id("robots"),
  min: extreme,
  max: extreme,
  median: nullable(v.number()),
  /** Minutes with the number, and with any heartbeat. */
  withValue: v.number(),
  heard: v.number(),
  values: v.optional(v.array(v.object({ at: v.number(), min: v.number(), mean: v.number(), max: v.number() }))),
  gaps: v.optional(v.array(v.object({ from: v.number(), to: v.number(), cause: v.union(v.literal("silent"), v.literal("missing")) }))),
});
