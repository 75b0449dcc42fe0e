import { convexQuery, useConvexMutation } from "@convex-dev/react-query";
import { queryOptions, useMutation } from "@tanstack/react-query";
import type { FunctionReturnType } from "convex/server";

import { api } from "#convex/_generated/api.js";

/** Kappa and what it rests on: pure, so that the page counts as the server would. */
export { type Agreement, agreementOf, fewestForKappa, verdictOrder } from "#convex/model/receipts/agreement.ts";

export type ReviewerAgreement = FunctionReturnType<typeof api.reviews.agreement>;

export const reviewQueries = {
  /** Which share of the receipts two people review without seeing each other's verdict, 0 to 1. */
  doubleShare: () => queryOptions({ ...convexQuery(api.reviews.doubleShare, {}) }),
  /** How two people agree who reviewed the same receipts. */
  agreement: () => queryOptions({ ...convexQuery(api.reviews.agreement, {}) }),
  /** Receipts about which two disagree, or whose disagreement a third has resolved; newest first. */
  disagreements: (state: "disputed" | "resolved") => queryOptions({ ...convexQuery(api.reviews.disagreements, { state }) }),
};

export const useSetDoubleShare = () =>
  useMutation({ mutationFn: useConvexMutation(api.reviews.setDoubleShare), meta: { inlineError: true } });

/** A third person's verdict where two disagree. */
export const useResolveReviews = () => useMutation({ mutationFn: useConvexMutation(api.reviews.resolve), meta: { inlineError: true } });

/** A third person's verdict against two who agree. */
export const useOverruleReviews = () => useMutation({ mutationFn: useConvexMutation(api.reviews.overrule), meta: { inlineError: true } });

/** Takes back one's own newest word on a receipt, also a resolution. */
export const useUndoReview = () => useMutation({ mutationFn: useConvexMutation(api.reviews.undo), meta: { inlineError: true } });
