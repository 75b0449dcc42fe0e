import { defineTable } from "convex/server";
import { v } from "convex/values";

import { actor, nullable } from "../shapes";

const time = v.number();
const organizationId = v.id("organizations");

/** How a machine becomes a robot of an organization, and proves it. Part of the schema. */
export const pairingTables = {
  robotCredentials: defineTable({
    organizationId,
    robotId: v.id("robots"),
    prefix: v.string(),
    hash: v.string(),
    hostname: nullable(v.string()),
    agentVersion: nullable(v.string()),
    publicKey: nullable(v.string()),
    /** Absent where the machine claimed without words to compare. `words` come with the nonce that fits `commitment`. */
    comparison: v.optional(
      v.object({ commitment: v.string(), words: nullable(v.array(v.string())), agreed: nullable(v.object({ at: time, by: actor })) }),
    ),
    createdAt: time,
    revokedAt: nullable(time),
  })
    .index("by_hash", ["hash"])
    .index("by_robotId", ["robotId", "revokedAt"]),

  // A machine without a token asks to be paired: a person reads its code with a phone, and says which robot it is.
  pairingRequests: defineTable({
    userCode: v.string(),
    hash: v.string(),
    hostname: nullable(v.string()),
    agentVersion: nullable(v.string()),
    createdAt: time,
    expiresAt: time,
    state: v.union(v.literal("open"), v.literal("approved"), v.literal("denied"), v.literal("used")),
    approval: nullable(v.object({ organizationId, robotId: v.id("robots"), by: actor })),
  })
    .index("by_userCode", ["userCode"])
    .index("by_hash", ["hash"])
    .index("by_expiresAt", ["expiresAt"]),

  pairingTokens: defineTable({
    organizationId,
    robotId: v.id("robots"),
    prefix: v.string(),
    hash: v.string(),
    createdBy: actor,
    createdAt: time,
    expiresAt: time,
    revokedAt: nullable(time),
    wrongAttempts: v.number(),
    /** Set when five wrong secrets were tried against the prefix. */
    burnedAt: nullable(time),
    claim: nullable(v.object({ at: time, hostname: nullable(v.string()), agentVersion: nullable(v.string()) })),
  })
    .index("by_prefix", ["prefix"])
    .index("by_robotId", ["robotId"])
    .index("by_organizationId_and_expiresAt", ["organizationId", "expiresAt"])
    .index("by_expiresAt", ["expiresAt"]),
};
