import { v } from "convex/values";

import type { Limit } from "../people/limitRules";
import { condition, limit, mode, nullable, sessionStatus } from "../shapes";
import { sessionState } from "./sessionStates";

// What `publicApi` answers, where more than one function does, or a row would not show what the function is.

type Fields = Parameters<typeof v.object>[0];
const sessionId = v.id("sessions");

/** Reasons a key is refused for; every function of `publicApi` may answer with one. */
export const keyRefusal = v.object({
  ok: v.literal(false),
  reason: v.union(v.literal("unknown_key"), v.literal("revoked_key"), v.literal("expired_key"), v.literal("forbidden")),
  /** With `forbidden`: the role is enough, and the key may not act on this robot or this deployment. */
  limitedBy: v.optional(limit),
});

export type KeyRefusal = { ok: false; reason: "unknown_key" | "revoked_key" | "expired_key" | "forbidden"; limitedBy?: Limit };

const refused = v.object({
  ok: v.literal(false),
  reason: v.string(),
  unmet: v.optional(v.array(condition)),
  /** With `rate_limited`. Heartbeats, stops and demotions are never refused for it. */
  retryAfterMs: v.optional(v.number()),
});

/** `{ok: true, ...}`, or why not. */
export const answer = <T extends Fields>(fields: T) => v.union(v.object({ ok: v.literal(true), ...fields }), keyRefusal, refused);

/** Who a key is. */
export const holder = {
  keyId: v.string(),
  account: v.object({
    userId: v.string(),
    email: v.string(),
    organization: v.object({ id: v.id("organizations"), name: v.string() }),
  }),
  /** Set when the key is a robot's. */
  robotId: v.optional(v.id("robots")),
  role: v.string(),
};

export const sessionRow = v.object({
  _id: sessionId,
  baseModel: v.string(),
  status: sessionStatus,
  createdAt: v.number(),
  runtime: v.optional(v.string()),
  robotType: v.optional(v.string()),
  mode: v.optional(mode),
  endedAt: v.optional(v.number()),
  closeReason: v.optional(v.string()),
  robotId: v.optional(v.id("robots")),
  deploymentId: v.optional(v.id("deployments")),
  version: v.number(),
});

export const grantFields = {
  sessionId,
  primeUrl: nullable(v.string()),
  workerUrl: nullable(v.string()),
  /** Epoch ms; the token lives 30 minutes and is renewable while the session is open. */
  expiresAt: v.number(),
  token: v.string(),
};

/** What a robot is told, by the answer of a heartbeat and by `watchRobot`. */
export const orders = {
  session: nullable(
    v.object({
      ...sessionState,
      leaseExpiresAt: nullable(v.number()),
      budgetEndsAt: nullable(v.number()),
      /** How many actions may be applied from when it was promoted on, at `modeSince`; `null`: any number, or a dry run. */
      actionBudget: nullable(v.number()),
      /** When it was promoted, or went back to its dry run: what tells one promotion from another. */
      modeSince: v.number(),
      closeReason: nullable(v.string()),
    }),
  ),
  /** Obey at once, then acknowledge with this id, session and version. */
  stop: nullable(v.object({ id: v.string(), sessionId, version: v.number(), sentAt: v.number() })),
};

export const heartbeatAnswer = {
  serverTime: v.number(),
  /** False when `seq` was not new (counted, not charted) or the heartbeat was one too many. */
  accepted: v.boolean(),
  /** Set when it was one too many: beyond 10 a second nothing is recorded, but the orders below hold all the same. */
  retryAfterMs: v.optional(v.number()),
  /** True when the named session is not this robot's: it counts as none. */
  sessionRefused: v.boolean(),
  /** Show this code to whoever stands at the robot until `expiresAt`, then say so with `presenceShown`. */
  presence: v.optional(v.object({ id: v.string(), code: v.string(), expiresAt: v.number() })),
  /** Absent while nobody looks: until then (server, epoch ms) send a picture of each camera, at most one a second, with `sendPicture`. */
  picturesUntil: v.optional(v.number()),
  ...orders,
};
