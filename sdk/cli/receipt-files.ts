import { basename } from "node:path";
import { closeSync, fstatSync, openSync, readFileSync, readSync, writeFileSync } from "node:fs";
import { setTimeout as wait } from "node:timers/promises";
import { checkpointFile, checkpointsIn } from "../../convex/model/receipts/checkpointFile.ts";
import type { ExportVerification } from "../../convex/model/receipts/export.ts";
import { pictureSentence } from "../../convex/model/receipts/exportPictures.ts";
import { hashOf } from "../../convex/model/receipts/pictures.ts";
import { type Content, type Format, writeExport } from "../../src/verify/export-content.ts";
import { openForVerdict, type Source } from "../../src/verify/read-file.ts";
import { linksOf, MissingReceipt } from "../../src/verify/read-links.ts";
import type { Exported, ExportedRow } from "../../src/verify/receipt-columns.ts";
import { verifySteps } from "../../src/verify/verify-file.ts";
import {
  getReceiptChain,
  listReceiptCheckpoints,
  listReceipts,
  ReflexError,
  type Overrides,
  type ReceiptChain,
  type SignedReceipt,
} from "../src/index.ts";
import { type Common, overridesOf } from "./command.ts";
import { FileSink, isNoFile, MemorySink } from "./file-sink.ts";
import { exitStatus, note, paint, type Result, table, time } from "./io.ts";

// `receipts export`, `verify` and `checkpoints`: what is written to files and read from them.

export type Filter = { deploymentId?: string; robotId?: string };

const pageSize = 200;

type Wire = { deploymentId?: string; robotId?: string };

/** The newest rows below a sequence number that the filter lets through. */
async function rowsBelow(filter: Wire, before: number, overrides: Overrides): Promise<ExportedRow[]> {
  const { receipts } = await patiently(() => listReceipts({ ...filter, before, limit: pageSize, ...overrides }));
  return receipts as unknown as ExportedRow[]; // the server validates what it answers
}

/** The sequence numbers up to `last` that the filter lets through, in order. */
async function sequencesOf(filter: Wire, last: number, overrides: Overrides): Promise<number[]> {
  const found: number[] = [];
  for (;;) {
    const rows = await rowsBelow(filter, found.at(-1) ?? last + 1, overrides);
    for (const { sequence } of rows) found.push(sequence);
    if (rows.length < pageSize) return found.reverse();
  }
}

/** Each with its row: as many as one page of rows has at most, and in order, so that such a page holds them all. */
async function* withRows(filter: Wire, parts: AsyncIterable<SignedReceipt[]>, overrides: Overrides): AsyncGenerator<Exported[]> {
  for await (const links of parts) {
    const rows = new Map((await rowsBelow(filter, (links.at(-1)?.sequence ?? 0) + 1, overrides)).map((row) => [row.sequence, row]));
    yield links.map((link) => {
      const row = rows.get(link.sequence);
      if (row === undefined) throw new MissingReceipt("Not every signed receipt could be read with its row.");
      return { row, link };
    });
  }
}

export type ExportOptions = Common & Filter & { output?: string; format: Format };

export async function exportAll(options: ExportOptions): Promise<Result> {
  const { deploymentId, robotId, format, output } = options;
  if (format === "parquet" && !output)
    throw new ReflexError("invalid_spec", "Parquet is no text for a terminal: name a file with --output.");
  const named = { deployment: deploymentId, robot: robotId };
  const filter = Object.fromEntries(Object.entries(named).filter((pair): pair is [string, string] => pair[1] !== undefined));
  const overrides = overridesOf(options);
  // First of all, so that what is written meanwhile neither is in the file nor seems to be cut off.
  const { head, publicKeys, keyTimes, checkpoint } = await chainAfter(Number.MAX_SAFE_INTEGER, overrides);
  const last = head?.sequence ?? 0;
  const wire: Wire = { ...(deploymentId ? { deploymentId } : {}), ...(robotId ? { robotId } : {}) };
  const isAll = Object.keys(filter).length === 0;
  const wanted = isAll ? Array.from({ length: last }, (_, at) => at + 1) : await sequencesOf(wire, last, overrides);
  const links = linksOf(wanted, async (after) => {
    const { receipts } = await chainAfter(after, overrides);
    const read = receipts.at(-1)?.sequence ?? last;
    if (read < last) note(`${read} of ${last} receipts read`);
    return receipts;
  });
  const draft = { exportedAt: Date.now(), filter, head, checkpoint, publicKeys, keyTimes };
  const count = wanted.length;
  const content: Content =
    format === "jsonl" ? { format, draft, count, links } : { format, draft, count, receipts: withRows(wire, links, overrides) };
  const target = output === undefined || isNoFile(output) ? new MemorySink() : new FileSink(output);
  try {
    await writeExport(content, target);
  } catch (error) {
    target.discard();
    throw error instanceof MissingReceipt ? new ReflexError("not_found", error.message) : error;
  }
  const text = target.finish();
  if (output === undefined) return { value: { ok: true, count, text }, text: text.trimEnd() };
  if (target instanceof MemorySink) writeFileSync(output, text);
  return { value: { ok: true, count, file: output }, text: `${count} receipts in ${output}` };
}

const chainAfter = (after: number, overrides: Overrides): Promise<ReceiptChain> =>
  patiently(() => getReceiptChain({ after, ...overrides }));

