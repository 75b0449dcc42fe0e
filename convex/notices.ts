import { v, type Infer } from "convex/values";

import { internal } from "./_generated/api";
import { internalAction, internalMutation } from "./_generated/server";
import { mutationAlwaysAs, mutationAs, queryAs } from "./functions";
import * as Mail from "./model/notices/mail";
import * as Notices from "./model/notices/notices";
import { actor, nullable } from "./model/shapes";
import { mailChoice, noticeKind, noticeTarget } from "./model/notices/shapes";

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
export const markRead = mutationAlwaysAs("viewer")({
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

/** What the caller wants by e-mail (`quiet` in minutes of the day, in a time zone), and whether this server sends any. */
export const mail = queryAs("viewer")({
  args: {},
  returns: v.object({ isConfigured: v.boolean(), email: v.string(), ...mailChoice.fields }),
  handler: (ctx) => Mail.choiceOf(ctx, ctx.me),
});

/** Replaces the caller's earlier choice. Throws `invalid` for quiet hours that are none. */
export const setMail = mutationAs("viewer")({
  args: mailChoice.fields,
  returns: v.null(),
  handler: async (ctx, args) => {
    await Mail.choose(ctx, ctx.me, args);
    return null;
  },
});

const letterArgs = { userId: v.id("users"), noticeId: v.id("notices"), attempt: v.number() };
const letter = v.object({ to: v.string(), subject: v.string(), text: v.string() });

/** One attempt at a letter, up to 10 s. */
export const sendMail = internalAction({
  args: letterArgs,
  returns: v.null(),
  handler: async (ctx, args) => {
    const wanted: Infer<typeof letter> | null = await ctx.runMutation(internal.notices.letterFor, args);
    if (wanted !== null && !(await Mail.postLetter(wanted))) await ctx.runMutation(internal.notices.mailFailed, args);
    return null;
  },
});

/** The letter as of now, `null` when it is no longer wanted. */
export const letterFor = internalMutation({
  args: letterArgs,
  returns: nullable(letter),
  handler: (ctx, { userId, noticeId, attempt }) => Mail.letterFor(ctx, userId, noticeId, attempt, Date.now()),
});

/** Plans the next attempt. */
export const mailFailed = internalMutation({
  args: letterArgs,
  returns: v.null(),
  handler: async (ctx, args) => {
    await Mail.letterFailed(ctx, args);
    return null;
  },
});
