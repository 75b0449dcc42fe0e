import { v } from "convex/values";

import { actor, limits, nullable, role } from "../shapes";

export const memberView = v.object({
  id: v.id("memberships"),
  userId: v.id("users"),
  name: v.string(),
  email: v.string(),
  role,
  /** Kept for admins too, who have none while they are admins. */
  limits: v.optional(limits),
  joinedAt: v.number(),
  hasSecondFactor: v.boolean(),
  /** A passkey that is good here, or an account of a provider that people may sign in by. */
  hasWayBeyondPassword: v.boolean(),
  isMe: v.boolean(),
});

/** `state` says `open` until accepted or revoked; the client ages `expiresAt` itself. */
export const invitationView = v.object({
  id: v.id("invitations"),
  email: v.string(),
  role,
  limits: v.optional(limits),
  prefix: v.string(),
  invitedBy: actor,
  createdAt: v.number(),
  expiresAt: v.number(),
  mailedAt: nullable(v.number()),
  state: v.union(v.literal("open"), v.literal("accepted"), v.literal("revoked")),
});

/** A link for a screen; never its secret. Times are server time, epoch ms. */
export const wallLinkView = v.object({
  id: v.id("wallLinks"),
  name: v.string(),
  prefix: v.string(),
  createdBy: actor,
  createdAt: v.number(),
  expiresAt: v.number(),
  lastUsedAt: nullable(v.number()),
  lastUsedFrom: nullable(v.string()),
  revokedAt: nullable(v.number()),
});

export const apiKeyView = v.object({
  id: v.id("apiKeys"),
  name: v.string(),
  prefix: v.string(),
  role,
  limits: v.optional(limits),
  createdBy: actor,
  createdAt: v.number(),
  expiresAt: nullable(v.number()),
  lastUsedAt: nullable(v.number()),
  lastUsedFrom: nullable(v.string()),
  revokedAt: nullable(v.number()),
});
