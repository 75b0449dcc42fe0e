import * as v from "valibot";

import type { Receipt, ReceiptFilter } from "#src/api/receipts.ts";

export const verdictChoices = ["all", "none", "good", "needs_attention", "bad"] as const;
export const motionChoices = ["all", "applied", "dry"] as const;
export const orderChoices = ["newest", "outliers"] as const;

const day = v.pipe(v.string(), v.regex(/^\d{4}-\d{2}-\d{2}$/));

const shape = v.object({
  deployment: v.optional(v.string()),
  robot: v.optional(v.string()),
  verdict: v.fallback(v.picklist(verdictChoices), "all"),
  motion: v.fallback(v.picklist(motionChoices), "all"),
  /** Only receipts with a safe stop, an error, or a close nobody asked for. */
  problems: v.fallback(v.picklist(["yes", "no"]), "no"),
  /** Days in the reader's own zone, both inclusive. */
  from: v.fallback(v.optional(day), undefined),
  to: v.fallback(v.optional(day), undefined),
  order: v.fallback(v.picklist(orderChoices), "newest"),
});

/** The receipts list as its address describes it. */
export type ReceiptSearch = v.InferOutput<typeof shape>;

/** Reads an address; whatever it does not understand falls back to "no filter", never to an error. */
export const receiptSearchFrom = (params: URLSearchParams): ReceiptSearch => v.parse(shape, Object.fromEntries(params));

const defaults = receiptSearchFrom(new URLSearchParams());

/** The shortest address of a search: what is as usual is left out, so a copied link stays readable. */
export function receiptSearchText(search: ReceiptSearch): string {
  const params = new URLSearchParams();
  for (const [key, value] of Object.entries(search)) {
    if (value !== undefined && value !== defaults[key as keyof ReceiptSearch]) params.set(key, value);
  }
  return params.toString();
}

/** Whether anything is filtered out; the order hides nothing. */
export const isFiltered = (search: ReceiptSearch): boolean => receiptSearchText({ ...search, order: "newest" }) !== "";

/** Midnight in the reader's zone, epoch ms. A day has 23 or 25 hours twice a year, so the end is the next day's start. */
const startOf = (text: string, plusDays = 0): number => {
  const [year = 0, month = 1, date = 1] = text.split("-").map(Number);
  return new Date(year, month - 1, date + plusDays).getTime();
};

/** The part of the search that the server's indexes answer. Ids are checked by the server's `v.id`. */
export function serverFilterOf({ deployment, robot, verdict, from, to }: ReceiptSearch): ReceiptFilter {
  return {
    ...(deployment === undefined ? {} : { deploymentId: deployment as NonNullable<ReceiptFilter["deploymentId"]> }),
    ...(robot === undefined ? {} : { robotId: robot as NonNullable<ReceiptFilter["robotId"]> }),
    ...(verdict === "all" ? {} : { verdict }),
    ...(from === undefined ? {} : { from: startOf(from) }),
    ...(to === undefined ? {} : { to: startOf(to, 1) - 1 }),
  };
}

/** Ends that somebody wanted and that need no look. */
export const ordinaryEnds: ReadonlySet<string> = new Set(["operator_closed", "sdk_closed", "completed", "task_done", "done"]);

export const hasProblem = (row: Pick<Receipt, "safeStops" | "errorCount" | "closeReason">): boolean =>
  row.safeStops > 0 || row.errorCount > 0 || !ordinaryEnds.has(row.closeReason);

/** The part that the browser answers from the rows it has. */
export const matches = (search: ReceiptSearch, row: Pick<Receipt, "applied" | "safeStops" | "errorCount" | "closeReason">): boolean =>
  (search.motion === "all" || row.applied === (search.motion === "applied")) && (search.problems === "no" || hasProblem(row));
