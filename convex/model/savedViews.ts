import type { Doc, Id } from "../_generated/dataModel";
import type { MutationCtx, QueryCtx } from "../_generated/server";
import { appError } from "../errors";
import { recordAudit } from "./audit";
import { checkName, checkText } from "./checks";
import type { Acting } from "./people/me";

type Page = Doc<"savedViews">["page"];

/** More than this is a list nobody reads. */
const mostPerPage = 24;
const longestQuery = 2_000;

const ofPage = (ctx: Pick<QueryCtx, "db">, organizationId: Id<"organizations">, page: Page) =>
  ctx.db
    .query("savedViews")
    .withIndex("by_organizationId_and_page", (q) => q.eq("organizationId", organizationId).eq("page", page))
    .take(mostPerPage);

const byName = (a: { name: string }, b: { name: string }) => (a.name < b.name ? -1 : 1);

/** The shared views of one page, by name. */
export async function list(ctx: Pick<QueryCtx, "db">, organizationId: Id<"organizations">, page: Page) {
  const rows = await ofPage(ctx, organizationId, page);
  return rows.map(({ _id, name, query, createdBy, createdAt }) => ({ id: _id, name, query, createdBy, createdAt })).sort(byName);
}

/** Shares a view, or replaces the one of the same name. Throws `invalid` or `conflict`. */
export async function save(ctx: Pick<MutationCtx, "db">, me: Acting, args: { page: Page; name: string; query: string }, now: number) {
  const { organizationId, actor } = me;
  const { page } = args;
  const name = checkName(args.name, "name", 40);
  const query = checkText(args.query, "query", longestQuery).trim();
  // It becomes part of an address on other people's pages: only what a filter writes there.
  if (query === "" || query !== new URLSearchParams(query).toString()) {
    throw appError({ code: "invalid", path: "query", message: "Give the part of an address behind the ?, as URLSearchParams writes it." });
  }
  const there = await ofPage(ctx, organizationId, page);
  const same = there.find((row) => row.name === name);
  if (same === undefined && there.length >= mostPerPage) {
    throw appError({
      code: "conflict",
      reason: "too_many",
      message: `At most ${mostPerPage} views are shared for a page. Remove one first.`,
    });
  }
  if (same?.query === query) return { id: same._id };
  const change = { query, createdBy: actor, createdAt: now };
  if (same !== undefined) await ctx.db.patch("savedViews", same._id, change);
  const id = same?._id ?? (await ctx.db.insert("savedViews", { organizationId, page, name, ...change }));
  const before = same === undefined ? {} : { before: { query: same.query } };
  await recordAudit(ctx, {
    organizationId,
    at: now,
    actor,
    action: "savedView.save",
    target: { kind: "savedView", id, name },
    ...before,
    after: { page, query },
  });
  return { id };
}

/** Ends the sharing of a view. Throws `not_found`, for another organization's too. */
export async function remove(ctx: Pick<MutationCtx, "db">, me: Acting, id: Id<"savedViews">, now: number): Promise<void> {
  const { organizationId, actor } = me;
  const row = await ctx.db.get("savedViews", id);
  if (row === null || row.organizationId !== organizationId) throw appError({ code: "not_found", what: "saved view" });
  await ctx.db.delete("savedViews", id);
  const { page, name, query } = row;
  await recordAudit(ctx, {
    organizationId,
    at: now,
    actor,
    action: "savedView.remove",
    target: { kind: "savedView", id, name },
    before: { page, query },
  });
}
