import type { Doc, Id } from "../../_generated/dataModel";
import type { QueryCtx } from "../../_generated/server";
import { byFilter } from "./lists";
import { getOrThrow } from "./receipts";
import { reviewsOf } from "./rows";

type Read = Pick<QueryCtx, "db">;
type Filter = Parameters<typeof byFilter>[2];

/** How many earlier receipts are looked through, and how many are read at a time. */
const most = 200;
const atOnce = 20;

/** The newest receipt below a number that counts as good and `fits`, with how many were looked through; `null` when none of the 200 before it does. */
async function newestGood(
  ctx: Read,
  organizationId: Id<"organizations">,
  filter: Filter,
  below: number,
  fits: (receipt: Doc<"receipts">) => boolean,
) {
  let before = below;
  let looked = 0;
  while (looked < most) {
    const receipts = await byFilter(ctx, organizationId, filter, before).take(atOnce);
    const reviews = await reviewsOf(ctx, organizationId, receipts);
    const good = receipts.findIndex((receipt) => fits(receipt) && reviews.get(receipt._id)?.verdict === "good");
    if (good !== -1) return { receipt: receipts[good] ?? null, looked: looked + good + 1 };
    looked += receipts.length;
    before = receipts.at(-1)?.sequence ?? before;
    if (receipts.length < atOnce) break;
  }
  return { receipt: null, looked };
}

/** The newest good receipt of the same deployment before this one; `id` is null when there is none, or it has no deployment. */
export async function lastGood(ctx: Read, organizationId: Id<"organizations">, id: Id<"receipts">) {
  const { deploymentId, sequence } = await getOrThrow(ctx, organizationId, id);
  if (deploymentId === null) return { id: null, looked: 0 };
  const { receipt, looked } = await newestGood(ctx, organizationId, { deploymentId }, sequence, () => true);
  return { id: receipt?._id ?? null, looked };
}

/** The newest good receipt of a run that moved this robot. */
export async function lastGoodMove(ctx: Read, organizationId: Id<"organizations">, robotId: Id<"robots">) {
  return await newestGood(ctx, organizationId, { robotId }, Number.MAX_SAFE_INTEGER, ({ applied }) => applied);
}
