/*
 * What writing and verifying a long file of receipts takes by itself, without browser, server and network: time of the processor and
 * the most that the heap held, for each format.
 *
 *   npx esbuild bench/receipt-formats.ts --bundle --platform=node --format=esm --packages=external --outfile=build/bench-formats.mjs
 *   node --expose-gc build/bench-formats.mjs [receipts, default 100000]
 */
import { createPrivateKey, sign } from "node:crypto";
import { closeSync, mkdtempSync, openSync, readSync, rmSync, statSync, writeSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { sha256 } from "@noble/hashes/sha2.js";
import { bytesToHex, hexToBytes, utf8ToBytes } from "@noble/hashes/utils.js";
import canonicalize from "canonicalize";

import { buildLink, type Link } from "../convex/model/receipts/chain.ts";
import { createSigningKey } from "../convex/model/signing/ed25519.ts";
import { formats, type Sink, writeExport } from "../src/verify/export-content.ts";
import { openReceiptFile } from "../src/verify/read-file.ts";
import type { Exported } from "../src/verify/receipt-columns.ts";
import { verifySteps } from "../src/verify/verify-file.ts";

const count = Number(process.argv[2] ?? 100_000);
const key = createSigningKey("receipts");
/** Node's own Ed25519, or making the chain would take longer than all that is measured. */
const secret = createPrivateKey({
  key: Buffer.concat([Buffer.from("302e020100300506032b657004220420", "hex"), hexToBytes(key.privateKey)]),
  format: "der",
  type: "pkcs8",
});
const actor = { kind: "operator", id: "o", name: "Somebody" };

function linkOf(n: number, previous: Link | null): Link {
  const timeline = ["authorize", "join", "promote", "close"].map((kind, at) => ({
    kind: `session.${kind}`,
    at: n * 60_000 + at,
    mode: "dry_run",
    actor,
    reason: null,
    evidence: null,
  }));
  const content = {
    organizationId: "works",
    sessionId: `s${n}`,
    timestamp: n * 60_000,
    robot: { id: "r", name: "arm" },
    steps: 3_000 + ((n * 37) % 500),
    timeline,
    runSummary: null,
    robotSignature: null,
    stops: [],
  };
  const previousHash = previous?.hash ?? "0".repeat(64);
  const body = canonicalize({ ...content, sequence: n, previousHash }) ?? "";
  const hash = bytesToHex(sha256(utf8ToBytes(body)));
  return {
    sequence: n,
    previousHash,
    body,
    hash,
    signature: sign(null, Buffer.from(hash), secret).toString("base64url"),
    keyId: key.keyId,
  };
}
const [ours, theirs] = [linkOf(1, null), buildLink(JSON.parse(linkOf(1, null).body) as Record<string, unknown>, null, key)];
if (ours.signature !== theirs.signature) throw new Error("A link is no longer built as here.");

const rowOf = ({ sequence, previousHash, hash, keyId }: Link) =>
  ({
    sequence,
    previousHash,
    hash,
    keyId,
    id: `id${sequence}`,
    sessionId: `s${sequence}`,
    robotId: "r",
    robotName: "arm",
    deploymentId: "d",
    deploymentName: "pick",
    modelId: "pi0.5",
    timestamp: sequence * 60_000,
    startedAt: sequence * 60_000 - 50_000,
    steps: 3_000,
    appliedSteps: 0,
    safeStops: 0,
    errorCount: 0,
    longestGapMs: 900,
    latencyP95Ms: 20,
    applied: false,
    closeReason: "operator_closed",
    review: null,
  }) as unknown as Exported["row"]; // what else a row holds is in no column

/** The chain as a server gives it, 200 at a time; never whole in memory. */
async function* chain(): AsyncGenerator<Link[]> {
  let previous: Link | null = null;
  for (let from = 1; from <= count; from += 200) {
    const part: Link[] = [];
    for (let n = from; n < Math.min(from + 200, count + 1); n += 1) part.push((previous = linkOf(n, previous)));
    yield part;
    await new Promise((resolve) => setImmediate(resolve));
  }
}
async function* receipts(): AsyncGenerator<Exported[]> {
  for await (const part of chain()) yield part.map((link) => ({ row: rowOf(link), link }));
}

async function measured(what: string, act: () => Promise<string>): Promise<void> {
  globalThis.gc?.();
  const heap = () => {
    const { heapUsed, external, arrayBuffers } = process.memoryUsage();
    return (heapUsed + external + arrayBuffers) / 1e6;
  };
  const before = heap();
  let most = before;
  const timer = setInterval(() => (most = Math.max(most, heap())), 50);
  const [cpu, begun] = [process.cpuUsage(), performance.now()];
  const said = await act();
  const { user, system } = process.cpuUsage(cpu);
  clearInterval(timer);
  console.log(
    `${what.padEnd(34)} ${((user + system) / 1e6).toFixed(1)} s of the processor, ${((performance.now() - begun) / 1_000).toFixed(1)} s by the clock, memory ${Math.round(before)} to ${Math.round(most)} MB; ${said}`,
  );
}

const folder = mkdtempSync(join(tmpdir(), "reflex-formats-"));
try {
  let head = { sequence: 0, hash: "" };
  await measured("making the chain, in all below", async () => {
    for await (const part of chain()) head = { sequence: part.at(-1)?.sequence ?? 0, hash: part.at(-1)?.hash ?? "" };
    return `${count} receipts`;
  });
  const draft = { exportedAt: 1, filter: {}, head, publicKeys: { [key.keyId]: key.publicKey } };
  for (const format of formats) {
    const path = join(folder, `receipts.${format}`);
    const file = openSync(path, "w+");
    let position = 0;
    const sink: Sink = {
      write: (bytes) => void (position += writeSync(file, bytes, 0, bytes.length, position)),
      rewriteStart: (bytes) => void writeSync(file, bytes, 0, bytes.length, 0),
    };
    await measured(`write ${format}`, async () => {
      await writeExport(
        format === "jsonl"
          ? { format, draft, count, links: chain() }
          : format === "csv"
            ? { format, receipts: receipts() }
            : { format, draft, count, receipts: receipts() },
        sink,
      );
      return `${Math.round(statSync(path).size / 1e6)} MB`;
    });
    const read = (from: number, to: number) => {
      const bytes = new Uint8Array(to - from);
      readSync(file, bytes, 0, bytes.length, from);
      return Promise.resolve(bytes.buffer);
    };
    const source = { size: statSync(path).size, slice: (from: number, to: number) => ({ arrayBuffer: () => read(from, to) }) };
    for (const platform of format === "jsonl" && count <= 20_000 ? [undefined, null] : [undefined]) {
      await measured(`verify ${format}${platform === null ? ", without the platform's Ed25519" : ""}`, async () => {
        const steps = verifySteps(await openReceiptFile(source), { publicKeys: draft.publicKeys }, platform);
        for (;;) {
          const step = await steps.next();
          if (step.done === true) return step.value.ok ? `sound, ${step.value.count} receipts` : step.value.message;
        }
      });
    }
    closeSync(file);
  }
} finally {
  rmSync(folder, { recursive: true });
}
