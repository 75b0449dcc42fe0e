import type { Doc, Id } from "../../_generated/dataModel";
import type { QueryCtx } from "../../_generated/server";
import { mapInBatches } from "../batches";
import { shownTo } from "./double";

type Read = Pick<QueryCtx, "db">;

export async function reviewOf(ctx: Read, receiptId: Id<"receipts">) {
  return await ctx.db
    .query("reviews")
    .withIndex("by_receiptId", (q) => q.eq("receiptId", receiptId))
    .unique();
}

/**
 * Rows as they are shown, in the given order. A page reads each robot and deployment once, and its reviews in one range
 * where they lie together, as they do unless a filter thins them out; or not at all, where the caller has read them.
 * `viewerId`: whose eyes they are for; `null` an API key, which sees no verdict before two are there.
 */
export async function toRows(
  ctx: Read,
  organizationId: Id<"organizations">,
  receipts: Doc<"receipts">[],
  viewerId: string | null,
  known?: ReadonlyMap<Id<"receipts">, Doc<"reviews">>,
) {
  const robotIds = [...new Set(receipts.map(({ robotId }) => robotId).filter((id) => id !== null))];
  const deploymentIds = [...new Set(receipts.map(({ deploymentId }) => deploymentId).filter((id) => id !== null))];
  const [robots, deployments, reviews] = await Promise.all([
    mapInBatches(robotIds, (id) => ctx.db.get("robots", id)),
    mapInBatches(deploymentIds, (id) => ctx.db.get("deployments", id)),
    known ?? reviewsOf(ctx, organizationId, receipts),
  ]);
  const nameById = new Map<string, string>();
  for (const row of [...robots, ...deployments]) if (row !== null) nameById.set(row._id, row.name);
  const nameOf = (id: string | null) => (id === null ? null : (nameById.get(id) ?? null));
  return receipts.map((receipt) => {
    const { _id, _creationTime, organizationId: _, body, signature, ...columns } = receipt;
    const review = reviews.get(_id);
    const { verdict = null, note = "", reviewedBy = null, reviewedAt = null } = review ?? {};
    return {
      id: _id,
      ...columns,
      robotName: nameOf(receipt.robotId),
      deploymentName: nameOf(receipt.deploymentId),
      review: reviewedBy === null || reviewedAt === null ? null : { verdict, note, reviewedBy, reviewedAt },
      ...(review?.double === undefined ? {} : { double: shownTo(review.double, viewerId) }),
      ...(review?.score === undefined ? {} : { outlier: { score: review.score, reason: (review.oddities ?? []).join("; ") } }),
    };
  });
}

/** The reviews of these receipts by receipt, in one range where they lie together. */
export async function reviewsOf(ctx: Read, organizationId: Id<"organizations">, receipts: Doc<"receipts">[]) {
  const sequences = receipts.map(({ sequence }) => sequence);
  const [first, last] = [Math.min(...sequences), Math.max(...sequences)];
  const lieTogether = receipts.length > 0 && last - first < 4 * receipts.length;
  const rows = lieTogether
    ? await ctx.db
        .query("reviews")
        .withIndex("by_organizationId_and_sequence", (q) =>
          q.eq("organizationId", organizationId).gte("sequence", first).lte("sequence", last),
        )
        .take(4 * receipts.length)
    : await mapInBatches(receipts, (receipt) => reviewOf(ctx, receipt._id));
  return new Map(rows.flatMap((row) => (row === null ? [] : [[row.receiptId, row] as const])));
}
