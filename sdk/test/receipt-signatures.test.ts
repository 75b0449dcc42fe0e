import { readFileSync } from "node:fs";

import { describe, expect, test, vi } from "vitest";

import { buildLink, type Checkpoint } from "../../convex/model/receipts/chain.ts";
import { createSigningKey, isSigned, signText } from "../../convex/model/signing/ed25519.ts";

import { openForVerdict } from "../../src/verify/read-file.ts";
import { type Platform, SignaturesAhead } from "../../src/verify/signatures.ts";
import { verifySteps } from "../../src/verify/verify-file.ts";

type Vector = {
  name: string;
  base: string;
  lines: (string | number)[];
  trusted?: Record<string, string>;
  published?: Checkpoint[];
  pictures?: { name: string; sha256: string }[];
  expected: object;
};
const vectors = JSON.parse(readFileSync("sdk/contract/receipt-vectors.json", "utf8")) as {
  bases: Record<string, string[]>;
  files: Vector[];
  characters: { file: string[][]; expected: Record<string, string> };
};

async function verdictOf(lines: readonly string[], { trusted, published = [], pictures = [] }: Partial<Vector>, platform: Platform) {
  const steps = verifySteps(
    await openForVerdict(new Blob([lines.map((line) => `${line}\n`).join("")])),
    { published, pictures, ...(trusted === undefined ? {} : { publicKeys: trusted }) },
    platform,
  );
  for (;;) {
    const step = await steps.next();
    if (step.done === true) return step.value;
  }
}

const { subtle } = globalThis.crypto;
/** As in a browser that does not know Ed25519. */
const older: Platform = {
  importKey: () => Promise.reject(new DOMException("Unrecognized name.", "NotSupportedError")),
  verify: () => Promise.reject(new Error("without a key there is nothing to verify")),
} as unknown as Platform;
/** Knows keys, and then finds nothing genuine. */
const refusing: Platform = { importKey: subtle.importKey.bind(subtle), verify: () => Promise.resolve(false) } as Platform;

describe("on every vector the platform's signatures and our own come to the very same verdict", () => {
  test.each(vectors.files.map((vector, at) => ({ ...vector, at })))("$name", async ({ at, ...vector }) => {
    const lines = vector.lines.map((line) => (typeof line === "number" ? (vectors.bases[vector.base]?.[line] ?? "") : line));
    const ours = await verdictOf(lines, vector, null);
    expect(ours).toMatchObject(vector.expected);
    // Those that leave all to our own take as long again, and a part of the vectors shows that.
    for (const platform of at % 9 === 0 ? [subtle, older, refusing] : [subtle])
      expect(await verdictOf(lines, vector, platform)).toEqual(ours);
  });
});

test("any one character changed in a signature is found by the platform's too", async () => {
  const [manifest = "", line = ""] = vectors.characters.file[0] ?? [];
  const link = JSON.parse(line) as { signature: string };
  for (let at = 0; at < link.signature.length; at += 1) {
    const signature = link.signature.slice(0, at) + (link.signature[at] === "A" ? "B" : "A") + link.signature.slice(at + 1);
    expect(await verdictOf([manifest, JSON.stringify({ ...link, signature })], {}, subtle), `at ${at}`).toMatchObject({
      ok: false,
      problem: "wrong_signature",
      line: 2,
    });
  }
});

test("a sound receipt is asked of the platform alone, its robot's signature too", async () => {
  const [server, arm] = [createSigningKey("receipts"), createSigningKey("robot")];
  const body = JSON.stringify({ any: "text" });
  const link = buildLink({ robotSignature: { body, signature: signText(arm, body), publicKey: arm.publicKey } }, null, server);
  const verify = vi.fn(subtle.verify.bind(subtle));
  const ahead = new SignaturesAhead({ importKey: subtle.importKey.bind(subtle), verify } as Platform);
  await ahead.look([link], { [server.keyId]: server.publicKey });
  expect(verify).toHaveBeenCalledTimes(2);
  expect(ahead.check(link.hash, link.signature, server.publicKey)).toBe(true);
  expect(ahead.check(body, signText(arm, body), arm.publicKey)).toBe(true);
  // What was not looked at is judged by our own, and what was is forgotten with the next.
  expect(ahead.check("another", signText(server, "another"), server.publicKey)).toBe(true);
  expect(ahead.check("another", link.signature, server.publicKey)).toBe(false);
  await ahead.look([], {});
  expect(ahead.check(link.hash, link.signature, server.publicKey)).toBe(true);
  expect(ahead.check(link.hash, link.signature, arm.publicKey)).toBe(false);
});

test("what the platform finds genuine in RFC 8032 is genuine by our own, or it might let something pass", async () => {
  const order = Uint8Array.from([
    0xed,
    0xd3,
    0xf5,
    0x5c,
    0x1a,
    0x63,
    0x12,
    0x58,
    0xd6,
    0x9c,
    0xf7,
    0xa2,
    0xde,
    0xf9,
    0xde,
    0x14,
    ...Array.from({ length: 15 }, () => 0),
    0x10,
  ]);
  const key = createSigningKey("k");
  const text = "text";
  const bytes = Buffer.from(signText(key, text), "base64url");
  // The same signature with the order of the group added to its second half, and points that no honest key has.
  const shifted = Buffer.from(bytes);
  let carry = 0;
  for (let at = 0; at < 32; at += 1) {
    const sum = (bytes[32 + at] ?? 0) + (order[at] ?? 0) + carry;
    shifted[32 + at] = sum & 255;
    carry = sum >> 8;
  }
  const small = [
    "00".repeat(32),
    `01${"00".repeat(31)}`,
    `ec${"ff".repeat(30)}7f`,
    `ed${"ff".repeat(30)}7f`,
    `ee${"ff".repeat(30)}7f`,
    `ee${"ff".repeat(31)}`,
    "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05",
    "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a",
  ].map((hex) => Buffer.from(hex, "hex"));
  const cases = [
    { publicKey: key.publicKey, signature: bytes },
    { publicKey: key.publicKey, signature: shifted },
    ...small.flatMap((point) =>
      small.map((other) => ({ publicKey: point.toString("base64url"), signature: Buffer.concat([other, Buffer.alloc(32)]) })),
    ),
  ];
  for (const { publicKey, signature } of cases) {
    const made = await subtle.importKey("raw", Buffer.from(publicKey, "base64url"), "Ed25519", false, ["verify"]).catch(() => null);
    const isGenuine = made !== null && (await subtle.verify("Ed25519", made, new Uint8Array(signature), new TextEncoder().encode(text)));
    if (isGenuine)
      expect(isSigned(text, signature.toString("base64url"), publicKey), `${publicKey} ${signature.toString("hex")}`).toBe(true);
  }
  // By ZIP 215, as sdk-python/tests/test_proof.py finds them too: no two of our verifiers may differ.
  for (const { publicKey, signature } of cases.slice(2))
    expect(isSigned(text, signature.toString("base64url"), publicKey), `${publicKey} ${signature.toString("hex")}`).toBe(true);
  expect(isSigned(text, shifted.toString("base64url"), key.publicKey)).toBe(false);
});
