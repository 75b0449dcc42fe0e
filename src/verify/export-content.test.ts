import { expect, test } from "vitest";

import { buildLink, type Link } from "#convex/model/receipts/chain.ts";
import { verifyExport } from "#convex/model/receipts/export.ts";
import { createSigningKey } from "#convex/model/signing/ed25519.ts";

import { type Content, type Format, type Sink, writeExport } from "./export-content.ts";
import { openParquetRows } from "./parquet-read.ts";
import { linksOf } from "./read-links.ts";
import { openReceiptFile, type Source } from "./read-file.ts";
import { type ExportedRow, receiptColumns } from "./receipt-columns.ts";

const key = createSigningKey("receipts");
const publicKeys = { [key.keyId]: key.publicKey };
const notes = ["=1+1", 'a "b", c\r\nd', null, "'quoted", "größe 🤖 \u2028"];
const links: Link[] = [];
for (const [at, note] of notes.entries())
  links.push(buildLink({ organizationId: "org", timestamp: 1_000 * at, note: note ?? "" }, links.at(-1) ?? null, key));
const rows = notes.map((note, at) => ({
  ...{
    id: `id-${at}`,
    sequence: at + 1,
    sessionId: `session-${at}`,
    startedAt: 500 + at,
    timestamp: 1_893_456_000_000 + at,
    robotId: null,
    robotName: note,
    deploymentId: "d",
    deploymentName: "=cmd",
  },
  ...{
    modelId: "pi0.5",
    applied: at % 2 === 0,
    steps: 2 ** 40 + at,
    appliedSteps: 0,
    safeStops: 0,
    errorCount: 1,
    longestGapMs: 1.5,
    latencyP95Ms: at === 0 ? null : 12.25,
    closeReason: "done",
  },
  review: note === null ? null : { verdict: "good", note, reviewedBy: { name: "Ann" }, reviewedAt: 7 },
})) satisfies ExportedRow[];
const last = links.at(-1);
const head = last === undefined ? null : { sequence: last.sequence, hash: last.hash };
const draft = { exportedAt: 5, filter: {}, head, publicKeys };

/** Some at a time, as a server gives them. */
async function* parts<T>(all: readonly T[], size = 2): AsyncGenerator<T[]> {
  for (let at = 0; at < all.length; at += size) yield await Promise.resolve(all.slice(at, at + size));
}
function gathering() {
  const written: BlobPart[] = [];
  const sink: Sink = { write: (bytes) => void written.push(bytes), rewriteStart: (bytes) => void (written[0] = bytes) };
  return { written, sink };
}
const receiptsOf = (signed: readonly Link[]) => signed.flatMap((link, at) => (rows[at] === undefined ? [] : [{ row: rows[at], link }]));
function contentOf(format: Format, signed: readonly Link[] = links, count = signed.length): Content {
  if (format === "jsonl") return { format, draft, count, links: parts(signed) };
  // A list is newest first, the chain begins with the first.
  return format === "csv"
    ? { format, receipts: parts(receiptsOf(signed).toReversed()) }
    : { format, draft, count, receipts: parts(receiptsOf(signed)) };
}
async function fileOf(format: Format, signed: readonly Link[] = links) {
  const { written, sink } = gathering();
  expect(await writeExport(contentOf(format, signed), sink)).toBe(signed.length);
  return new Blob(written);
}

async function readReceiptFile(file: Source) {
  const { format, batches } = await openReceiptFile(file);
  const lines: string[] = [];
  for await (const batch of batches()) {
    lines.push(...batch.lines);
    expect(await batch.again()).toEqual(batch.lines);
  }
  return { format, lines };
}

test.each(["jsonl", "parquet"] as const)("%s comes back as it was and proves the whole chain alone", async (format) => {
  const read = await readReceiptFile(await fileOf(format));
  expect(read.format).toBe(format);
  expect(verifyExport(read.lines.join("\n"))).toMatchObject({ ok: true, count: 5, isWhole: true });
});

test("CSV comes back as it was and is verified with known keys, however the sheet was sorted", async () => {
  const read = await readReceiptFile(await fileOf("csv"));
  expect(read.format).toBe("csv");
  expect(verifyExport(read.lines.join("\n"), { publicKeys })).toMatchObject({ ok: true, count: 5 });
  expect(verifyExport(read.lines.join("\n"))).toMatchObject({ ok: false, problem: "no_manifest" });
});

