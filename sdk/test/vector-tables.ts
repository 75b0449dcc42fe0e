import { parquetWriteBuffer } from "hyparquet-writer";

// The shared vectors of receipts, as the tables that an export may be as well. Made without the console's own serializers.

type Link = { sequence: number; previousHash: string; body: string; hash: string; signature: string; keyId: string };
type Expected = { ok: boolean; problem?: string; count?: number };
type Vector = { lines: readonly string[]; expected: Expected; trusted?: Record<string, string>; published?: readonly object[] };

const fields = ["sequence", "previousHash", "body", "hash", "signature", "keyId"] as const;
const columns = ["sequence", "previous_hash", "body", "hash", "signature", "key_id"];

/** The receipts of such lines and what stands before them; `null` where a table cannot hold the very same lines. */
function tableOf(lines: readonly string[]): { manifest: string | null; links: Link[] } | null {
  const end = lines.findLastIndex((line) => line !== "") + 1;
  const links = lines.slice(0, end).map(linkIn);
  const isBare = links[0] !== null;
  const rows = isBare ? links : links.slice(1);
  return rows.every((link) => link !== null) ? { manifest: isBare ? null : (lines[0] ?? ""), links: rows } : null;
}

function linkIn(line: string): Link | null {
  try {
    const value = JSON.parse(line) as Link;
    const link = Object.fromEntries(fields.map((name) => [name, value[name]])) as Link;
    return JSON.stringify(link) === line &&
      Number.isSafeInteger(link.sequence) &&
      fields.slice(1).every((name) => typeof link[name] === "string")
      ? link
      : null;
  } catch {
    return null;
  }
}

/** The vector as a Parquet file, of which the same is expected; `null` where it cannot be one. */
export function asParquet({ lines }: Vector): ArrayBuffer | null {
  const table = tableOf(lines);
  if (table === null) return null;
  const columnData = fields.map((field, at) => ({
    name: columns[at] ?? "",
    type: field === "sequence" ? ("INT64" as const) : ("STRING" as const),
    data: table.links.map((link) => (field === "sequence" ? BigInt(link.sequence) : link[field])),
  }));
  return parquetWriteBuffer({ columnData, kvMetadata: table.manifest === null ? [] : [{ key: "reflex-receipts", value: table.manifest }] });
}

/** What is found in a receipt and the one before it, so without a first line too. */
const foundInRows = ["wrong_signature", "unknown_key", "not_canonical", "body_disagrees", "wrong_robot_signature", "wrong_previous_hash"];

/** The vector as a CSV, newest first as the console writes it, and the keys that it has to be verified with; `null` where what is expected hangs on more than the rows. */
export function asCsv({ lines, expected, trusted, published }: Vector): { text: string; keys: Record<string, string> } | null {
  const table = tableOf(lines);
  // A sheet is put in order when it is read, so what is wrong with the order is not found in it.
  const isInOrder = table?.links.every(({ sequence }, at) => at === 0 || sequence > (table.links[at - 1]?.sequence ?? 0)) ?? false;
  if (table?.manifest == null || !isInOrder || published !== undefined || !(expected.ok || foundInRows.includes(expected.problem ?? "")))
    return null;
  const { publicKeys } = JSON.parse(table.manifest) as { publicKeys: Record<string, string> };
  const record = (cells: unknown[]) => `${cells.map((cell) => `"${String(cell).replaceAll('"', '""')}"`).join(",")}\r\n`;
  const rows = table.links
    .toReversed()
    .map((link) => record(fields.map((field) => (/^[-=+@']/.test(String(link[field])) ? `'${link[field]}` : link[field]))));
  return { text: record(columns) + rows.join(""), keys: trusted ?? publicKeys };
}
