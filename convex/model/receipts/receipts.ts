import type { Doc, Id } from "../../_generated/dataModel";
import type { QueryCtx } from "../../_generated/server";
import { appError } from "../../errors";
import { history } from "../signing/keys";
import { addendaBetween } from "./addenda";
import type { Addendum } from "./pictures";
import { toRows } from "./rows";
import { headRow, newestReceipt } from "./writer";

type Read = Pick<QueryCtx, "db">;
const mostLinks = 200;

function toSigned(
  { _id, sequence, previousHash, body, hash, signature, keyId }: Doc<"receipts">,
  addendaOf: ReadonlyMap<number, Addendum[]>,
) {
  const addenda = addendaOf.get(sequence);
  return { id: _id, sequence, previousHash, body, hash, signature, keyId, ...(addenda === undefined ? {} : { addenda }) };
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
  const addenda = await addendaBetween(ctx, organizationId, receipt.sequence, receipt.sequence);
  return { row, receipt: toSigned(receipt, addenda), publicKey: keys[receipt.keyId] ?? "", publicKeys: keys };
}

export async function chain(ctx: Read, organizationId: Id<"organizations">, after: number) {
  const [links, head, keys, signedHead] = await Promise.all([
    ctx.db
      .query("receipts")
      .withIndex("by_organizationId_and_sequence", (q) => q.eq("organizationId", organizationId).gt("sequence", after))
      .take(mostLinks),
    newestReceipt(ctx, organizationId),
    history(ctx, "receipts"),
    headRow(ctx, organizationId),
  ]);
  const [first, last] = [links[0]?.sequence ?? 0, links.at(-1)?.sequence ?? -1];
  const addenda = await addendaBetween(ctx, organizationId, first, last);
  return {
    receipts: links.map((link) => toSigned(link, addenda)),
    publicKeys: Object.fromEntries(keys.map((key) => [key.keyId, key.publicKey])),
    keyTimes: Object.fromEntries(keys.map(({ keyId, createdAt, retiredAt }) => [keyId, { createdAt, retiredAt }])),
    checkpoint: signedHead === null ? null : { body: signedHead.body, signature: signedHead.signature, keyId: signedHead.keyId },
    head: head === null ? null : { sequence: head.sequence, hash: head.hash },
  };
}
