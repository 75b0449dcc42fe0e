import { placesOf, recordsOf } from "./csv.ts";
import type { Format } from "./export-content.ts";
import { UnreadableFile } from "./file-trouble.ts";

// Any file that this console exports, as the lines that a verifier reads, a part at a time. CSV twice: first where each row stands,
// because a sheet may have been sorted.

/** What is signed of a receipt, by the names of the columns of CSV and Parquet. */
const signed = {
  sequence: "sequence",
  previousHash: "previous_hash",
  body: "body",
  hash: "hash",
  signature: "signature",
  keyId: "key_id",
} as const;
const names = Object.values(signed);
const MOST_LINES = 1_000;
const PART_BYTES = 1 << 20;

/** What is read: a `Blob`, or a file on a disk. */
export type Source = { readonly size: number; slice(start: number, end: number): { arrayBuffer(): Promise<ArrayBuffer> } };

/** Some lines in a row, of which the first of all may be the file's first line. `again` reads them once more, so that nobody need keep them. */
type Batch = { lines: string[]; again: () => Promise<string[]> };

/** `total`: how many receipts there are, as far as the file says. */
export type Opened = { format: Format; total: number | null; batches: () => AsyncIterable<Batch> };

/** Throws, in words, for a file that is none. */
export async function openReceiptFile(file: Source): Promise<Opened> {
  const start = new TextDecoder().decode(await file.slice(0, 4_096).arrayBuffer());
  if (start.startsWith("PAR1")) return await openParquet(file);
  return /^\s*\{/.test(start) ? openJsonLines(file) : await openCsv(file);
}

/** The same for a verifier alone: what has no columns of an export is judged as the lines that it is, and the verdict says what is missing. */
export async function openForVerdict(file: Source): Promise<Opened> {
  try {
    return await openReceiptFile(file);
  } catch (error) {
    if (!(error instanceof UnreadableFile) || error.trouble.kind !== "no_columns") throw error;
    return openJsonLines(file);
  }
}

function openJsonLines(file: Source): Opened {
  const linesAt = async (from: number, to: number) => decoded(await file.slice(from, to).arrayBuffer(), from === 0).split("\n");
  async function* batches(): AsyncGenerator<Batch> {
    for (let from = 0; from < file.size;) {
      let to = from;
      // A line may be longer than a part.
      for (let length = PART_BYTES; to === from; length *= 2) {
        const end = Math.min(from + length, file.size);
        const at = end === file.size ? end : new Uint8Array(await file.slice(from, end).arrayBuffer()).lastIndexOf(10);
        to = end === file.size ? end : from + at + 1;
      }
      const [start, end] = [from, to];
      // Without the line end that closes the last line, and so begins none.
      const again = async () => {
        const lines = await linesAt(start, end);
        return lines.at(-1) === "" ? lines.slice(0, -1) : lines;
      };
      yield { lines: await again(), again };
      from = to;
    }
  }
  return { format: "jsonl", total: null, batches };
}

/** CRLF is what a mail program makes of a line end. */
const decoded = (bytes: ArrayBuffer, isStart: boolean) =>
  new TextDecoder("utf-8", { ignoreBOM: !isStart }).decode(bytes).replaceAll("\r\n", "\n");

async function openParquet(file: Source): Promise<Opened> {
  const { openParquetRows } = await import("./parquet-read.ts");
  const { manifest, total, groups } = await openParquetRows(file, names);
  async function* batches(): AsyncGenerator<Batch> {
    if (manifest !== null) yield kept([manifest]);
    for (const read of groups) {
      const lines = (await read()).map((row) => lineOf((name) => row[name]));
      for (let at = 0; at < lines.length; at += MOST_LINES) {
        const from = at;
        yield {
          lines: lines.slice(from, from + MOST_LINES),
          again: async () => (await read()).slice(from, from + MOST_LINES).map((row) => lineOf((name) => row[name])),
        };
      }
    }
  }
  return { format: "parquet", total, batches };
}

/** What of a sheet is remembered: where each row stands. The rows are read again in the order of their numbers, which a sheet may have lost. */
type Row = { sequence: number; from: number; to: number };

async function openCsv(file: Source): Promise<Opened> {
  const read = (from: number, to: number) => file.slice(from, to).arrayBuffer();
  const rows: Row[] = [];
  let places: ReadonlyMap<string, number> | null = null;
  for await (const { from, to, cells } of placesOf(file.size, read, PART_BYTES)) {
    if (places === null) places = columnsIn(cells);
    // A sheet may end in empty lines.
    else if (cells.length > 1 || cells[0] !== "") rows.push({ sequence: sequenceIn(cells[places.get("sequence") ?? -1]) ?? 0, from, to });
  }
  const columns = places ?? columnsIn([]);
  rows.sort((a, b) => a.sequence - b.sequence);
  const linesOf = async (some: readonly Row[]): Promise<string[]> => {
    const lines = new Map<Row, string>();
    for (const { from, to, within } of spansOf(some.toSorted((a, b) => a.from - b.from))) {
      const records = [...recordsOf(decoded(await read(from, to), false), false)].filter((record) => record.length > 1 || record[0] !== "");
      for (const [at, row] of within.entries())
        lines.set(
          row,
          lineOf((name) => records[at]?.[columns.get(name) ?? -1]),
        );
    }
    return some.map((row) => lines.get(row) ?? "");
  };
  async function* batches(): AsyncGenerator<Batch> {
    for (let at = 0; at < rows.length;) {
      let [end, bytes] = [at, 0];
      for (; end < rows.length && end - at < MOST_LINES && (bytes < PART_BYTES || end === at); end += 1)
        bytes += (rows[end]?.to ?? 0) - (rows[end]?.from ?? 0);
      const some = rows.slice(at, end);
      yield { lines: await linesOf(some), again: () => linesOf(some) };
      at = end;
    }
  }
  return { format: "csv", total: rows.length, batches };
}

function columnsIn(header: readonly string[]): ReadonlyMap<string, number> {
  const places = new Map(header.map((name, at) => [name, at]));
  const missing = names.filter((name) => !places.has(name));
  if (missing.length > 0)
    throw new UnreadableFile(`This is no export of receipts with what is signed: it has no ${missing.join(", ")}.`, {
      kind: "no_columns",
      missing,
    });
  return places;
}

type Span = { from: number; to: number; within: Row[] };

/** Rows that stand next to each other are read at once, whichever of them comes first in the chain: a browser takes as long for a row as for a part. */
function spansOf(inPlace: readonly Row[]): Span[] {
  const spans: Span[] = [];
  for (const row of inPlace) {
    const last = spans.at(-1);
    if (last?.to === row.from) {
      last.to = row.to;
      last.within.push(row);
    } else spans.push({ from: row.from, to: row.to, within: [row] });
  }
  return spans;
}

const kept = (lines: string[]): Batch => ({ lines, again: () => Promise.resolve(lines) });

/** A Parquet file has it as a number, a CSV as a text; null where it is none. */
const sequenceIn = (value: unknown): number | null =>
  typeof value === "bigint" || (typeof value === "string" && /^\d{1,16}$/.test(value)) ? Number(value) : null;

/** In the order of the JSONL, so that a hash over the lines is the same. */
function lineOf(of: (name: string) => unknown): string {
  return JSON.stringify(
    Object.fromEntries(Object.entries(signed).map(([field, name]) => [field, field === "sequence" ? sequenceIn(of(name)) : of(name)])),
  );
}
