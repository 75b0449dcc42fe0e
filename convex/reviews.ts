import { v } from "convex/values";

import { mutationAs, queryAs } from "./functions";
import * as Reviews from "./model/receipts/reviews";
import { nullable } from "./model/shapes";
import { reviewEntryView, reviewView } from "./model/views";

/** Everything that was ever said of a receipt, newest first, at most 200, also what was taken back. */
export const history = queryAs("viewer")({
  args: { receiptId: v.id("receipts") },
  returns: v.array(reviewEntryView),
  handler: (ctx, { receiptId }) => Reviews.history(ctx, ctx.me.organizationId, receiptId),
});

/** Takes back the caller's own newest review and answers what stands now. Refused with `conflict`: `nothing_to_undo`, `not_yours`. */
export const undo = mutationAs("operator")({
  args: { receiptId: v.id("receipts") },
  returns: nullable(reviewView),
  handler: (ctx, { receiptId }) => Reviews.undo(ctx, ctx.me, receiptId, Date.now()),
});
