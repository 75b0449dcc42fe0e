import type { Doc, Id } from "../../_generated/dataModel";
import type { QueryCtx } from "../../_generated/server";
import { ofPerson } from "./ofPerson";

/** Things that have a page of their own. */
const tables = ["robots", "robotSchemas", "deployments", "sessions", "receipts"] as const;

/**
 * The organization of this person to which a thing belongs, whichever they look at now; `null` for what is nowhere or in no organization
 * of theirs. One row of the thing, and their own memberships.
 */
export async function organizationOf(ctx: Pick<QueryCtx, "db">, userId: Id<"users">, text: string): Promise<Doc<"organizations"> | null> {
  for (const table of tables) {
    const id = ctx.db.normalizeId(table, text);
    if (id === null) continue;
    const thing = await ctx.db.get(table, id);
    const isTheirs = thing !== null && (await ofPerson(ctx, userId)).some(({ organizationId }) => organizationId === thing.organizationId);
    return isTheirs ? await ctx.db.get("organizations", thing.organizationId) : null;
  }
  return null;
}
