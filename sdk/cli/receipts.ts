import { type Command, Option } from "commander";
import { formats } from "../../src/verify/export-content.ts";
import { getReceipt, listReceipts, type ReceiptRow, type SignedReceipt } from "../src/index.ts";
import { type Common, leaf, overridesOf, wholeNumber } from "./command.ts";
import { facts, table, time } from "./io.ts";
import {
  checkpoints,
  type CheckpointsOptions,
  exportAll,
  type ExportOptions,
  type Filter,
  verify,
  type VerifyOptions,
} from "./receipt-files.ts";

/** `receipts …`. */
export function addReceipts(program: Command): void {
  const receipts = program.command("receipts").description("Receipts: the signed record of finished sessions");

  leaf<Common & Filter & { limit: number; before?: number }>(receipts, "list", "List the receipts, newest first", async (options) => {
    const { deploymentId, robotId, limit, before } = options;
    const value = await listReceipts({ deploymentId, robotId, limit, before, ...overridesOf(options) });
    const column =
      (name: string) =>
      (row: ReceiptRow): unknown =>
        row[name];
    return {
      value,
      text: table(
        value.receipts ?? [],
        {
          "#": column("sequence"),
          ID: ({ id }) => id,
          TIME: ({ timestamp }) => time(timestamp),
          ROBOT: column("robotName"),
          DEPLOYMENT: column("deploymentName"),
          STEPS: column("steps"),
          APPLIED: column("appliedSteps"),
          REASON: column("closeReason"),
        },
        "No receipts.",
      ),
    };
  })
    .option("--deployment-id <id>", "only of this deployment")
    .option("--robot-id <id>", "only of this robot")
    .option("--limit <number>", "at most 200", wholeNumber(1, 200), 50)
    .option("--before <sequence>", "continue below this sequence number", wholeNumber(1, Number.MAX_SAFE_INTEGER));

  leaf(receipts, "show <receiptId>", "Show a receipt as it was signed", async (options, id = "") => {
    const value = await getReceipt(id, overridesOf(options));
    if (value["ok"] === false) return { value, text: "" };
    const { receipt, publicKey } = value as unknown as { receipt: SignedReceipt; publicKey: string };
    const body = JSON.stringify(JSON.parse(receipt.body), null, 2);
    return {
      value,
      text: `${facts({ sequence: receipt.sequence, hash: receipt.hash, "signed by": receipt.keyId, "public key": publicKey })}\n${body}`,
    };
  });

  leaf<CheckpointsOptions>(receipts, "checkpoints", "List the daily signed checkpoints, newest first, or save them to publish", checkpoints)
    .option("-o, --output <file>", "save them instead, for receipts verify --checkpoint")
    .option("--limit <number>", "at most 200", wholeNumber(1, 200), 50)
    .option("--before <time>", "only those made before, epoch ms", wholeNumber(1, Number.MAX_SAFE_INTEGER));

  leaf<VerifyOptions>(receipts, "verify <file>", "Verify an exported file (JSONL, CSV or Parquet); needs no server", (options, path = "") =>
    verify(options, path),
  )
    .option("--public-key <id=key...>", "trust only these keys (base64url), not those in the file")
    .option("--checkpoint <file...>", "published checkpoints that the file must bear out")
    .option("--picture <file...>", "pictures that the receipts must list");

  leaf<ExportOptions>(receipts, "export", "Export the receipts: signed JSON lines, CSV or Parquet", exportAll)
    .addOption(new Option("--format <format>", "jsonl and parquet verify alone, csv with --public-key").choices(formats).default("jsonl"))
    .option("-o, --output <file>", "instead of stdout; needed for parquet")
    .option("--deployment-id <id>", "only of this deployment")
    .option("--robot-id <id>", "only of this robot");
}
