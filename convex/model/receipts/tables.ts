import { defineTable } from "convex/server";
import { v } from "convex/values";

const ofOrganization = { organizationId: v.id("organizations"), body: v.string(), signature: v.string(), keyId: v.string() };

/** The tables of signed words on where a chain ends. Part of the schema. */
export const checkpointTables = {
  // One row per organization: the signed end of its chain, rewritten with every receipt.
  receiptHeads: defineTable(ofOrganization).index("by_organizationId", ["organizationId"]),

  // The same once a day, to be published: never changed and never deleted.
  receiptCheckpoints: defineTable({ ...ofOrganization, at: v.number(), sequence: v.number(), hash: v.string() }).index("by_organizationId_and_at", ["organizationId", "at"]),
};
