import { ed25519 } from "@noble/curves/ed25519.js";
import { hexToBytes } from "@noble/hashes/utils.js";
import canonicalize from "canonicalize";
import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import type { Checkpoint } from "../../convex/model/receipts/chain.ts";
import { verifyExport } from "../../convex/model/receipts/export.ts";
import { openForVerdict, type Source } from "../../src/verify/read-file.ts";
import { verifySteps } from "../../src/verify/verify-file.ts";
import { verify } from "../cli/receipt-files.ts";
import { asCsv, asParquet } from "./vector-tables.ts";

type Expected =
  | { ok: true; count: number; isWhole: boolean; pictures?: { standing: string }[] }
  | { ok: false; problem: string; sequence: number | null };
type Vectors = {
  canonical: { json: string; text: string | null }[];
  numbers: { bits: string; text: string | null }[];
  signatures: { publicKey: string; message: string; signature: string; ok: boolean }[];
  bases: Record<string, string[]>;
  files: {
    name: string;
    base: string;
    lines: (string | number)[];
    trusted?: Record<string, string>;
    published?: Checkpoint[];
    pictures?: { name: string; text: string; sha256: string }[];
    expected: Expected;
  }[];
  characters: { file: string[][]; expected: Record<string, string> };
  truncated: { file: string[]; cuts: { from: number; to: number; expected: Expected }[] };
};
/** sdk-python/tests/test_vectors.py and e2e/verify-page.spec.ts run the same file. */
const vectors = JSON.parse(readFileSync("sdk/contract/receipt-vectors.json", "utf8")) as Vectors;
const textOf = (lines: readonly string[]) => lines.map((line) => `${line}\n`).join("");

/** As the dashboard, `verify.html` and the command line judge a file. */
async function verdictOf(text: string) {
  const steps = verifySteps(await openForVerdict(new Blob([text])), {});
  for (;;) {
    const step = await steps.next();
    if (step.done === true) return step.value;
  }
}

async function linesOf(file: Source) {
  const { format, batches } = await openForVerdict(file);
  const lines: string[] = [];
  for await (const batch of batches()) lines.push(...batch.lines);
  return { format, lines };
}

test("the file is what its script writes", () => {
  expect(execFileSync(process.execPath, ["sdk/contract/receipt-vectors.mjs", "--check"], { encoding: "utf8" })).toBe("");
});

test("canonical JSON, the texts of numbers and signatures are those of the standards", () => {
  for (const { json, text } of vectors.canonical) expect(canonicalize(JSON.parse(json))).toBe(text);
  for (const { bits, text } of vectors.numbers) {
    const value = new DataView(hexToBytes(bits).buffer as ArrayBuffer).getFloat64(0);
    if (text === null) expect(() => canonicalize(value)).toThrow();
    else expect(canonicalize(value)).toBe(text);
  }
  for (const { publicKey, message, signature, ok } of vectors.signatures) {
    expect(ed25519.verify(hexToBytes(signature), hexToBytes(message), hexToBytes(publicKey))).toBe(ok);
  }
});

describe("of every file the verifier finds what was done to it", () => {
  test.each(vectors.files)("$name", ({ base, lines, trusted, published = [], pictures = [], expected }) => {
    const from = vectors.bases[base] ?? [];
    const text = textOf(lines.map((line) => (typeof line === "number" ? (from[line] ?? "") : line)));
    expect(verifyExport(text, { published, pictures, ...(trusted === undefined ? {} : { publicKeys: trusted }) })).toMatchObject(expected);
  });
});

const withLines = vectors.files.map((each) => ({
  ...each,
  lines: each.lines.map((line) => (typeof line === "number" ? (vectors.bases[each.base]?.[line] ?? "") : line)),
}));

test("every file that a table can hold comes out of Parquet as the same lines", async () => {
  let count = 0;
  for (const vector of withLines) {
    const file = asParquet(vector);
    if (file === null) continue;
    const { format, lines } = await linesOf(new Blob([file]));
    expect(format).toBe("parquet");
    // So what is found in them is the same as well.
    expect(lines, vector.name).toEqual(vector.lines.filter((line) => line !== ""));
    count += 1;
  }
  expect(count).toBeGreaterThan(150);
});

test("what is wrong within receipts is found in CSV, with known keys", async () => {
  let count = 0;
  for (const vector of withLines) {
    const csv = asCsv(vector);
    if (csv === null) continue;
    const { lines } = await linesOf(new Blob([csv.text]));
    expect(verifyExport(lines, { publicKeys: csv.keys }), vector.name).toMatchObject(
      vector.expected.ok ? { ok: true, count: vector.expected.count } : vector.expected,
    );
    count += 1;
  }
  expect(count).toBeGreaterThan(40);
});

test("receipts verify FILE finds the same", async () => {
  const folder = mkdtempSync(join(tmpdir(), "reflex-vectors-"));
  try {
    for (const { name, lines, trusted, published = [], pictures = [], expected } of withLines) {
      const [path, beside] = [join(folder, "receipts.jsonl"), published.map((_, at) => join(folder, `${at}.json`))];
      writeFileSync(path, textOf(lines));
      for (const [at, checkpoint] of published.entries()) writeFileSync(beside[at] ?? "", JSON.stringify(checkpoint));
      for (const each of pictures) writeFileSync(join(folder, each.name), each.text);
      const keys = trusted === undefined ? {} : { publicKey: Object.entries(trusted).map((pair) => pair.join("=")) };
      const { value, status = 0 } = await verify(
        { ...keys, checkpoint: beside, picture: pictures.map((each) => join(folder, each.name)) },
        path,
      );
      expect(value, name).toMatchObject(expected);
      const isSound = expected.ok && (expected.pictures ?? []).every(({ standing }) => standing === "recorded");
      expect(status, name).toBe(isSound ? 0 : 1);
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});

test.each(Object.entries(vectors.characters.expected))("any one character changed in %s is named", async (field, problem) => {
  for (const [manifest = "", line = ""] of vectors.characters.file) {
    const link = JSON.parse(line) as Record<string, string>;
    const text = link[field] ?? "";
    for (let at = 0; at < text.length; at += 1) {
      const changed = text.slice(0, at) + (text[at] === "A" ? "B" : "A") + text.slice(at + 1);
      const file = textOf([manifest, JSON.stringify({ ...link, [field]: changed })]);
      expect(await verdictOf(file), `${field} at ${at}`).toMatchObject({ ok: false, problem, line: 2 });
    }
  }
});

test("a file that ends anywhere is either whole or named", async () => {
  const points = Array.from(textOf(vectors.truncated.file));
  let count = 0;
  for (const { from, to, expected } of vectors.truncated.cuts) {
    for (let after = from; after <= to; after += 1, count += 1)
      expect(await verdictOf(points.slice(0, after).join("")), `after ${after}`).toMatchObject(expected);
  }
  expect(count).toBe(points.length);
});
