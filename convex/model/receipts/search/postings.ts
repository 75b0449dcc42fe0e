import type { Doc, Id } from "../../../_generated/dataModel";
import type { MutationCtx } from "../../../_generated/server";
import { mapInBatches } from "../../batches";
import { moveVerdict } from "../../trends/days";
import { blockOf, withBit } from "./bits";
import { termsOf } from "./terms";

// Keeps what receipts are found by as they and their reviews are: one row for each word and block is read and written.

type Write = Pick<MutationCtx, "db">;

async function setBit(ctx: Write, organizationId: Id<"organizations">, word: string, sequence: number, isSet: boolean): Promise<void> {
  const block = blockOf(sequence);
  const row = await ctx.db
    .query("receiptWords")
    .withIndex("by_organizationId_and_word", (q) => q.eq("organizationId", organizationId).eq("word", word).eq("block", block))
    .unique();
  const bits = withBit(row?.bits ?? [], sequence, isSet);
  if (row === null) await ctx.db.insert("receiptWords", { organizationId, word, block, bits });
  else if (bits.length === 0) await ctx.db.delete("receiptWords", row._id);
  else await ctx.db.patch("receiptWords", row._id, { bits });
}

/** Makes a receipt findable by all its words, at most 2 x 60 and some ten values: as many rows are written. */
export async function addReceipt(ctx: Write, receipt: Doc<"receipts">, review: Doc<"reviews">): Promise<void> {
  const { organizationId, sequence } = receipt;
  await mapInBatches([...termsOf(receipt, review)], (word) => setBit(ctx, organizationId, word, sequence, true));
  await ctx.db.patch("reviews", review._id, { isFindable: true });
}

/** Writes a change of a review, and what it is found and counted by where that changed. */
export async function patchReview(
  ctx: Write,
  receipt: Doc<"receipts">,
  review: Doc<"reviews">,
  change: Partial<Doc<"reviews">>,
): Promise<void> {
  if (change.verdict !== undefined) await moveVerdict(ctx, receipt, review, change.verdict);
  await ctx.db.patch("reviews", review._id, change);
  // What is not findable yet is made so as it then is.
  if (review.isFindable !== true) return;
  const { organizationId, sequence } = receipt;
  const [before, after] = [termsOf(receipt, review), termsOf(receipt, { ...review, ...change })];
  await mapInBatches(
    [...after].filter((word) => !before.has(word)),
    (word) => setBit(ctx, organizationId, word, sequence, true),
  );
  await mapInBatches(
    [...before].filter((word) => !after.has(word)),
    (word) => setBit(ctx, organizationId, word, sequence, false),
  );
}

/** Makes receipts from before they were findable so, the newest first; answers how many. */
export async function addMissing(ctx: Write, most: number): Promise<number> {
  const without = await ctx.db
    .query("reviews")
    .withIndex("by_isFindable", (q) => q.eq("isFindable", undefined))
    .order("desc")
    .take(most);
  for (const review of without) {
    const receipt = await ctx.db.get("receipts", review.receiptId);
    if (receipt !== null) await addReceipt(ctx, receipt, review);
    else await ctx.db.patch("reviews", review._id, { isFindable: true });
  }
  return without.length;
}