test("a sheet that ends in empty lines is the same, and a number that is none makes a row no receipt", async () => {
  const text = await (await fileOf("csv")).text();
  expect((await readReceiptFile(new Blob([`${text}\r\n\n`]))).lines).toEqual((await readReceiptFile(new Blob([text]))).lines);
  const { lines } = await readReceiptFile(new Blob([text.replace("\n5,", "\n0x5,")]));
  expect(verifyExport(lines, { publicKeys })).toMatchObject({ ok: false, line: 1, problem: "not_a_link" });
});

test("all three hold the same signed texts", async () => {
  const [jsonl, csv, parquet] = await Promise.all(
    (["jsonl", "csv", "parquet"] as const).map(async (format) => (await readReceiptFile(await fileOf(format))).lines),
  );
  expect(parquet).toEqual(jsonl);
  expect(csv).toEqual(jsonl?.slice(1));
});

test("every cell of the Parquet file is the row's, in types that a tool understands", async () => {
  const { groups } = await openParquetRows(
    await fileOf("parquet"),
    receiptColumns.map(({ name }) => name),
  );
  const read = (await Promise.all(groups.map((group) => group()))).flat();
  expect(read[0]).toMatchObject({
    sequence: 1n,
    steps: 2n ** 40n,
    actions_applied: true,
    note: "=1+1",
    latency_p95_ms: null,
    timestamp: new Date(1_893_456_000_000),
    longest_gap_ms: 1.5,
    reviewed_at: new Date(7),
  });
  expect(read.map(({ robot }) => robot)).toEqual(notes);
  expect(Object.keys(read[0] ?? {})).toEqual(receiptColumns.map(({ name }) => name));
});

test("a changed Parquet file is named like a changed JSONL", async () => {
  const changed = links.with(2, { ...(links[2] as Link), body: links[2]?.body.replace("2000", "2001") ?? "" });
  const { lines } = await readReceiptFile(await fileOf("parquet", changed));
  expect(verifyExport(lines.join("\n"))).toMatchObject({ ok: false, problem: "wrong_hash", sequence: 3 });
});

test("a file of which fewer came than were to come is no file", async () => {
  for (const format of ["jsonl", "parquet"] as const)
    await expect(writeExport(contentOf(format, links, 6), gathering().sink)).rejects.toThrow("5 receipts came, and 6 were to come");
});

test("many receipts are handed over in parts, of which none holds them all", async () => {
  const one = { row: rows[0] as ExportedRow, link: links[0] as Link };
  const text = (at: number) => Array.from({ length: 20 }, (_, n) => ((at * 2_654_435_761 + n * 40_503) >>> 0).toString(36)).join("");
  const many = Array.from({ length: 2_500 }, (_, at) => ({ row: one.row, link: { ...one.link, body: text(at), signature: text(at + 7) } }));
  for (const content of [
    {
      format: "jsonl",
      draft,
      count: 2_500,
      links: parts(
        many.map(({ link }) => link),
        200,
      ),
    },
    { format: "csv", receipts: parts(many, 200) },
    { format: "parquet", draft, count: 2_500, receipts: parts(many, 200) },
  ] as const) {
    const { written, sink } = gathering();
    expect(await writeExport(content, sink)).toBe(2_500);
    const sizes = written.map((part) => (part as Uint8Array).length);
    const total = sizes.reduce((sum, size) => sum + size, 0);
    expect(Math.max(...sizes), content.format).toBeLessThan(total / 2);
  }
});

test("the links that are wanted come in order, and a missing one ends it", async () => {
  const readAfter = (after: number) => Promise.resolve(links.filter(({ sequence }) => sequence > after && sequence !== 4).slice(0, 2));
  const found: number[] = [];
  for await (const part of linksOf([1, 3, 5], readAfter)) found.push(...part.map(({ sequence }) => sequence));
  expect(found).toEqual([1, 3, 5]);
  await expect(async () => {
    for await (const part of linksOf([3, 4, 5], readAfter)) found.push(part.length);
  }).rejects.toThrow("signature");
});

test("what is no export is refused in words", async () => {
  await expect(readReceiptFile(new Blob(["a,b\n1,2\n"]))).rejects.toThrow("no sequence, previous_hash");
  await expect(readReceiptFile(new Blob(["PAR1 and nothing of one"]))).rejects.toThrow(/parquet/i);
});
