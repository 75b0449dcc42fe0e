import { readFileSync, writeFileSync } from "node:fs";
import { setTimeout as wait } from "node:timers/promises";
import type { Command } from "commander";
import { exportReceipts, verifyExport } from "../../convex/model/receipts/export.ts";
import { getReceipt, listReceipts, ReflexError, type Overrides, type ReceiptRow } from "../src/index.ts";
import { type Common, leaf, overridesOf, wholeNumber } from "./command.ts";
import { exitStatus, facts, note, paint, type Result, table, time } from "./io.ts";

type Link = { sequence: number; previousHash: string; body: string; hash: string; signature: string; keyId: string };
type Filter = { deploymentId?: string; robotId?: string };

const pageSize = 200;

/** All rows that the filter lets through, newest first. */
async function allReceipts(filter: Filter, overrides: Overrides): Promise<ReceiptRow[] | { ok: false; reason: string }> {
  const rows: ReceiptRow[] = [];
  for (;;) {
    const before = rows.at(-1)?.["sequence"] as number | undefined;
    const page = await listReceipts({ ...filter, before, limit: pageSize, ...overrides });
    if ((page as { ok?: boolean }).ok === false) return page as unknown as { ok: false; reason: string };
    rows.push(...page.receipts);
    if (page.receipts.length < pageSize) return rows;
  }
}

type ExportOptions = Common & Filter & { output?: string };

async function exportAll(options: ExportOptions): Promise<Result> {
  const { deploymentId, robotId } = options;
  const filter = Object.fromEntries(
    Object.entries({ deployment: deploymentId, robot: robotId }).filter(([, id]) => id !== undefined),
  ) as Record<string, string>;
  const overrides = overridesOf(options);
  const rows = await allReceipts({ ...(deploymentId ? { deploymentId } : {}), ...(robotId ? { robotId } : {}) }, overrides);
  if (!Array.isArray(rows)) return { value: rows, text: "" };
  const links: Link[] = [];
  const publicKeys: Record<string, string> = {};
  for (const { id } of rows.toReversed()) {
    const { receipt, publicKey } = await signedReceipt(id, overrides);
    links.push(receipt);
    publicKeys[receipt.keyId] = publicKey;
    if (links.length % 50 === 0) note(`${links.length} of ${rows.length} receipts`);
  }
  const isAll = Object.keys(filter).length === 0;
  const newest = isAll ? links.at(-1) : await newestLink(overrides);
  const head = newest === undefined ? null : { sequence: newest.sequence, hash: newest.hash };
  const text = exportReceipts({ exportedAt: Date.now(), filter, head, publicKeys }, links);
  if (options.output === undefined) return { value: { ok: true, count: links.length, text }, text: text.trimEnd() };
  writeFileSync(options.output, text);
  return { value: { ok: true, count: links.length, file: options.output }, text: `${links.length} receipts in ${options.output}` };
}

type Signed = { receipt: Link; publicKey: string };

/** A long export meets the server's limit of calls a minute; reading may be asked again. */
async function signedReceipt(id: string, overrides: Overrides): Promise<Signed> {
  for (;;) {
    const answer = await getReceipt(id, overrides);
    if (answer["ok"] === true) return answer as unknown as Signed;
    if (answer["reason"] !== "rate_limited") throw new ReflexError(String(answer["reason"]), `Receipt ${id} was refused.`, answer);
    await wait(Math.max(250, Number(answer["retryAfterMs"]) || 0));
  }
}

async function newestLink(overrides: Overrides): Promise<Link | undefined> {
  const { receipts } = await listReceipts({ limit: 1, ...overrides });
  const id = receipts[0]?.id;
  return id === undefined ? undefined : (await signedReceipt(id, overrides)).receipt;
}

/** Needs no server and no key: the file proves itself, or against `--public-key`. */
function verify(options: Common & { publicKey?: string[] }, path: string): Result {
  let text: string;
  try {
    text = readFileSync(path, "utf8");
  } catch (error) {
    throw new ReflexError("invalid_spec", `Cannot read ${path}: ${error instanceof Error ? error.message : String(error)}`);
  }
  const trusted = options.publicKey?.map((pair) => pair.split("=", 2) as [string, string]);
  const value = verifyExport(text, trusted === undefined ? {} : { publicKeys: Object.fromEntries(trusted) });
  if (!value.ok) {
    const where = `line ${value.line}${value.sequence === null ? "" : `, receipt ${value.sequence}`}`;
    return { value, text: paint("red", `NOT GENUINE (${where}): ${value.message} ${value.sound} sound before it.`), status: exitStatus.no };
  }
  const whole = value.isWhole ? ", the whole chain" : "";
  return { value, text: [paint("green", `${value.count} receipts are sound${whole}.`), ...value.notes].join("\n") };
}

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
    const { receipt, publicKey } = value as unknown as { receipt: Link; publicKey: string };
    const body = JSON.stringify(JSON.parse(receipt.body), null, 2);
    return {
      value,
      text: `${facts({ sequence: receipt.sequence, hash: receipt.hash, "signed by": receipt.keyId, "public key": publicKey })}\n${body}`,
    };
  });

  leaf<Common & { publicKey?: string[] }>(receipts, "verify <file>", "Verify an exported file; needs no server", (options, path = "") =>
    Promise.resolve(verify(options, path)),
  ).option("--public-key <id=key...>", "trust only these keys (base64url), not those in the file");

  leaf<ExportOptions>(receipts, "export", "Export the receipts as signed JSON lines", exportAll)
    .option("-o, --output <file>", "instead of stdout")
    .option("--deployment-id <id>", "only of this deployment")
    .option("--robot-id <id>", "only of this robot");
}
