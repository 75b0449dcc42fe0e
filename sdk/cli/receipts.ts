import { readFileSync, writeFileSync } from "node:fs";
import { setTimeout as wait } from "node:timers/promises";
import type { Command } from "commander";
import { checkpointFile, checkpointsIn } from "../../convex/model/receipts/checkpointFile.ts";
import { exportReceipts, verifyExport } from "../../convex/model/receipts/export.ts";
import { getReceipt, getReceiptChain, listReceiptCheckpoints, listReceipts, ReflexError, type Overrides, type ReceiptChain, type ReceiptRow, type SignedReceipt } from "../src/index.ts";
import { type Common, leaf, overridesOf, wholeNumber } from "./command.ts";
import { exitStatus, facts, note, paint, type Result, table, time } from "./io.ts";

type Filter = { deploymentId?: string; robotId?: string };

const pageSize = 200;

/** The sequence numbers that the filter lets through, in order, up to `last`. */
async function sequencesOf(filter: Filter, last: number, overrides: Overrides): Promise<number[]> {
  const found: number[] = [];
  for (let before = last + 1; ; before = found.at(-1) ?? 0) {
    const { receipts } = await patiently(() => listReceipts({ ...filter, before, limit: pageSize, ...overrides }));
    found.push(...receipts.map((row: ReceiptRow) => row["sequence"] as number));
    if (receipts.length < pageSize) return found.toReversed();
  }
}

type ExportOptions = Common & Filter & { output?: string };

async function exportAll(options: ExportOptions): Promise<Result> {
  const { deploymentId, robotId } = options;
  const named = { deployment: deploymentId, robot: robotId };
  const filter = Object.fromEntries(Object.entries(named).filter((pair): pair is [string, string] => pair[1] !== undefined));
  const overrides = overridesOf(options);
  // First of all, so that what is written meanwhile neither is in the file nor seems to be cut off.
  const { head, publicKeys, keyTimes, checkpoint } = await chainAfter(Number.MAX_SAFE_INTEGER, overrides);
  const last = head?.sequence ?? 0;
  const isAll = Object.keys(filter).length === 0;
  const wanted = isAll ? null : await sequencesOf({ ...(deploymentId ? { deploymentId } : {}), ...(robotId ? { robotId } : {}) }, last, overrides);
  const links = await readLinks(wanted, last, overrides);
  const text = exportReceipts({ exportedAt: Date.now(), filter, head, checkpoint, publicKeys, keyTimes }, links);
  if (options.output === undefined) return { value: { ok: true, count: links.length, text }, text: text.trimEnd() };
  writeFileSync(options.output, text);
  return { value: { ok: true, count: links.length, file: options.output }, text: `${links.length} receipts in ${options.output}` };
}

/** The links up to `last`, all of them or those with the `wanted` sequence numbers, a page of the chain at a time. */
async function readLinks(wanted: number[] | null, last: number, overrides: Overrides): Promise<SignedReceipt[]> {
  const links: SignedReceipt[] = [];
  const isWanted = wanted === null ? () => true : ((set) => (sequence: number) => set.has(sequence))(new Set(wanted));
  for (let read = 0; read < last; ) {
    const next = wanted === null ? read + 1 : wanted.find((sequence) => sequence > read);
    if (next === undefined) break;
    const { receipts } = await chainAfter(next - 1, overrides);
    if (receipts.length === 0) break;
    links.push(...receipts.filter(({ sequence }) => sequence <= last && isWanted(sequence)));
    read = receipts.at(-1)?.sequence ?? last;
    if (read < last) note(`${read} of ${last} receipts read`);
  }
  return links;
}

const chainAfter = (after: number, overrides: Overrides): Promise<ReceiptChain> => patiently(() => getReceiptChain({ after, ...overrides }));

/** A long export meets the server's limit of calls a minute; reading may be asked again. */
async function patiently<T extends object>(ask: () => Promise<T>): Promise<T> {
  for (;;) {
    const answer = (await ask()) as T & { ok?: boolean; reason?: string; retryAfterMs?: number };
    if (answer.ok !== false) return answer;
    if (answer.reason !== "rate_limited") throw new ReflexError(String(answer.reason), "The receipts were refused.", answer);
    await wait(Math.max(250, answer.retryAfterMs ?? 0));
  }
}

function textOf(path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch (error) {
    throw new ReflexError("invalid_spec", `Cannot read ${path}: ${error instanceof Error ? error.message : String(error)}`);
  }
}

function publishedIn(path: string) {
  const checkpoints = checkpointsIn(textOf(path));
  if (checkpoints === null) throw new ReflexError("invalid_spec", `${path} holds no checkpoints.`);
  return checkpoints;
}

type VerifyOptions = Common & { publicKey?: string[]; checkpoint?: string[] };

/** Needs no server and no key: the file proves itself, or against `--public-key` and `--checkpoint`. */
function verify(options: VerifyOptions, path: string): Result {
  const trusted = options.publicKey?.map((pair) => pair.split("=", 2) as [string, string]);
  const published = (options.checkpoint ?? []).flatMap(publishedIn);
  const value = verifyExport(textOf(path), { published, ...(trusted === undefined ? {} : { publicKeys: Object.fromEntries(trusted) }) });
  if (!value.ok) {
    const where = `line ${value.line}${value.sequence === null ? "" : `, receipt ${value.sequence}`}`;
    return { value, text: paint("red", `NOT GENUINE (${where}): ${value.message} ${value.sound} sound before it.`), status: exitStatus.no };
  }
  const whole = value.isWhole ? ", the whole chain" : "";
  return { value, text: [paint("green", `${value.count} receipts are sound${whole}.`), ...value.notes].join("\n") };
}

type CheckpointsOptions = Common & { limit: number; before?: number; output?: string };

async function checkpoints(options: CheckpointsOptions): Promise<Result> {
  const { limit, before, output } = options;
  const value = await listReceiptCheckpoints({ limit, before, ...overridesOf(options) });
  const rows = value.checkpoints ?? [];
  if (output === undefined || value.checkpoints === undefined) {
    return { value, text: table(rows, { TIME: ({ at }) => time(at), "#": ({ sequence }) => sequence, HASH: ({ hash }) => hash, KEY: ({ checkpoint }) => checkpoint.keyId }, "No checkpoints yet: one a day is made once there are receipts.") };
  }
  writeFileSync(output, checkpointFile(rows.map(({ checkpoint }) => checkpoint)));
  return { value: { ok: true, count: rows.length, file: output }, text: `${rows.length} checkpoints in ${output}` };
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

  leaf<VerifyOptions>(receipts, "verify <file>", "Verify an exported file; needs no server", (options, path = "") =>
    Promise.resolve(verify(options, path)),
  ).option("--public-key <id=key...>", "trust only these keys (base64url), not those in the file")
    .option("--checkpoint <file...>", "published checkpoints that the file must bear out");

  leaf<ExportOptions>(receipts, "export", "Export the receipts as signed JSON lines", exportAll)
    .option("-o, --output <file>", "instead of stdout")
    .option("--deployment-id <id>", "only of this deployment")
    .option("--robot-id <id>", "only of this robot");
}
