import type { PaginationOptions } from "convex/server";

import type { Doc, Id } from "../../_generated/dataModel";
import type { QueryCtx } from "../../_generated/server";
import { appError } from "../../errors";
import { mapInBatches } from "../batches";
import { shownTo } from "./double";
import { isProblemOf } from "./problems";
import { headRow, newestReceipt } from "./writer";
import { history } from "../signing/keys";

type Read = Pick<QueryCtx, "db">;
type Verdict = NonNullable<Doc<"reviews">["verdict"]>;
const mostLinks = 200;

export async function reviewOf(ctx: Read, receiptId: Id<"receipts">) {
  return await ctx.db
    .query("reviews")
    .withIndex("by_receiptId", (q) => q.eq("receiptId", receiptId))
    .unique();
}

/**
 * Rows as they are shown, in the given order. A page reads each robot and deployment once, and its reviews in one range
 * where they lie together, as they do unless a filter thins them out; or not at all, where the caller has read them.
 * `viewerId`: whose eyes they are for; `null` an API key, which sees no verdict before two are there.
 */
export async function toRows(
  ctx: Read,
  organizationId: Id<"organizations">,
  receipts: Doc<"receipts">[],
  viewerId: string | null,
  known?: ReadonlyMap<Id<"receipts">, Doc<"reviews">>,
) {
  const robotIds = [...new Set(receipts.map(({ robotId }) => robotId).filter((id) => id !== null))];
  const deploymentIds = [...new Set(receipts.map(({ deploymentId }) => deploymentId).filter((id) => id !== null))];
  const [robots, deployments, reviews] = await Promise.all([
    mapInBatches(robotIds, (id) => ctx.db.get("robots", id)),
    mapInBatches(deploymentIds, (id) => ctx.db.get("deployments", id)),
    known ?? reviewsOf(ctx, organizationId, receipts),
  ]);
  const nameById = new Map<string, string>();
  for (const row of [...robots, ...deployments]) if (row !== null) nameById.set(row._id, row.name);
  const nameOf = (id: string | null) => (id === null ? null : (nameById.get(id) ?? null));
  return receipts.map((receipt) => {
    const { _id, _creationTime, organizationId: _, body, signature, ...columns } = receipt;
    const review = reviews.get(_id);
    const { verdict = null, note = "", reviewedBy = null, reviewedAt = null } = review ?? {};
    return {
      id: _id,
      ...columns,
      robotName: nameOf(receipt.robotId),
      deploymentName: nameOf(receipt.deploymentId),
      review: reviewedBy === null || reviewedAt === null ? null : { verdict, note, reviewedBy, reviewedAt },
      ...(review?.double === undefined ? {} : { double: shownTo(review.double, viewerId) }),
      ...(review?.score === undefined
        ? {}
        : { outlier: { score: review.score, reason: (review.oddities ?? []).join("; ") } }),
    };
  });
}

/** The reviews of these receipts by receipt, in one range where they lie together. */
export async function reviewsOf(ctx: Read, organizationId: Id<"organizations">, receipts: Doc<"receipts">[]) {
  const sequences = receipts.map(({ sequence }) => sequence);
  const [first, last] = [Math.min(...sequences), Math.max(...sequences)];
  const lieTogether = receipts.length > 0 && last - first < 4 * receipts.length;
  const rows = lieTogether
    ? await ctx.db
        .query("reviews")
        .withIndex("by_organizationId_and_sequence", (q) =>
          q.eq("organizationId", organizationId).gte("sequence", first).lte("sequence", last),
        )
        .take(4 * receipts.length)
    : await mapInBatches(receipts, (receipt) => reviewOf(ctx, receipt._id));
  return new Map(rows.flatMap((row) => (row === null ? [] : [[row.receiptId, row] as const])));
}

function toSigned({ _id, sequence, previousHash, body, hash, signature, keyId }: Doc<"receipts">) {
  return { id: _id, sequence, previousHash, body, hash, signature, keyId };
}

type Filter = { deploymentId?: Id<"deployments">; robotId?: Id<"robots"> };

