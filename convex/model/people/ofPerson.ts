import type { Doc, Id } from "../../_generated/dataModel";
import type { QueryCtx } from "../../_generated/server";

/** Organizations of one person; `acceptInvitation` refuses another. */
export const mostOrganizations = 20;

/** The memberships of a person, oldest first. */
export async function ofPerson(ctx: Pick<QueryCtx, "db">, userId: Id<"users">): Promise<Doc<"memberships">[]> {
  return await ctx.db
    .query("memberships")
    .withIndex("by_userId", (q) => q.eq("userId", userId))
    .take(mostOrganizations);
}
