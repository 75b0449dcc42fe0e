import type { Doc, Id } from "../../_generated/dataModel";
import type { QueryCtx } from "../../_generated/server";
import { mapInBatches } from "../batches";
import { tablesOf } from "./agreement";
import { type DoubleState, verdictsOf } from "./double";
import { toRows } from "./rows";

// What is known of the receipts that were reviewed twice. Every read ends: the newest few hundred say how people judge now.

type Read = Pick<QueryCtx, "db">;

/** How far back the reviewers' agreement looks. */
export const mostPairs = 300;
const mostShown = 100;

const newestOf = async (ctx: Read, organizationId: Id<"organizations">, state: DoubleState, most: number): Promise<Doc<"reviews">[]> =>
  await ctx.db
    .query("reviews")
    .withIndex("by_organizationId_and_doubleState", (q) => q.eq("organizationId", organizationId).eq("doubleState", state))
    .order("desc")
    .take(most);

/** The newest receipts of one state, at most 100, as the viewer may see them. */
export async function inState(ctx: Read, organizationId: Id<"organizations">, state: DoubleState, viewerId: string) {
  const reviews = await newestOf(ctx, organizationId, state, mostShown);
  const receipts = await mapInBatches(reviews, (review) => ctx.db.get("receipts", review.receiptId));
  const known = new Map(reviews.map((review) => [review.receiptId, review]));
  return await toRows(
    ctx,
    organizationId,
    receipts.filter((receipt) => receipt !== null),
    viewerId,
    known,
  );
}

/** Tables of agreement over the newest 300 receipts with two verdicts. */
export async function agreement(ctx: Read, organizationId: Id<"organizations">) {
  const states: DoubleState[] = ["agreed", "disputed", "resolved"];
  const read = await mapInBatches(states, (state) => newestOf(ctx, organizationId, state, mostPairs));
  const both = read
    .flat()
    .toSorted((a, b) => b.sequence - a.sequence)
    .slice(0, mostPairs);
  const pairs = both.map(({ sequence, double }) => ({ sequence, given: double === undefined ? [] : verdictsOf(double) }));
  const blind = pairs.filter(({ given }) => given.every(({ isBlind }) => isBlind));
  const waiting = await newestOf(ctx, organizationId, "open", mostShown + 1);
  return {
    tables: tablesOf(blind).map(({ a, b, counts }) => ({ a: named(a), b: named(b), counts })),
    notBlind: pairs.length - blind.length,
    isAll: read.flat().length <= mostPairs && read.every((rows) => rows.length < mostPairs),
    waiting: Math.min(waiting.length, mostShown),
    hasMoreWaiting: waiting.length > mostShown,
  };
}

const named = ({ id, name }: { id: string; name: string }) => ({ id, name });
