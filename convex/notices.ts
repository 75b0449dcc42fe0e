import { v } from "convex/values";

import { mutationAs, queryAs } from "./functions";
import * as Notices from "./model/notices/notices";
import { actor, noticeKind, noticeTarget } from "./model/shapes";

const noticeView = v.object({
  id: v.id("notices"),
  /** When it was last told, epoch ms. */
  at: v.number(),
  kind: noticeKind,
  target: noticeTarget,
  text: v.string(),
  actor,
  /** How often within minutes. */
  count: v.number(),
  isUnread: v.boolean(),
});

/** The newest 50 notices, how many of the newest 100 are unread, and the kinds that the caller muted. */
export const list = queryAs("viewer")({
  args: {},
  returns: v.object({ notices: v.array(noticeView), unread: v.number(), muted: v.array(noticeKind) }),
  handler: (ctx) => Notices.list(ctx, ctx.me),
});

/** `at`: epoch ms of the newest notice that was seen. For the caller alone. */
export const markRead = mutationAs("viewer")({
  args: { at: v.number() },
  returns: v.null(),
  handler: async (ctx, { at }) => {
    await Notices.markRead(ctx, ctx.me, at, Date.now());
    return null;
  },
});

/** The kinds that the caller is not told of; replaces the earlier choice. */
export const mute = mutationAs("viewer")({
  args: { kinds: v.array(noticeKind) },
  returns: v.null(),
  handler: async (ctx, { kinds }) => {
    await Notices.mute(ctx, ctx.me, kinds);
    return null;
  },
});
