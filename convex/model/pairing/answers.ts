import { v } from "convex/values";

import { nullable } from "../shapes";

/** `state` is as stored; the client shows `expired` itself once `expiresAt` has passed on server time. */
export const pairingView = v.object({
  id: v.id("pairingTokens"),
  robotId: v.id("robots"),
  robotName: v.string(),
  prefix: v.string(),
  createdAt: v.number(),
  expiresAt: v.number(),
  state: v.union(v.literal("open"), v.literal("claimed"), v.literal("revoked"), v.literal("burned")),
  wrongAttempts: v.number(),
  claim: nullable(v.object({ at: v.number(), hostname: nullable(v.string()), agentVersion: nullable(v.string()) })),
  /** True once the credential that this token gave out was revoked. */
  credentialRevoked: v.boolean(),
});

/** `none`: the machine claimed without words. `awaited`: it has announced them and not yet shown them. `agreed`: a person said they are the same. */
export const pairingWordsView = v.object({
  credentialId: v.id("robotCredentials"),
  hostname: nullable(v.string()),
  at: v.number(),
  state: v.union(v.literal("none"), v.literal("awaited"), v.literal("shown")),
  words: v.array(v.string()),
  agreed: nullable(v.object({ at: v.number(), by: v.string() })),
});
