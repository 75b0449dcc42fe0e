import { expect, test } from "vitest";

import { buildLink, type Link } from "#convex/model/receipts/chain.ts";
import { exportReceipts } from "#convex/model/receipts/exportFile.ts";
import { createSigningKey } from "#convex/model/signing/ed25519.ts";

import { openReceiptFile, type Source } from "./read-file.ts";
import { verifySteps } from "./verify-file.ts";

// A megabyte is a part: such a line ends within one, and the fourth is longer than one.
const lineOf = (at: number) => JSON.stringify({ at, note: "größe 🤖 ".repeat(at === 3 ? 90_000 : 30_000) });
const lines = Array.from({ length: 8 }, (_, at) => lineOf(at));

async function linesOf(content: string) {
  const blob = new Blob([content]);
  let most = 0;
  const slice = (from: number, to: number) => {
    most = Math.max(most, Math.min(to, blob.size) - from);
    return blob.slice(from, to);
  };
  const read: string[] = [];
  for await (const batch of (await openReceiptFile({ size: blob.size, slice } satisfies Source)).batches()) {
    read.push(...batch.lines);
    expect(await batch.again()).toEqual(batch.lines);
  }
  return { read, most, size: blob.size };
}

test("a file of many parts is read a part at a time, and every line is whole", async () => {
  const { read, most, size } = await linesOf(`${lines.join("\n")}\n`);
  expect(read).toEqual(lines);
  expect(most).toBeLessThan(size * 0.6);
});

test.each(["in order", "sorted the other way"])(
  "a sheet of many parts, %s, is read a part at a time and in the order of its numbers",
  async (order) => {
    const rows = Array.from(
      { length: 40 },
      (_, at) => `${at + 1},p,"{""note"":""${"größe 🤖, ".repeat(at === 3 ? 90_000 : 9_000)}""}",h,s,k\r\n`,
    );
    const { read, most, size } = await linesOf(
      ["sequence,previous_hash,body,hash,signature,key_id\r\n", ...(order === "in order" ? rows : rows.toReversed())].join(""),
    );
    const parsed = read.map((line) => JSON.parse(line) as { sequence: number; body: string });
    expect(parsed.map(({ sequence }) => sequence)).toEqual(rows.map((_, at) => at + 1));
    expect(parsed.map(({ body }) => (JSON.parse(body) as { note: string }).note.length)).toEqual(
      rows.map((_, at) => "größe 🤖, ".length * (at === 3 ? 90_000 : 9_000)),
    );
    expect(size).toBeGreaterThan(6_000_000);
    expect(most).toBeLessThan(size * 0.4);
  },
);

test("a sheet that is newest first, as it is written, takes no more readings than one that is in order", async () => {
  const rows = Array.from({ length: 3_000 }, (_, at) => `${at + 1},p,b${at},h,s,k\r\n`);
  const readings = async (some: readonly string[]) => {
    const blob = new Blob(["sequence,previous_hash,body,hash,signature,key_id\r\n", ...some, "\r\n"]);
    let count = 0;
    const read: string[] = [];
    for await (const { lines: more } of (
      await openReceiptFile({ size: blob.size, slice: (from, to) => ((count += 1), blob.slice(from, to)) })
    ).batches())
      read.push(...more);
    expect(read.map((line) => (JSON.parse(line) as { body: string }).body)).toEqual(rows.map((_, at) => `b${at}`));
    return count;
  };
  const inOrder = await readings(rows);
  expect(inOrder).toBeLessThan(20);
  expect(await readings(rows.toReversed())).toBe(inOrder);
});

test.each(["no line end", "line ends of a mail", "a byte order mark"])("%s: the same", async (name) => {
  const text = lines.join("\n");
  const { read } = await linesOf(
    { "no line end": text, "line ends of a mail": `${text.replaceAll("\n", "\r\n")}\r\n`, "a byte order mark": `\ufeff${text}\n` }[name] ??
      "",
  );
  expect(read).toEqual(lines);
});

test.each([1, 2, 3, 4, 7])("an empty line before line %i stays where it is", async (at) => {
  expect((await linesOf(lines.toSpliced(at, 0, "").join("\n"))).read).toEqual(lines.toSpliced(at, 0, ""));
});

test("while it is verified the file says how many receipts there are, and the end is the verdict", async () => {
  const key = createSigningKey("receipts");
  const links: Link[] = [];
  for (let at = 0; at < 3; at += 1) links.push(buildLink({ organizationId: "org", timestamp: at }, links.at(-1) ?? null, key));
  const text = exportReceipts(
    { exportedAt: 5, filter: {}, head: { sequence: 3, hash: links[2]?.hash ?? "" }, publicKeys: { [key.keyId]: key.publicKey } },
    links,
  );
  const steps = verifySteps(await openReceiptFile(new Blob([`${text}\n`])), {});
  const progress = [];
  let step = await steps.next();
  for (; step.done !== true; step = await steps.next()) progress.push(step.value);
  expect(progress.at(-1)).toEqual({ checked: 3, total: 3 });
  expect(step.value).toMatchObject({ ok: true, isWhole: true, count: 3 });
});