/** Newest first, by whichever index fits; the caller filters what the index does not. */
export function byFilter(ctx: Read, organizationId: Id<"organizations">, filter: Filter, before: number) {
  const { deploymentId, robotId } = filter;
  const receipts = ctx.db.query("receipts");
  if (deploymentId !== undefined) {
    return receipts
      .withIndex("by_organizationId_and_deploymentId", (q) =>
        q.eq("organizationId", organizationId).eq("deploymentId", deploymentId).lt("sequence", before),
      )
      .order("desc");
  }
  if (robotId !== undefined) {
    return receipts
      .withIndex("by_organizationId_and_robotId", (q) =>
        q.eq("organizationId", organizationId).eq("robotId", robotId).lt("sequence", before),
      )
      .order("desc");
  }
  return receipts
    .withIndex("by_organizationId_and_sequence", (q) =>
      q.eq("organizationId", organizationId).lt("sequence", before),
    )
    .order("desc");
}

type ListArgs = Filter & {
  verdict?: Verdict | "none" | "disputed";
  applied?: boolean;
  problems?: boolean;
  order?: "newest" | "oddest";
  from?: number;
  to?: number;
  paginationOpts: PaginationOptions;
};

/** `none`: what `viewerId` still may judge; of receipts that are reviewed twice, those where their verdict or the second is missing. */
export async function list(ctx: Read, organizationId: Id<"organizations">, args: ListArgs, viewerId: string | null = null) {
  const { from = -Infinity, to = Infinity, verdict, robotId, deploymentId, applied, problems, paginationOpts } = args;
  const order = args.order ?? "newest";
  // One robot's receipts are fewer than all with a verdict; only the order by oddity needs the reviews' own index.
  const isByReview = verdict !== undefined && (order === "oddest" || (robotId === undefined && deploymentId === undefined));
  const found = isByReview
    ? await byVerdict(ctx, organizationId, verdict, order, paginationOpts)
    : { ...(await byIndex(ctx, organizationId, args).paginate(paginationOpts)), reviews: undefined };
  const wanted = found.page.filter(
    (receipt) =>
      receipt.timestamp >= from &&
      receipt.timestamp <= to &&
      (robotId === undefined || receipt.robotId === robotId) &&
      (deploymentId === undefined || receipt.deploymentId === deploymentId) &&
      (applied === undefined || receipt.applied === applied) &&
      (problems === undefined || (receipt.isProblem ?? isProblemOf(receipt)) === problems),
  );
  const { reviews, ...rest } = found;
  const rows = await toRows(ctx, organizationId, wanted, viewerId, reviews);
  return { ...rest, page: rows.filter((row) => isOfVerdict(row, verdict)) };
}

type Judged = Pick<Awaited<ReturnType<typeof toRows>>[number], "review" | "double">;

/** Whether a row stands in the list of a verdict for the one it was made for; in that of none in particular every row does. */
export const isOfVerdict = ({ review, double }: Judged, verdict: ListArgs["verdict"]): boolean =>
  verdict === undefined ||
  (verdict === "disputed" ? double?.state === "disputed" : double !== undefined && verdict === "none" ? isOwed(double) : (review?.verdict ?? "none") === verdict);

/** Whether the viewer may still judge it: a double review lacks a verdict, and has none of theirs. */
const isOwed = ({ state, given }: ReturnType<typeof shownTo>): boolean =>
  state === "open" && !given.some(({ isMine, verdict }) => isMine && verdict !== null);

