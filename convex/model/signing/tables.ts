import { defineTable } from "convex/server";
import { v } from "convex/values";

import { nullable } from "../shapes";

const time = v.number();

/** The keys of the server. Part of the schema. */
export const signingTables = {
  // Private keys. No public function returns a row of this table.
  signingKeys: defineTable({
    purpose: v.union(v.literal("grants"), v.literal("receipts")),
    keyId: v.string(),
    publicKey: v.string(),
    privateKey: v.string(),
    createdAt: time,
    /** Absent or `null`: in use. Replaced keys stay, to verify what they signed. */
    retiredAt: v.optional(nullable(time)),
    /** Replaced because somebody else may know it: what it signs counts no longer. */
    compromised: v.optional(v.boolean()),
  }).index("by_purpose", ["purpose"]),
};
