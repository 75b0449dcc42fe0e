import { defineTable } from "convex/server";
import { v } from "convex/values";

import { actor } from "../shapes";
import { mailChoice, noticeKind, noticeSaid, noticeTarget } from "./shapes";

const time = v.number();
const organizationId = v.id("organizations");

/** The tables of what members are told. Part of the schema. */
export const noticeTables = {
  // What members are told of without looking, kept for 30 days. The same again within minutes raises `count` (`model/notices/notices.ts`).
  notices: defineTable({
    organizationId,
    at: time,
    kind: noticeKind,
    target: noticeTarget,
    text: v.string(),
    said: v.optional(noticeSaid),
    actor,
    /** Whom alone it is for; absent: every member. The others see it as read. */
    to: v.optional(v.id("users")),
    count: v.number(),
  })
    .index("by_organizationId_and_at", ["organizationId", "at"])
    .index("by_organizationId_and_targetId", ["organizationId", "target.id", "kind"])
    .index("by_at", ["at"]),

  // One row per person and organization, from the first choice or the first look on.
  noticeSettings: defineTable({
    organizationId,
    userId: v.id("users"),
    readUpTo: time,
    muted: v.array(noticeKind),
    /** What is also written to the person by e-mail, and when not; absent: nothing. */
    mail: v.optional(mailChoice),
  })
    .index("by_userId_and_organizationId", ["userId", "organizationId"])
    .index("by_organizationId", ["organizationId"]),
};