/** By the narrowest filter that has an index; times before motion, because a day is fewer than all that moved. */
function byIndex(ctx: Read, organizationId: Id<"organizations">, args: ListArgs) {
  const { deploymentId, robotId, applied, problems, from, to } = args;
  const receipts = ctx.db.query("receipts");
  if (deploymentId !== undefined || robotId !== undefined) {
    return byFilter(ctx, organizationId, args, Number.MAX_SAFE_INTEGER);
  }
  if (problems === true) {
    return receipts
      .withIndex("by_organizationId_and_isProblem", (q) => q.eq("organizationId", organizationId).eq("isProblem", true))
      .order("desc");
  }
  if (from !== undefined || to !== undefined) {
    return receipts
      .withIndex("by_organizationId_and_timestamp", (q) =>
        q.eq("organizationId", organizationId).gte("timestamp", from ?? 0).lte("timestamp", to ?? Number.MAX_SAFE_INTEGER),
      )
      .order("desc");
  }
  if (applied !== undefined) {
    return receipts
      .withIndex("by_organizationId_and_applied", (q) => q.eq("organizationId", organizationId).eq("applied", applied))
      .order("desc");
  }
  return byFilter(ctx, organizationId, args, Number.MAX_SAFE_INTEGER);
}

async function byVerdict(
  ctx: Read,
  organizationId: Id<"organizations">,
  verdict: Verdict | "none" | "disputed",
  order: "newest" | "oddest",
  paginationOpts: PaginationOptions,
) {
  const wanted = verdict === "none" || verdict === "disputed" ? null : verdict;
  const reviews = ctx.db.query("reviews");
  const range =
    verdict === "disputed"
      ? reviews.withIndex("by_organizationId_and_doubleState", (q) =>
          q.eq("organizationId", organizationId).eq("doubleState", "disputed"),
        )
      : order === "newest"
      ? reviews.withIndex("by_organizationId_and_verdict", (q) =>
          q.eq("organizationId", organizationId).eq("verdict", wanted),
        )
      : reviews.withIndex("by_organizationId_and_verdict_and_score", (q) =>
          q.eq("organizationId", organizationId).eq("verdict", wanted),
        );
  const found = await range.order("desc").paginate(paginationOpts);
  const receipts = await mapInBatches(found.page, (review) => ctx.db.get("receipts", review.receiptId));
  const reviewByReceipt = new Map(found.page.map((review) => [review.receiptId, review]));
  return { ...found, page: receipts.filter((receipt) => receipt !== null), reviews: reviewByReceipt };
}

export async function getOrThrow(ctx: Read, organizationId: Id<"organizations">, id: Id<"receipts">) {
  const receipt = await ctx.db.get("receipts", id);
  if (receipt === null || receipt.organizationId !== organizationId) {
    throw appError({ code: "not_found", what: "receipt" });
  }
  return receipt;
}

/** Replaced keys too: what follows them in the chain, signed by newer keys, vouches for what they signed. */
async function publicKeys(ctx: Read): Promise<Record<string, string>> {
  return Object.fromEntries((await history(ctx, "receipts")).map((key) => [key.keyId, key.publicKey]));
}

export async function get(ctx: Read, organizationId: Id<"organizations">, id: Id<"receipts">, viewerId: string | null) {
  const receipt = await getOrThrow(ctx, organizationId, id);
  const keys = await publicKeys(ctx);
  const [row] = await toRows(ctx, organizationId, [receipt], viewerId);
  if (row === undefined) throw new Error("a receipt without its row");
  return { row, receipt: toSigned(receipt), publicKey: keys[receipt.keyId] ?? "" };
}

export async function chain(ctx: Read, organizationId: Id<"organizations">, after: number) {
  const [links, head, keys, signedHead] = await Promise.all([
    ctx.db
      .query("receipts")
      .withIndex("by_organizationId_and_sequence", (q) =>
        q.eq("organizationId", organizationId).gt("sequence", after),
      )
      .take(mostLinks),
    newestReceipt(ctx, organizationId),
    history(ctx, "receipts"),
    headRow(ctx, organizationId),
  ]);
  return {
    receipts: links.map(toSigned),
    publicKeys: Object.fromEntries(keys.map((key) => [key.keyId, key.publicKey])),
    keyTimes: Object.fromEntries(keys.map(({ keyId, createdAt, retiredAt }) => [keyId, { createdAt, retiredAt }])),
    checkpoint:
      signedHead === null
        ? null
        : { body: signedHead.body, signature: signedHead.signature, keyId: signedHead.keyId },
    head: head === null ? null : { sequence: head.sequence, hash: head.hash },
  };
}
