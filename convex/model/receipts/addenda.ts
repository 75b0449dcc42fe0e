import type { Doc, Id } from "../../_generated/dataModel";
import type { MutationCtx, QueryCtx } from "../../_generated/server";
import { ensureKey } from "../signing/keys";
import { type Addendum, buildAddendum, type RecordedPicture } from "./pictures";

type Read = Pick<QueryCtx, "db">;

/** So that a page of 200 receipts stays readable with all of theirs. */
export const mostAddenda = 16;

/** The addenda of receipts from `first` to `last`, by the receipt's sequence number, each receipt's in order. */
export async function addendaBetween(ctx: Read, organizationId: Id<"organizations">, first: number, last: number) {
  if (last < first) return new Map<number, Addendum[]>();
  const rows = await ctx.db
    .query("receiptAddenda")
    .withIndex("by_organizationId_and_sequence", (q) => q.eq("organizationId", organizationId).gte("sequence", first).lte("sequence", last))
    .take(mostAddenda * (last - first + 1));
  const bySequence = new Map<number, Addendum[]>();
  for (const { sequence, body, signature, keyId } of rows) {
    const those = bySequence.get(sequence) ?? [];
    bySequence.set(sequence, [...those, { body, signature, keyId }]);
  }
  return bySequence;
}

/** Signs a picture that came after its run's receipt, in the transaction that keeps it. False: the receipt has as many addenda as it may. */
export async function addPicture(
  ctx: Pick<MutationCtx, "db">,
  receiptId: Id<"receipts">,
  picture: RecordedPicture,
  now: number,
): Promise<boolean> {
  const receipt = await ctx.db.get("receipts", receiptId);
  if (receipt === null) throw new Error("a session without its receipt");
  const { organizationId, sequence }: Doc<"receipts"> = receipt;
  const before = (await addendaBetween(ctx, organizationId, sequence, sequence)).get(sequence) ?? [];
  if (before.length >= mostAddenda) return false;
  const addendum = buildAddendum(
    { organizationId, sessionId: receipt.sessionId, receiptSequence: sequence, receiptHash: receipt.hash },
    { number: before.length + 1, before: before.at(-1) ?? null, pictures: [picture], at: now },
    await ensureKey(ctx, "receipts", now),
  );
  await ctx.db.insert("receiptAddenda", { organizationId, sequence, number: before.length + 1, ...addendum });
  return true;
}
