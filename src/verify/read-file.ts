import { recordsOf } from "./csv.ts";
import { UnreadableFile } from "./file-trouble.ts";

/** What is signed of a receipt, by the names of the columns of CSV and Parquet. */
const signed = { sequence: "sequence", previousHash: "previous_hash", body: "body", hash: "hash", signature: "signature", keyId: "key_id" } as const;
const names = Object.values(signed);

export type Read = { format: "jsonl" | "csv" | "parquet"; /** The lines of the JSONL of the same receipts, its first line where the file brought one. */ lines: string[] };

/** Any file that this console exports, as the lines that a verifier reads. Throws, in words, for a file that is none. */
export async function readReceiptFile(file: Blob): Promise<Read> {
  const start = new Uint8Array(await file.slice(0, 4).arrayBuffer());
  if (String.fromCharCode(...start) === "PAR1") {
    const { readParquet } = await import("./parquet-read.ts");
    const { manifest, rows } = await readParquet(file, names);
    return { format: "parquet", lines: [...(manifest === null ? [] : [manifest]), ...rows.map((row) => lineOf((name) => row[name]))] };
  }
  const text = await file.text();
  if (/^\ufeff?\s*\{/.test(text)) return { format: "jsonl", lines: text.replaceAll("\r\n", "\n").split("\n") };
  return { format: "csv", lines: csvLines(text) };
}

/** The same for a verifier alone: what has no columns of an export is judged as the lines that it is, and the verdict says what is missing. */
export async function readForVerdict(file: Blob): Promise<Read> {
  try {
    return await readReceiptFile(file);
  } catch (error) {
    if (!(error instanceof UnreadableFile) || error.trouble.kind !== "no_columns") throw error;
    return { format: "jsonl", lines: (await file.text()).replaceAll("\r\n", "\n").split("\n") };
  }
}

function csvLines(text: string): string[] {
  const records = recordsOf(text);
  const { value: header } = records.next();
  const places = new Map((Array.isArray(header) ? header : []).map((name: string, at: number) => [name, at]));
  const missing = names.filter((name) => !places.has(name));
  if (missing.length > 0) throw new UnreadableFile(`This is no export of receipts with what is signed: it has no ${missing.join(", ")}.`, { kind: "no_columns", missing });
  const cell = (record: string[], name: string) => record[places.get(name) ?? -1];
  // A sheet may have been sorted, and may end in empty lines; the chain has an order of its own.
  const rows = [...records].filter((record) => record.length > 1 || record[0] !== "");
  const inOrder = rows.sort((a, b) => (sequenceIn(cell(a, "sequence")) ?? 0) - (sequenceIn(cell(b, "sequence")) ?? 0));
  return inOrder.map((record) => lineOf((name) => cell(record, name)));
}

/** A Parquet file has it as a number, a CSV as a text; null where it is none. */
const sequenceIn = (value: unknown): number | null => (typeof value === "bigint" || (typeof value === "string" && /^\d{1,16}$/.test(value)) ? Number(value) : null);

/** In the order of the JSONL, so that a hash over the lines is the same. */
function lineOf(of: (name: string) => unknown): string {
  return JSON.stringify(Object.fromEntries(Object.entries(signed).map(([field, name]) => [field, field === "sequence" ? sequenceIn(of(name)) : of(name)])));
}
