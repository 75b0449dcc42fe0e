import type { Overrides } from "./credentials.ts";
import { defined, send, split } from "./send.ts";
import type { DailyCheckpoint, ReceiptChain, ReceiptRow } from "./types.ts";
import type { Answer } from "./wire.ts";

/** The newest receipts first, at most 200; `before` is the sequence number to continue below. */
export function listReceipts(
  options: {
    deploymentId?: string | undefined;
    robotId?: string | undefined;
    before?: number | undefined;
    limit?: number | undefined;
  } & Overrides = {},
): Promise<{ receipts: ReceiptRow[] }> {
  const [args, overrides] = split(options);
  return send("query", "listReceipts", defined(args), overrides);
}

/** At most 200 signed receipts in the order of the chain, from the sequence number `after` on (exclusive), and all that verifies them. */
export function getReceiptChain(options: { after?: number | undefined } & Overrides = {}): Promise<ReceiptChain> {
  const [args, overrides] = split(options);
  return send("query", "getReceiptChain", defined(args), overrides);
}

/** The daily signed checkpoints of the chain, newest first, made before `before` (epoch ms), at most 200 (`limit`): what can be published. */
export function listReceiptCheckpoints(
  options: { before?: number | undefined; limit?: number | undefined } & Overrides = {},
): Promise<{ checkpoints: DailyCheckpoint[] }> {
  const [args, overrides] = split(options);
  return send("query", "listReceiptCheckpoints", defined(args), overrides);
}

/** One receipt as it is verified: `{row, receipt: {sequence, previousHash, body, hash, signature, keyId}, publicKey}`. */
export const getReceipt = (receiptId: string, overrides: Overrides = {}): Promise<Answer> =>
  send("query", "getReceipt", { receiptId }, overrides);
