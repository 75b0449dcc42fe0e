import * as v from "valibot";

import { askedOf, isAsking } from "#src/api/receipt-words.ts";
import type { Receipt, ReceiptFilter } from "#src/api/receipts.ts";

import { addDays, startOfDay } from "./days.ts";

export const verdictChoices = ["all", "none", "disputed", "good", "needs_attention", "bad"] as const;
export const motionChoices = ["all", "applied", "dry"] as const;
export const orderChoices = ["newest", "outliers"] as const;

const day = v.pipe(v.string(), v.regex(/^\d{4}-\d{2}-\d{2}$/));

const shape = v.object({
  /** Free text: every word must be in the names, model, reasons, messages, people or notes, the last at least as a beginning; #12 is a number. */
  q: v.optional(v.pipe(v.string(), v.maxLength(200))),
  /** An id, or "none" for what has no deployment or robot. */
  deployment: v.optional(v.string()),
  robot: v.optional(v.string()),
  /** The model, as the receipt names it. */
  model: v.optional(v.pipe(v.string(), v.maxLength(500))),
  verdict: v.fallback(v.picklist(verdictChoices), "all"),
  motion: v.fallback(v.picklist(motionChoices), "all"),
  /** Only receipts with a safe stop, an error, or a close nobody asked for. */
  problems: v.fallback(v.picklist(["yes", "no"]), "no"),
  /** Days, both inclusive, in the zone that `days` names: the reader's own, or UTC, in which trends are counted. */
  from: v.fallback(v.optional(day), undefined),
  to: v.fallback(v.optional(day), undefined),
  days: v.fallback(v.picklist(["local", "utc"]), "local"),
  order: v.fallback(v.picklist(orderChoices), "newest"),
  /** As `chosen-columns.ts` reads them. */
  columns: v.optional(v.pipe(v.string(), v.maxLength(200))),
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

/** How many of the filters beside the words hide something. */
export const filtersSet = (search: ReceiptSearch): number =>
  [...new URLSearchParams(receiptSearchText({ ...search, q: undefined, order: "newest", columns: undefined })).keys()].length;

/** Whether anything is filtered out; order and columns hide nothing. */
export const isFiltered = (search: ReceiptSearch): boolean => receiptSearchText({ ...search, order: "newest", columns: undefined }) !== "";

/** The part of the search that the server's indexes answer. Ids are checked by the server's `v.id`. */
export function serverFilterOf(search: ReceiptSearch): ReceiptFilter {
  const { deployment, robot, model, verdict, motion, problems, order, from, to, days, q = "" } = search;
  const zone = days === "utc" ? "UTC" : undefined;
  const hasText = isAsking(askedOf(q));
  return {
    ...(hasText ? { text: q } : {}),
    ...(deployment === undefined
      ? {}
      : { deploymentId: deployment === "none" ? null : (deployment as NonNullable<ReceiptFilter["deploymentId"]>) }),
    ...(robot === undefined ? {} : { robotId: robot === "none" ? null : (robot as NonNullable<ReceiptFilter["robotId"]>) }),
    ...(model === undefined ? {} : { modelId: model }),
    ...(verdict === "all" ? {} : { verdict }),
    // The server has an order by oddity for each verdict, not for all of them together, and none for what words find.
    ...(verdict !== "all" && order === "outliers" && !hasText ? { order: "oddest" as const } : {}),
    ...(motion === "all" ? {} : { applied: motion === "applied" }),
    ...(problems === "no" ? {} : { problems: true }),
    ...(from === undefined ? {} : { from: startOfDay(from, zone) }),
    ...(to === undefined ? {} : { to: startOfDay(addDays(to, 1), zone) - 1 }),
  };
}

/** Ends that somebody wanted and that need no look. */
export const ordinaryEnds: ReadonlySet<string> = new Set(["operator_closed", "sdk_closed", "completed", "task_done", "done"]);

export const hasProblem = (row: Pick<Receipt, "safeStops" | "errorCount" | "closeReason">): boolean =>
  row.safeStops > 0 || row.errorCount > 0 || !ordinaryEnds.has(row.closeReason);

type Searched = Pick<Receipt, "applied" | "safeStops" | "errorCount" | "closeReason">;

/** Judges a row anew in the browser, so that the rows of the filter before can stay until those of the new one come. */
export const matches = (search: ReceiptSearch, row: Searched): boolean =>
  (search.motion === "all" || row.applied === (search.motion === "applied")) && (search.problems === "no" || hasProblem(row));
