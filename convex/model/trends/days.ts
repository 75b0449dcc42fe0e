import type { Doc, Id } from "../../_generated/dataModel";
import type { MutationCtx, QueryCtx } from "../../_generated/server";
import { dayOf } from "./buckets";
import { factsOf } from "./facts";
import { withRun, withWorst } from "./sums";

// Keeps the sums of a day as the receipts and their verdicts are: a receipt and a verdict each read and write one row. Closings of one
// robot follow each other, and those of an organization wait for each other at its chain anyhow: a row waits for nobody more.

type Read = Pick<QueryCtx, "db">;
type Write = Pick<MutationCtx, "db">;
type Receipt = Doc<"receipts">;
type Verdict = Doc<"reviews">["verdict"];

async function dayRow(ctx: Read, { organizationId, timestamp, deploymentId, robotId, modelId }: Receipt) {
  return await ctx.db
    .query("trendDays")
    .withIndex("by_organizationId_and_day", (q) =>
      q
        .eq("organizationId", organizationId)
        .eq("day", dayOf(timestamp))
        .eq("deploymentId", deploymentId)
        .eq("robotId", robotId)
        .eq("modelId", modelId),
    )
    .unique();
}

async function count(ctx: Write, receipt: Receipt, review: Doc<"reviews">): Promise<void> {
  const { organizationId, timestamp, deploymentId, robotId, modelId, applied } = receipt;
  const { sums, worst } = factsOf(receipt);
  const row = await dayRow(ctx, receipt);
  const cells = withRun(row?.cells ?? [], { applied, verdict: review.verdict }, sums);
  const worstOnes = withWorst(row?.worst ?? [], applied, worst);
  // The mark first: what is counted twice can never be told from what is right, what is not counted is found again.
  await ctx.db.patch("reviews", review._id, { isCounted: true });
  if (row !== null) await ctx.db.patch("trendDays", row._id, { cells, worst: worstOnes });
  else {
    const key = { organizationId, day: dayOf(timestamp), deploymentId, robotId, modelId };
    await ctx.db.insert("trendDays", { ...key, cells, worst: worstOnes });
  }
}

/** Counts a receipt that is just written. Nothing that a question needs may keep a session from being closed: a failure is logged, and `addMissing` tries again. */
export async function countReceipt(ctx: Write, receiptId: Id<"receipts">, reviewId: Id<"reviews">): Promise<void> {
  try {
    const [receipt, review] = [await ctx.db.get("receipts", receiptId), await ctx.db.get("reviews", reviewId)];
    if (receipt !== null && review !== null) await count(ctx, receipt, review);
  } catch (error) {
    console.error(`receipt ${receiptId} could not be counted`, error);
  }
}

/** Moves a receipt from one verdict to another; what is not counted yet will be as it then stands. */
export async function moveVerdict(ctx: Write, receipt: Receipt, review: Doc<"reviews">, verdict: Verdict): Promise<void> {
  if (review.isCounted !== true || review.verdict === verdict) return;
  const row = await dayRow(ctx, receipt);
  if (row === null) return;
  const { applied } = receipt;
  const { sums } = factsOf(receipt);
  const without = withRun(row.cells, { applied, verdict: review.verdict }, sums, -1);
  await ctx.db.patch("trendDays", row._id, { cells: withRun(without, { applied, verdict }, sums) });
}

/** Counts receipts from before they were, the newest first; answers how many. */
export async function addMissing(ctx: Write, most: number): Promise<number> {
  const without = await ctx.db
    .query("reviews")
    .withIndex("by_isCounted", (q) => q.eq("isCounted", undefined))
    .order("desc")
    .take(most);
  for (const review of without) {
    const receipt = await ctx.db.get("receipts", review.receiptId);
    if (receipt !== null) await count(ctx, receipt, review);
    else await ctx.db.patch("reviews", review._id, { isCounted: true });
  }
  return without.length;
}
