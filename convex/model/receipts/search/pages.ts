import type { PaginationOptions } from "convex/server";

import type { Doc, Id } from "../../../_generated/dataModel";
import type { QueryCtx } from "../../../_generated/server";
import { appError } from "../../../errors";
import { mapInBatches } from "../../batches";
import { isOfVerdict } from "../lists";
import { reviewOf, toRows } from "../rows";
import { find, type Filter } from "./find";
import { saidOf, textsOf } from "./terms";
import { excerptOf, type Asked } from "./words";

type Read = Pick<QueryCtx, "db">;

/** Rows of words that one page reads, so that a page of rare hits among many may come out short, or empty. */
const pageRows = 1_200;
const mostOnPage = 500;
const mostExcerpts = 2;

/** What no index of words knows is looked for in what is found: a model, and that there is no robot or no deployment. */
type PageFilter = Omit<Filter, "deploymentId" | "robotId"> & {
  asked: Asked;
  deploymentId?: Id<"deployments"> | null;
  robotId?: Id<"robots"> | null;
  modelId?: string;
};

/** A cursor is the sequence that a page ended at: rows are before it. */
function sequenceOf(cursor: string | null | undefined, otherwise: number): number {
  if (cursor === null || cursor === undefined) return otherwise;
  if (!/^\d{1,16}$/.test(cursor))
    throw appError({ code: "invalid", path: "$.paginationOpts.cursor", message: "This is no cursor of this list." });
  return Number(cursor);
}

/** Receipts with all the words that are asked for, newest first, each with the texts they stand in where the row does not show them. */
export async function page(
  ctx: Read,
  organizationId: Id<"organizations">,
  filter: PageFilter,
  { cursor, endCursor, numItems }: PaginationOptions,
  viewerId: string | null,
) {
  const before = sequenceOf(cursor, Number.MAX_SAFE_INTEGER);
  const until = sequenceOf(endCursor, 0);
  // A page with an end shows all up to it, also what has come into it since.
  const bounds =
    endCursor === null || endCursor === undefined
      ? { most: Math.min(Math.max(1, numItems), mostOnPage), rows: pageRows }
      : { most: Infinity, rows: 4 * pageRows };
  const { deploymentId, robotId, modelId, ...rest } = filter;
  const indexed = { ...rest, deploymentId: deploymentId ?? undefined, robotId: robotId ?? undefined };
  const found = await find(ctx, organizationId, indexed, viewerId, { before, until, ...bounds });
  const receipts = (await mapInBatches(found.sequences, (sequence) => bySequence(ctx, organizationId, sequence))).filter(
    (receipt) => receipt !== null,
  );
  const { from = -Infinity, to = Infinity, asked, verdict } = filter;
  const inTime = receipts.filter(
    (receipt) =>
      receipt.timestamp >= from &&
      receipt.timestamp <= to &&
      (modelId === undefined || receipt.modelId === modelId) &&
      (deploymentId !== null || receipt.deploymentId === null) &&
      (robotId !== null || receipt.robotId === null),
  );
  const reviews = new Map(
    (await mapInBatches(inTime, (receipt) => reviewOf(ctx, receipt._id))).flatMap((row) =>
      row === null ? [] : [[row.receiptId, row] as const],
    ),
  );
  const rows = await toRows(ctx, organizationId, inTime, viewerId, reviews);
  const docs = new Map(inTime.map((receipt) => [receipt._id, receipt]));
  return {
    page: rows
      .filter((row) => isOfVerdict(row, verdict))
      .map((row) => ({ ...row, found: excerptsOf(docs.get(row.id), reviews.get(row.id), asked) })),
    isDone: found.before === 0,
    continueCursor: String(found.before),
  };
}

const bySequence = (ctx: Read, organizationId: Id<"organizations">, sequence: number) =>
  ctx.db
    .query("receipts")
    .withIndex("by_organizationId_and_sequence", (q) => q.eq("organizationId", organizationId).eq("sequence", sequence))
    .unique();

function excerptsOf(receipt: Doc<"receipts"> | undefined, review: Doc<"reviews"> | undefined, asked: Asked) {
  if (receipt === undefined) return [];
  const texts = [...(review === undefined ? [] : saidOf(review)), ...textsOf(receipt)];
  const hidden = texts.filter(({ where, text }) => where !== "robot" && where !== "deployment" && text !== receipt.closeReason);
  const excerpts = hidden.flatMap(({ where, text }) => {
    const excerpt = excerptOf(text, asked);
    return excerpt === null ? [] : [{ where, text: excerpt }];
  });
  return excerpts.slice(0, mostExcerpts);
}
