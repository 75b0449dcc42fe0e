import type { PaginationOptions } from "convex/server";

import type { Doc, Id } from "../_generated/dataModel";
import type { MutationCtx, QueryCtx } from "../_generated/server";
import { appError } from "../errors";
import { recordAudit } from "./audit";
import { mapInBatches } from "./batches";
import { checkText } from "./checks";
import type { Acting } from "./me";
import { newestReceipt } from "./receiptWriter";

type Read = Pick<QueryCtx, "db">;
type Verdict = NonNullable<Doc<"reviews">["verdict"]>;
const mostLinks = 200;

export async function reviewOf(ctx: Read, receiptId: Id<"receipts">) {
  return await ctx.db
    .query("reviews")
    .withIndex("by_receiptId", (q) => q.eq("receiptId", receiptId))
    .unique();
}

export async function toRow(ctx: Read, receipt: Doc<"receipts">) {
  const [robot, deployment, review] = await Promise.all([
    receipt.robotId === null ? null : ctx.db.get("robots", receipt.robotId),
    receipt.deploymentId === null ? null : ctx.db.get("deployments", receipt.deploymentId),
    reviewOf(ctx, receipt._id),
  ]);
  const { _id, _creationTime, organizationId: _, body, signature, ...columns } = receipt;
  const { verdict = null, note = "", reviewedBy = null, reviewedAt = null } = review ?? {};
  const shown = reviewedBy === null || reviewedAt === null ? null : { verdict, note, reviewedBy, reviewedAt };
  return {
    id: _id,
    ...columns,
    robotName: robot?.name ?? null,
    deploymentName: deployment?.name ?? null,
    review: shown,
  };
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
  verdict?: Verdict | "none";
  from?: number;
  to?: number;
  paginationOpts: PaginationOptions;
};

export async function list(ctx: Read, organizationId: Id<"organizations">, args: ListArgs) {
  const { from = -Infinity, to = Infinity, verdict, robotId, deploymentId, paginationOpts } = args;
  const found =
    verdict === undefined
      ? await byFilter(ctx, organizationId, args, Number.MAX_SAFE_INTEGER).paginate(paginationOpts)
      : await byVerdict(ctx, organizationId, verdict, paginationOpts);
  const wanted = found.page.filter(
    (receipt) =>
      receipt.timestamp >= from &&
      receipt.timestamp <= to &&
      (robotId === undefined || receipt.robotId === robotId) &&
      (deploymentId === undefined || receipt.deploymentId === deploymentId),
  );
  return { ...found, page: await mapInBatches(wanted, (receipt) => toRow(ctx, receipt)) };
}

async function byVerdict(
  ctx: Read,
  organizationId: Id<"organizations">,
  verdict: Verdict | "none",
  paginationOpts: PaginationOptions,
) {
  const wanted = verdict === "none" ? null : verdict;
  const found = await ctx.db
    .query("reviews")
    .withIndex("by_organizationId_and_verdict", (q) => q.eq("organizationId", organizationId).eq("verdict", wanted))
    .order("desc")
    .paginate(paginationOpts);
  const receipts = await Promise.all(found.page.map((review) => ctx.db.get("receipts", review.receiptId)));
  return { ...found, page: receipts.filter((receipt) => receipt !== null) };
}

async function getOrThrow(ctx: Read, organizationId: Id<"organizations">, id: Id<"receipts">) {
  const receipt = await ctx.db.get("receipts", id);
  if (receipt === null || receipt.organizationId !== organizationId) {
    throw appError({ code: "not_found", what: "receipt" });
  }
  return receipt;
}

async function publicKeys(ctx: Read): Promise<Record<string, string>> {
  const keys = await ctx.db
    .query("signingKeys")
    .withIndex("by_purpose", (q) => q.eq("purpose", "receipts"))
    .take(20);
  return Object.fromEntries(keys.map((key) => [key.keyId, key.publicKey]));
}

export async function get(ctx: Read, organizationId: Id<"organizations">, id: Id<"receipts">) {
  const receipt = await getOrThrow(ctx, organizationId, id);
  const keys = await publicKeys(ctx);
  return { row: await toRow(ctx, receipt), receipt: toSigned(receipt), publicKey: keys[receipt.keyId] ?? "" };
}

export async function chain(ctx: Read, organizationId: Id<"organizations">, after: number) {
  const [links, head, keys] = await Promise.all([
    ctx.db
      .query("receipts")
      .withIndex("by_organizationId_and_sequence", (q) =>
        q.eq("organizationId", organizationId).gt("sequence", after),
      )
      .take(mostLinks),
    newestReceipt(ctx, organizationId),
    publicKeys(ctx),
  ]);
  return {
    receipts: links.map(toSigned),
    publicKeys: keys,
    head: head === null ? null : { sequence: head.sequence, hash: head.hash },
  };
}

export async function review(
  ctx: Pick<MutationCtx, "db">,
  me: Acting,
  args: { id: Id<"receipts">; verdict: Verdict | null; note?: string },
  now: number,
) {
  const { organizationId, actor } = me;
  const receipt = await getOrThrow(ctx, organizationId, args.id);
  const before = await reviewOf(ctx, args.id);
  const note = checkText(args.note ?? before?.note ?? "", "$.note", 2_000);
  const after = { verdict: args.verdict, note, reviewedBy: actor, reviewedAt: now };
  if (before === null) throw new Error("a receipt without its review row");
  await ctx.db.patch("reviews", before._id, after);
  await recordAudit(ctx, {
    organizationId,
    at: now,
    actor,
    action: "receipt.review",
    target: { kind: "receipt", id: args.id, name: `#${receipt.sequence}` },
    before: { verdict: before.verdict, note: before.note },
    after: { verdict: args.verdict, note },
  });
  return after;
}
