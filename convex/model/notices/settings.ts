import type { Doc } from "../../_generated/dataModel";
import type { MutationCtx, QueryCtx } from "../../_generated/server";
import type { Me } from "../people/me";

// What one person chose about the notices of one organization, and how far they have read.

type Read = Pick<QueryCtx, "db">;

/** The caller's row; `null` before the first choice or look. */
export async function settingsOf(ctx: Read, { organizationId, user }: Me): Promise<Doc<"noticeSettings"> | null> {
  return await ctx.db
    .query("noticeSettings")
    .withIndex("by_userId_and_organizationId", (q) => q.eq("userId", user._id).eq("organizationId", organizationId))
    .unique();
}

/** Changes the caller's row, or makes it. */
export async function patchSettings(
  ctx: Pick<MutationCtx, "db">,
  me: Me,
  change: Partial<Pick<Doc<"noticeSettings">, "readUpTo" | "muted" | "mail">>,
) {
  const row = await settingsOf(ctx, me);
  if (row !== null) await ctx.db.patch("noticeSettings", row._id, change);
  else await ctx.db.insert("noticeSettings", { organizationId: me.organizationId, userId: me.user._id, readUpTo: 0, muted: [], ...change });
}
