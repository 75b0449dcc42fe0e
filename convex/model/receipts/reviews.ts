import type { Doc, Id } from "../../_generated/dataModel";
import type { MutationCtx, QueryCtx } from "../../_generated/server";
import { appError } from "../../errors";
import { recordAudit } from "../audit";
import { checkText } from "../checks";
import { tellFlagged } from "../notices/tellings";
import type { Write } from "../notices/notices";
import type { Acting } from "../people/me";
import { noteVerdict } from "../runRules/signs";
import { isHidden } from "./double";
import * as DoubleReviews from "./doubleReviews";
import { getOrThrow } from "./receipts";
import { reviewOf } from "./rows";
import { patchReview } from "./search/postings";

// What people say of receipts: a verdict beside the receipt, which itself never changes.

type Read = Pick<QueryCtx, "db">;
type Verdict = NonNullable<Doc<"reviews">["verdict"]>;

async function reviewRow(ctx: Read, organizationId: Id<"organizations">, id: Id<"receipts">) {
  const receipt = await getOrThrow(ctx, organizationId, id);
  const row = await reviewOf(ctx, id);
  if (row === null) throw new Error("a receipt without its review row");
  return { receipt, row };
}

/** Tells of a verdict that was not the standing one before `change`; a double review has none until both have spoken. */
async function tellingOf<T>(
  ctx: Write,
  { organizationId, actor }: Acting,
  id: Id<"receipts">,
  now: number,
  change: () => Promise<T>,
): Promise<T> {
  const before = await reviewRow(ctx, organizationId, id);
  const value = await change();
  const { row, receipt } = await reviewRow(ctx, organizationId, id);
  if (row.verdict !== before.row.verdict) {
    await tellFlagged(ctx, receipt, row.verdict, actor, now);
    await noteVerdict(ctx, receipt, row.verdict, now);
  }
  return value;
}

export async function review(ctx: Write, me: Acting, args: { id: Id<"receipts">; verdict: Verdict | null; note?: string }, now: number) {
  return await tellingOf(ctx, me, args.id, now, () => judge(ctx, me, args, now));
}

async function judge(
  ctx: Pick<MutationCtx, "db">,
  me: Acting,
  args: { id: Id<"receipts">; verdict: Verdict | null; note?: string },
  now: number,
) {
  const { organizationId, actor } = me;
  const said = await reviewRow(ctx, organizationId, args.id);
  const double = await DoubleReviews.doubleOf(ctx, said);
  if (double !== null) return await DoubleReviews.judge(ctx, me, said, double, args, now);
  const { receipt, row } = said;
  const { verdict, note: oldNote, reviewedBy, reviewedAt } = row;
  const before = { verdict, note: oldNote, reviewedBy, reviewedAt };
  const note = checkText(args.note ?? before.note, "$.note", 2_000);
  const after = { verdict: args.verdict, note, reviewedBy: actor, reviewedAt: now };
  await patchReview(ctx, receipt, row, after);
  await ctx.db.insert("reviewEntries", {
    ...{ receiptId: args.id, at: now, by: actor, verdict: args.verdict, note, before, undoneAt: null },
  });
  await recordAudit(ctx, {
    organizationId,
    at: now,
    actor,
    action: "receipt.review",
    target: { kind: "receipt", id: args.id, name: `#${receipt.sequence}` },
    before: { verdict, note: oldNote },
    after: { verdict: args.verdict, note },
  });
  return after;
}

/**
 * Everything that was ever said of a receipt, newest first, at most 200, also what was taken back. Of one that is being reviewed
 * twice a person sees only their own words until both verdicts are given; `viewerId` null: an API key, which has none.
 */
export async function history(ctx: Read, organizationId: Id<"organizations">, id: Id<"receipts">, viewerId: string | null) {
  const double = await DoubleReviews.doubleOf(ctx, await reviewRow(ctx, organizationId, id));
  const rows = await ctx.db
    .query("reviewEntries")
    .withIndex("by_receiptId", (q) => q.eq("receiptId", id))
    .take(1_000);
  return rows
    .filter(({ by }) => double === null || !isHidden(double) || by.id === viewerId)
    .sort((a, b) => b._creationTime - a._creationTime)
    .slice(0, 200)
    .map(({ _id, at, by, verdict, note, part, undoneAt }) => ({
      id: _id,
      reviewedAt: at,
      reviewedBy: by,
      ...{ verdict, note, undoneAt, isResolution: part === "resolution", isOverruling: part === "overruling" },
    }));
}

/** Takes back the newest review, if it is the caller's own: somebody else's word is answered, not erased. */
export async function undo(ctx: Write, me: Acting, id: Id<"receipts">, now: number) {
  const before = await reviewRow(ctx, me.organizationId, id);
  const left = await takeBack(ctx, me, id, now);
  const { row, receipt } = await reviewRow(ctx, me.organizationId, id);
  if (row.verdict !== before.row.verdict) await noteVerdict(ctx, receipt, row.verdict, now);
  return left;
}

async function takeBack(ctx: Pick<MutationCtx, "db">, me: Acting, id: Id<"receipts">, now: number) {
  const { organizationId, actor } = me;
  const said = await reviewRow(ctx, organizationId, id);
  const { receipt, row } = said;
  if (row.double !== undefined) return await DoubleReviews.undo(ctx, me, said, row.double, now);
  const newest = await ctx.db
    .query("reviewEntries")
    .withIndex("by_receiptId", (q) => q.eq("receiptId", id).eq("undoneAt", null))
    .order("desc")
    .first();
  const refuse = (reason: string, message: string) => appError({ code: "conflict", reason, message });
  if (newest === null) throw refuse("nothing_to_undo", "There is no review to take back.");
  if (newest.by.id !== actor.id) throw refuse("not_yours", `The newest review is by ${newest.by.name}.`);
  await ctx.db.patch("reviewEntries", newest._id, { undoneAt: now });
  await patchReview(ctx, receipt, row, newest.before);
  await recordAudit(ctx, {
    organizationId,
    at: now,
    actor,
    action: "receipt.undoReview",
    target: { kind: "receipt", id, name: `#${receipt.sequence}` },
    before: { verdict: row.verdict, note: row.note },
    after: { verdict: newest.before.verdict, note: newest.before.note },
  });
  const { verdict, note, reviewedBy, reviewedAt } = newest.before;
  return reviewedBy === null || reviewedAt === null ? null : { verdict, note, reviewedBy, reviewedAt };
}

/** A third person's word on a receipt about which two disagree. */
export async function resolve(ctx: Write, me: Acting, args: { receiptId: Id<"receipts">; verdict: Verdict; note: string }, now: number) {
  await tellingOf(
    ctx,
    me,
    args.receiptId,
    now,
    async () => await DoubleReviews.resolve(ctx, me, await reviewRow(ctx, me.organizationId, args.receiptId), args, now),
  );
}

/** A third person's word against two who agree. */
export async function overrule(ctx: Write, me: Acting, args: { receiptId: Id<"receipts">; verdict: Verdict; note: string }, now: number) {
  await tellingOf(
    ctx,
    me,
    args.receiptId,
    now,
    async () => await DoubleReviews.overrule(ctx, me, await reviewRow(ctx, me.organizationId, args.receiptId), args, now),
  );
}
