import type { Id } from "../../_generated/dataModel";
import * as Checkpoints from "../receipts/checkpoints";
import { byFilter } from "../receipts/lists";
import * as Receipts from "../receipts/receipts";
import { toRows } from "../receipts/rows";
import { ok, type Access, type Read } from "./access";

// What `publicApi` shows of receipts.

type ReceiptFilter = {
  deploymentId?: Id<"deployments">;
  robotId?: Id<"robots">;
  before?: number;
  limit?: number;
};

export async function listReceipts(ctx: Read, access: Access, args: ReceiptFilter) {
  if (!access.ok) return access;
  const { before = Number.MAX_SAFE_INTEGER, limit = 100, robotId } = args;
  const most = Number.isFinite(limit) ? Math.min(200, Math.max(1, Math.floor(limit))) : 100;
  const { organizationId } = access.caller;
  const found = await byFilter(ctx, organizationId, args, before).take(most);
  const wanted = found.filter((receipt) => robotId === undefined || receipt.robotId === robotId);
  return { ...ok, receipts: await toRows(ctx, organizationId, wanted, null) };
}

export async function getReceiptChain(ctx: Read, access: Access, after: number) {
  if (!access.ok) return access;
  return { ...ok, ...(await Receipts.chain(ctx, access.caller.organizationId, after)) };
}

export async function listReceiptCheckpoints(ctx: Read, access: Access, args: { before?: number; limit?: number }) {
  if (!access.ok) return access;
  return { ...ok, checkpoints: await Checkpoints.list(ctx, access.caller.organizationId, args) };
}

export async function getReceipt(ctx: Read, access: Access, id: Id<"receipts">) {
  if (!access.ok) return access;
  return { ...ok, ...(await Receipts.get(ctx, access.caller.organizationId, id, null)) };
}
