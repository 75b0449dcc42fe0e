import { ed25519 } from "@noble/curves/ed25519.js";
import { bytesToHex } from "@noble/hashes/utils.js";
import { expect, test, vi } from "vitest";

import { buildLink, type Link } from "#convex/model/receipts/chain.ts";

import { walkChain } from "./receipt-chain.ts";

const secret = new Uint8Array(32).fill(7);
const publicKey = btoa(String.fromCharCode(...ed25519.getPublicKey(secret)))
  .replaceAll("+", "-")
  .replaceAll("/", "_")
  .replace(/=+$/, "");
const key = { keyId: "k1", publicKey, privateKey: bytesToHex(secret) };

function chainOf(count: number): Link[] {
  const links: Link[] = [];
  for (let n = 1; n <= count; n += 1) links.push(buildLink({ steps: n }, links.at(-1) ?? null, key));
  return links;
}

const server = (links: Link[], head = links.at(-1) ?? null, pageSize = 7) => ({
  readPage: async (after: number) => ({
    receipts: links.filter(({ sequence }) => sequence > after).slice(0, pageSize),
    publicKeys: { k1: publicKey },
    head: head === null ? null : { sequence: head.sequence, hash: head.hash },
  }),
  onProgress: vi.fn(),
});

test("a whole chain is whole, over several pages and with progress", async () => {
  const source = server(chainOf(20));
  expect(await walkChain(source)).toMatchObject({ kind: "whole", count: 20 });
  expect(source.onProgress).toHaveBeenLastCalledWith(20, 20);
});

test("an empty chain is whole", async () => {
  expect(await walkChain(server([]))).toMatchObject({ kind: "whole", count: 0 });
});

test("the first changed receipt is named, and how many are sound before it", async () => {
  const links = chainOf(12);
  const changed = links.map((link) => (link.sequence === 9 ? { ...link, body: link.body.replace('"steps":9', '"steps":10') } : link));
  expect(await walkChain(server(changed))).toMatchObject({ kind: "broken", sequence: 9, sound: 8, why: expect.stringMatching(/changed/) });
});

test("a missing receipt, a swapped pair and a cut-off end are all noticed", async () => {
  const links = chainOf(10);
  expect(await walkChain(server(links.toSpliced(4, 1)))).toMatchObject({ kind: "broken", sequence: 5 });
  const swapped = [...links.slice(0, 2), links[3], links[2], ...links.slice(4)] as Link[];
  expect(
    await walkChain({
      ...server(links),
      readPage: async (after) => ({ receipts: after === 0 ? swapped : [], publicKeys: { k1: publicKey }, head: links.at(-1) ?? null }),
    }),
  ).toMatchObject({ kind: "broken", sequence: 3 });
  expect(await walkChain(server(links.slice(0, 8), links[9]))).toMatchObject({ kind: "broken", sequence: 9 });
});

test("it can be abandoned", async () => {
  await expect(walkChain({ ...server(chainOf(3)), signal: AbortSignal.abort() })).rejects.toThrow(/abort/i);
});
