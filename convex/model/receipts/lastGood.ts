import type { Id } from "../../_generated/dataModel";
import type { QueryCtx } from "../../_generated/server";
import { byFilter } from "./lists";
import { getOrThrow } from "./receipts";
import { reviewsOf } from "./rows";

/** How many earlier receipts of a deployment are looked through, and how many are read at a time. */
const most = 200;
const atOnce = 20;

/**
 * The newest receipt of the same deployment before this one that counts as good, with how many were looked through; `id` is null
 * when none of the 200 before it does, or it has no deployment.
 */
export async function lastGood(ctx: Pick<QueryCtx, "db">, organizationId: Id<"organizations">, id: Id<"receipts">) {
  const { deploymentId, sequence } = await getOrThrow(ctx, organizationId, id);
  if (deploymentId === null) return { id: null, looked: 0 };
  let before = sequence;
  let looked = 0;
  while (looked < most) {
    const receipts = await byFilter(ctx, organizationId, { deploymentId }, before).take(atOnce);
    const reviews = await reviewsOf(ctx, organizationId, receipts);
    const good = receipts.findIndex(({ _id }) => reviews.get(_id)?.verdict === "good");
    if (good !== -1) return { id: receipts[good]?._id ?? null, looked: looked + good + 1 };
    looked += receipts.length;
    before = receipts.at(-1)?.sequence ?? before;
    if (receipts.length < atOnce) break;
  }
  return { id: null, looked };
}