/** A long export meets the server's limit of calls a minute; reading may be asked again. */
async function patiently<T extends object>(ask: () => Promise<T>): Promise<T> {
  for (;;) {
    const answer = (await ask()) as T & { ok?: boolean; reason?: string; retryAfterMs?: number };
    if (answer.ok !== false) return answer;
    if (answer.reason !== "rate_limited") throw new ReflexError(String(answer.reason), "The receipts were refused.", answer);
    await wait(Math.max(250, answer.retryAfterMs ?? 0));
  }
}

const cannotRead = (path: string, error: unknown) =>
  new ReflexError("invalid_spec", `Cannot read ${path}: ${error instanceof Error ? error.message : String(error)}`);

function bytesOf(path: string): Buffer<ArrayBuffer> {
  try {
    return readFileSync(path);
  } catch (error) {
    throw cannotRead(path, error);
  }
}

/** A file on the disk, of which only a part is held at a time. */
function sourceOf(path: string): Source & { close: () => void } {
  try {
    const file = openSync(path, "r");
    const { size } = fstatSync(file);
    const read = async (from: number, to: number) => {
      const bytes = new Uint8Array(Math.max(0, Math.min(to, size) - from));
      for (let at = 0; at < bytes.length;) {
        const count = readSync(file, bytes, at, bytes.length - at, from + at);
        if (count === 0) throw new Error("The file became shorter while it was read.");
        at += count;
      }
      return bytes.buffer;
    };
    return { size, slice: (from, to) => ({ arrayBuffer: () => read(from, to) }), close: () => closeSync(file) };
  } catch (error) {
    throw cannotRead(path, error);
  }
}

async function verdictOf(path: string, options: Parameters<typeof verifySteps>[1]): Promise<{ format: Format; value: ExportVerification }> {
  const source = sourceOf(path);
  try {
    const opened = await openForVerdict(source);
    if (opened.format === "csv" && options?.publicKeys === undefined) {
      throw new ReflexError(
        "invalid_spec",
        `${path} is CSV, which brings no keys: name them with --public-key, or export JSONL or Parquet.`,
      );
    }
    const steps = verifySteps(opened, options);
    for (;;) {
      const step = await steps.next();
      if (step.done === true) return { format: opened.format, value: step.value };
    }
  } catch (error) {
    throw error instanceof ReflexError ? error : cannotRead(path, error);
  } finally {
    source.close();
  }
}

function publishedIn(path: string) {
  const checkpoints = checkpointsIn(bytesOf(path).toString("utf8"));
  if (checkpoints === null) throw new ReflexError("invalid_spec", `${path} holds no checkpoints.`);
  return checkpoints;
}

export type VerifyOptions = Common & { publicKey?: string[]; checkpoint?: string[]; picture?: string[] };

/** Needs no server and no key: the file proves itself, or against `--public-key` and `--checkpoint`; pictures beside it by their bytes. */
export async function verify(options: VerifyOptions, path: string): Promise<Result> {
  const trusted = options.publicKey?.map((pair) => pair.split("=", 2) as [string, string]);
  const published = (options.checkpoint ?? []).flatMap(publishedIn);
  const { format, value } = await verdictOf(path, {
    published,
    pictures: (options.picture ?? []).map((each) => ({ name: basename(each), sha256: hashOf(bytesOf(each)) })),
    ...(trusted === undefined ? {} : { publicKeys: Object.fromEntries(trusted) }),
  });
  if (!value.ok) {
    const receipt = value.sequence === null ? "" : `receipt ${value.sequence}`;
    // Only in JSONL is a line of what is verified a line of the file.
    const where = [format === "jsonl" || receipt === "" ? `line ${value.line}` : "", receipt].filter((part) => part !== "").join(", ");
    return { value, text: paint("red", `NOT GENUINE (${where}): ${value.message} ${value.sound} sound before it.`), status: exitStatus.no };
  }
  const whole = value.isWhole ? ", the whole chain" : "";
  const pictures = value.pictures.map((each) => paint(each.standing === "recorded" ? "green" : "red", pictureSentence(each)));
  const text = [paint("green", `${value.count} receipts are sound${whole}.`), ...pictures, ...value.notes].join("\n");
  const isRecorded = value.pictures.every(({ standing }) => standing === "recorded");
  return { value, text, ...(isRecorded ? {} : { status: exitStatus.no }) };
}

export type CheckpointsOptions = Common & { limit: number; before?: number; output?: string };

export async function checkpoints(options: CheckpointsOptions): Promise<Result> {
  const { limit, before, output } = options;
  const value = await listReceiptCheckpoints({ limit, before, ...overridesOf(options) });
  const rows = value.checkpoints ?? [];
  if (output === undefined || value.checkpoints === undefined) {
    return {
      value,
      text: table(
        rows,
        {
          TIME: ({ at }) => time(at),
          "#": ({ sequence }) => sequence,
          HASH: ({ hash }) => hash,
          KEY: ({ checkpoint }) => checkpoint.keyId,
        },
        "No checkpoints yet: one a day is made once there are receipts.",
      ),
    };
  }
  writeFileSync(output, checkpointFile(rows.map(({ checkpoint }) => checkpoint)));
  return { value: { ok: true, count: rows.length, file: output }, text: `${rows.length} checkpoints in ${output}` };
}
