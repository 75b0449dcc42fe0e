import { v } from "convex/values";

import { nullable } from "../shapes";

// What machines without a key are answered: they claim a pairing token, or wait for a person to approve their code.

type Fields = Parameters<typeof v.object>[0];

export const newPairingToken = {
  id: v.id("pairingTokens"),
  token: v.string(),
  prefix: v.string(),
  createdAt: v.number(),
  expiresAt: v.number(),
};

/** What a machine says of itself when it claims its token. */
export const newClaim = {
  token: v.string(),
  hostname: v.optional(v.string()),
  agentVersion: v.optional(v.string()),
  publicKey: v.optional(v.string()),
  commitment: v.optional(v.string()),
};

export const claimAnswer = v.union(
  v.object({
    ok: v.literal(true),
    robotId: v.id("robots"),
    robotName: v.string(),
    robotSchemaId: v.id("robotSchemas"),
    organizationId: v.id("organizations"),
    /** `rbt_...`, shown this once. */
    credential: v.string(),
  }),
  v.object({
    ok: v.literal(false),
    reason: v.union(v.literal("expired"), v.literal("used"), v.literal("revoked"), v.literal("unknown"), v.literal("rate_limited")),
    /** With `used`: by which host, when (epoch ms). */
    usedBy: v.optional(nullable(v.string())),
    usedAt: v.optional(v.number()),
    retryAfterMs: v.optional(v.number()),
  }),
);

/** A code that a person approves, and the secret that its answer is asked for with. */
export const codeAnswer = <T extends Fields>(secret: T) =>
  v.union(
    v.object({
      ok: v.literal(true),
      ...secret,
      userCode: v.string(),
      expiresAt: v.number(),
      pollEveryMs: v.number(),
    }),
    v.object({ ok: v.literal(false), reason: v.literal("rate_limited"), retryAfterMs: v.number() }),
  );

/** What the person approved, once. */
export const pollAnswer = <T extends Fields>(approved: T) =>
  v.union(
    v.object({ ok: v.literal(true), ...approved }),
    v.object({
      ok: v.literal(false),
      reason: v.union(v.literal("pending"), v.literal("denied"), v.literal("expired"), v.literal("used"), v.literal("unknown")),
    }),
  );
