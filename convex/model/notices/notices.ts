import type { Doc } from "../../_generated/dataModel";
import type { MutationCtx, QueryCtx } from "../../_generated/server";
import { checkNumber } from "../checks";
import type { Me } from "../people/me";
import { postNotice } from "../webhooks/webhooks";
import { mailNotice } from "./mail";
import { patchSettings, settingsOf } from "./settings";
import type { NoticeKind, Told } from "./told";

// What members are told of without looking. A notice only tells: it opens a page, and nothing is done by following it.

type Read = Pick<QueryCtx, "db">;
export type Write = Pick<MutationCtx, "db" | "scheduler">;

/** The same thing again within this time, ms, is told once: a robot with a bad radio must not bury the others. */
export const sameAgainMs = 5 * 60_000;
export const noticeLifeMs = 30 * 24 * 3_600_000;
/** More unread ones are shown as "99+". */
export const mostUnread = 100;
const mostShown = 50;

/**
 * Tells the members, in the transaction of what it tells of. What was told in the same words within minutes is raised
 * (`count`) and stands on top again.
 */
export async function tell(ctx: Write, told: Told, now: number): Promise<void> {
  const { organizationId, kind, target } = told;
  const last = await ctx.db
    .query("notices")
    .withIndex("by_organizationId_and_targetId", (q) => q.eq("organizationId", organizationId).eq("target.id", target.id).eq("kind", kind))
    .order("desc")
    .first();
  if (last !== null && last.text === told.text && now - last.at < sameAgainMs) {
    await ctx.db.patch("notices", last._id, { at: now, actor: told.actor, count: last.count + 1 });
    return;
  }
  const id = await ctx.db.insert("notices", { ...told, at: now, count: 1 });
  await postNotice(ctx, { ...told, id }, now);
  await mailNotice(ctx, { ...told, id }, now);
}

/** Own acts, what is for another, and muted kinds count as read. */
const isFor = (me: Me, muted: readonly NoticeKind[], notice: Doc<"notices">) =>
  notice.actor.id !== me.user._id && (notice.to ?? me.user._id) === me.user._id && !muted.includes(notice.kind);

/** The newest notices of the organization, newest first, and what of them the caller has not seen. */
export async function list(ctx: Read, me: Me) {
  const settings = await settingsOf(ctx, me);
  const { readUpTo = 0, muted = [] } = settings ?? {};
  const rows = await ctx.db
    .query("notices")
    .withIndex("by_organizationId_and_at", (q) => q.eq("organizationId", me.organizationId))
    .order("desc")
    .take(mostUnread);
  const views = rows.map((row) => {
    const { _id: id, at, kind, target, text, actor, count } = row;
    return { id, at, kind, target, text, actor, count, isUnread: at > readUpTo && isFor(me, muted, row) };
  });
  return { notices: views.slice(0, mostShown), unread: views.filter(({ isUnread }) => isUnread).length, muted };
}

/** Marks everything up to `at` (epoch ms, of the newest notice that was seen) as read; never takes back what was read. Throws `invalid`. */
export async function markRead(ctx: Pick<MutationCtx, "db">, me: Me, at: number, now: number): Promise<void> {
  const known = (await settingsOf(ctx, me))?.readUpTo ?? 0;
  const readUpTo = Math.min(checkNumber(at, "$.at", 0, 8.64e15), now);
  if (readUpTo > known) await patchSettings(ctx, me, { readUpTo });
}

/** Chooses what the caller is not told of; they still stand in the list, as read. */
export async function mute(ctx: Pick<MutationCtx, "db">, me: Me, muted: readonly NoticeKind[]): Promise<void> {
  await patchSettings(ctx, me, { muted: [...new Set(muted)] });
}

/** Deletes at most `most` notices that are past their life; answers how many. */
export async function prune(ctx: Pick<MutationCtx, "db">, now: number, most: number): Promise<number> {
  const past = await ctx.db
    .query("notices")
    .withIndex("by_at", (q) => q.lt("at", now - noticeLifeMs))
    .take(most);
  for (const { _id } of past) await ctx.db.delete("notices", _id);
  return past.length;
}
