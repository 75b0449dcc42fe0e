import { v } from "convex/values";

import { health, link, mode, nullable } from "../shapes";

// What robots report: of schema, arguments and answers.

/** The numbers of a heartbeat; every one optional, every one finite. */
export const heartbeatNumbers = {
  steps: v.optional(v.number()),
  appliedSteps: v.optional(v.number()),
  safeStops: v.optional(v.number()),
  controlHz: v.optional(v.number()),
  inferenceMs: v.optional(v.number()),
  roundTripMs: v.optional(v.number()),
  batteryPct: v.optional(v.number()),
  temperatureC: v.optional(v.number()),
  cpuPct: v.optional(v.number()),
};

/** Link, mode and health are three separate facts, each with its time (server, epoch ms); what the robot says and runs. */
export const robotState = {
  link,
  linkSince: v.number(),
  mode,
  modeSince: v.number(),
  health,
  healthSince: v.number(),
  message: nullable(v.string()),
  sessionId: nullable(v.id("sessions")),
};

/** One charted heartbeat of a robot. */
export const sample = v.object({
  sessionId: nullable(v.id("sessions")),
  seq: v.number(),
  /** Server time of receipt, epoch ms; the time axis of every chart. */
  receivedAt: v.number(),
  /** The robot's own clock, epoch ms. */
  sentAt: nullable(v.number()),
  mode,
  state: v.string(),
  ...heartbeatNumbers,
  joints: v.optional(v.array(v.number())),
  message: v.optional(v.string()),
});

/** The same with its robot, where a row is one sample. */
export const heartbeatSample = v.object({ robotId: v.id("robots"), ...sample.fields });

export const fieldStats = v.object({ min: v.number(), mean: v.number(), max: v.number(), count: v.number() });

/** What a minute of heartbeats comes to. `minute` is its start, epoch ms. */
export const minuteStats = {
  minute: v.number(),
  count: v.number(),
  lastAt: v.number(),
  longestGapMs: v.number(),
  fields: v.record(v.string(), fieldStats),
};

/** The acknowledgement a robot sends of a command: it must echo session and version. */
export const commandAck = v.object({
  commandId: v.string(),
  sessionId: v.string(),
  version: v.number(),
  /** True once the robot reports every joint still. */
  motionZero: v.optional(v.boolean()),
});

/** What a robot reports. */
export const newHeartbeat = {
  robotId: v.id("robots"),
  sessionId: v.optional(nullable(v.id("sessions"))),
  deploymentId: v.optional(nullable(v.id("deployments"))),
  /** Whole number, raised by one with every heartbeat; may start again after `goodbye` or a pairing. */
  seq: v.number(),
  sentAt: v.optional(v.number()),
  /** 200 to 60,000; default 1,000. */
  intervalMs: v.optional(v.number()),
  countsSince: v.optional(v.number()),
  mode: v.optional(mode),
  /** `ok`, `warning`, `fault` and `safe_stop` are read as health; any other word is `ok` and shown as it is. */
  state: v.optional(v.string()),
  ...heartbeatNumbers,
  joints: v.optional(v.array(v.number())),
  /** How far each joint would go at once if actions were applied now, in the schema's units; told in a dry run. */
  firstMove: v.optional(v.array(v.number())),
  message: v.optional(v.string()),
  goodbye: v.optional(v.boolean()),
  ack: v.optional(nullable(commandAck)),
  /** The `presence.id` of an earlier answer whose code the robot shows by now. */
  presenceShown: v.optional(v.string()),
  /** Names of the cameras whose pictures it can send, at most 4; in every heartbeat. */
  cameras: v.optional(v.array(v.string())),
};
