import { expect, test } from "vitest";

import { buildLink, type Link } from "#convex/model/receipts/chain.ts";
import { exportReceipts } from "#convex/model/receipts/exportFile.ts";
import { createSigningKey } from "#convex/model/signing/ed25519.ts";

import { fileReader } from "./file-reader.ts";
import type { FromImport, ToImport } from "./import-messages.ts";

const key = createSigningKey("receipts");
const links: Link[] = [];
// Longer than a part of the file that is read at a time.
for (let at = 0; at < 4; at += 1)
  links.push(buildLink({ organizationId: "org", timestamp: at, note: "n".repeat(400_000) }, links.at(-1) ?? null, key));
const last = links.at(-1);
const text = exportReceipts(
  {
    exportedAt: 5,
    filter: {},
    head: last === undefined ? null : { sequence: last.sequence, hash: last.hash },
    publicKeys: { [key.keyId]: key.publicKey },
  },
  links,
);

function reader() {
  const said: FromImport[] = [];
  let heard: () => void = () => undefined;
  const handle = fileReader((message) => {
    said.push(message);
    heard();
  });
  /** The first message of a kind, now or later. */
  async function first<K extends FromImport["kind"]>(kind: K): Promise<Extract<FromImport, { kind: K }>> {
    for (;;) {
      const found = said.find((message) => message.kind === kind);
      if (found !== undefined) return found as Extract<FromImport, { kind: K }>; // its kind was looked at
      await new Promise<void>((resolve) => (heard = resolve));
    }
  }
  return { said, handle, first };
}
const read = (file: Blob, more: Partial<Extract<ToImport, { kind: "read" }>> = {}): ToImport => ({
  kind: "read",
  file,
  isListed: true,
  known: null,
  published: [],
  round: 0,
  ...more,
});
const rowsOf = (said: readonly FromImport[]) => said.flatMap((message) => (message.kind === "rows" ? message.rows : []));

test("rows come before the verdict, and each receipt is found again in the file", async () => {
  const { said, handle, first } = reader();
  handle(read(new Blob([text])));
  expect(await first("verified")).toMatchObject({ result: { ok: true, isWhole: true, count: 4 }, format: "jsonl", isForeign: false });
  expect(rowsOf(said).map(({ sequence }) => sequence)).toEqual(links.map(({ sequence }) => sequence));
  for (const sequence of [1, 2, 4]) handle({ kind: "receipt", sequence });
  await expect
    .poll(() => said.filter(({ kind }) => kind === "receipt"))
    .toEqual([1, 2, 4].map((sequence) => ({ kind: "receipt", sequence, text: links[sequence - 1]?.body })));
});

test("for a verdict alone no rows travel", async () => {
  const { said, handle, first } = reader();
  handle(read(new Blob([text]), { isListed: false, known: { publicKeys: {}, keyTimes: {} } }));
  expect(await first("verified")).toMatchObject({ result: { ok: false, problem: "unknown_key" } });
  expect(rowsOf(said)).toEqual([]);
});

test("stopped while it reads, it says no more, and what was read is still looked up", async () => {
  const { said, handle, first } = reader();
  const body = JSON.stringify({ sessionId: "s" });
  const lines = Array.from({ length: 500 }, (_, at) =>
    JSON.stringify({ sequence: at + 1, previousHash: "", body, hash: "", signature: "", keyId: "" }),
  );
  handle(read(new Blob([lines.join("\n")])));
  await first("rows");
  handle({ kind: "stop" });
  handle({ kind: "receipt", sequence: 7 });
  expect(await first("receipt")).toMatchObject({ text: body });
  const { length } = said;
  await new Promise((resolve) => setTimeout(resolve, 50));
  expect(said.length).toBe(length);
  expect(rowsOf(said)).toHaveLength(200);
});

test("a file that cannot be read is said to be", async () => {
  const { handle, first } = reader();
  handle(read(new Blob(["a,b\n"])));
  expect(await first("failed")).toMatchObject({ trouble: { kind: "no_columns" } });
});
