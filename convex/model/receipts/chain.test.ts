import { expect, test } from "vitest";

import { createSigningKey, fromBase64Url, signJwt, toBase64Url } from "../signing/ed25519";
import { buildLink, verifyChain, type Link } from "./chain";
import { sha256Hex } from "../secrets";

const key = createSigningKey("receipts");
const publicKeys = { [key.keyId]: key.publicKey };

function chainOf(length: number): Link[] {
  const links: Link[] = [];
  for (let index = 0; index < length; index += 1) {
    links.push(
      buildLink(
        { sessionId: `s${index}`, steps: index, note: "ünïcode \u2028", nested: { b: 1, a: [1.5, null] } },
        links.at(-1) ?? null,
        key,
      ),
    );
  }
  return links;
}

const chain = chainOf(5);
const headOf = (links: Link[]) => {
  const last = links.at(-1);
  return last === undefined ? null : { sequence: last.sequence, hash: last.hash };
};
const head = headOf(chain);
const verify = (links: Link[]) => verifyChain(links, publicKeys, { head });
const changed = (at: number, change: Partial<Link>) => chain.map((link, index) => (index === at ? { ...link, ...change } : link));

test("an untouched chain verifies, whole, in parts and when empty", () => {
  expect(verify(chain)).toEqual({ ok: true, count: 5, head });
  expect(verifyChain(chain.slice(2), publicKeys, { after: headOf(chain.slice(0, 2)), head })).toMatchObject({ ok: true });
  expect(verifyChain([], publicKeys)).toEqual({ ok: true, count: 0, head: null });
});

test("any changed byte of a body is found at its link", () => {
  const { body } = chain[2] ?? { body: "" };
  for (let at = 0; at < body.length; at += 7) {
    const other = body[at] === "x" ? "y" : "x";
    const forged = body.slice(0, at) + other + body.slice(at + 1);
    expect(verify(changed(2, { body: forged }))).toMatchObject({ ok: false, sequence: 3, problem: "wrong_hash" });
  }
});

test("a body forged together with its hash lacks the signature", () => {
  const forged = buildLink({ sessionId: "s2", steps: 999 }, chain[1] ?? null, createSigningKey("receipts"));
  expect(verify(changed(2, { body: forged.body, hash: forged.hash }))).toMatchObject({ sequence: 3, problem: "wrong_signature" });
  expect(verify(changed(2, forged))).toMatchObject({ sequence: 3, problem: "unknown_key" });
  expect(verify(changed(2, { ...forged, keyId: key.keyId }))).toMatchObject({ sequence: 3, problem: "wrong_signature" });
});

test("even the key's owner cannot replace one link without the rest", () => {
  const replaced = buildLink({ sessionId: "s2", steps: 999 }, chain[1] ?? null, key);
  expect(verify(changed(2, replaced))).toMatchObject({ sequence: 4, problem: "wrong_previous_hash" });
});

test.each([0, 1, 2, 3])("a deleted link %i is named", (at) => {
  expect(verify(chain.filter((_, index) => index !== at))).toMatchObject({ ok: false, sequence: at + 1, problem: "wrong_sequence" });
});

test.each([1, 2, 3, 4, 5])("a chain cut off by %i is noticed", (by) => {
  expect(verify(chain.slice(0, 5 - by))).toMatchObject({ ok: false, sequence: 6 - by, problem: "cut_off" });
});

test("reordered, doubled and inserted links are named", () => {
  const [a, b, c, d, e] = chain as [Link, Link, Link, Link, Link];
  expect(verify([a, c, b, d, e])).toMatchObject({ ok: false, sequence: 2, problem: "wrong_sequence" });
  expect(verify([a, b, b, c, d, e])).toMatchObject({ ok: false, sequence: 3, problem: "wrong_sequence" });
  const inserted = buildLink({ sessionId: "evil" }, b, key);
  expect(verify([a, b, inserted, c, d, e])).toMatchObject({ ok: false, sequence: 4, problem: "wrong_sequence" });
});

test.each<[string, Partial<Link>, string]>([
  ["sequence", { sequence: 9 }, "wrong_sequence"],
  ["previous hash", { previousHash: "0".repeat(64) }, "wrong_previous_hash"],
  ["hash", { hash: "f".repeat(64) }, "wrong_hash"],
  ["signature", { signature: "AAAA" }, "wrong_signature"],
  ["signature that is no base64url", { signature: "!" }, "wrong_signature"],
  ["key", { keyId: "other" }, "unknown_key"],
  ["key named after a method", { keyId: "constructor" }, "unknown_key"],
])("a forged %s is found", (_name, change, problem) => {
  expect(verify(changed(2, change))).toMatchObject({ ok: false, sequence: 3, problem });
});

test("a body that is not canonical is found although its hash is right", () => {
  const link = chain[0];
  if (link === undefined) throw new Error("no chain");
  const body = JSON.stringify(JSON.parse(link.body), null, 1);
  const forged = buildLink({}, null, key);
  expect(verifyChain([{ ...forged, body, hash: sha256Hex(body) }], publicKeys)).toMatchObject({ problem: "not_canonical" });
});

test("base64url goes there and back for every length", () => {
  for (let length = 0; length < 70; length += 1) {
    const bytes = crypto.getRandomValues(new Uint8Array(length));
    expect(fromBase64Url(toBase64Url(bytes))).toEqual(bytes);
    expect(toBase64Url(bytes)).toBe(
      btoa(String.fromCharCode(...bytes))
        .replaceAll("+", "-")
        .replaceAll("/", "_")
        .replaceAll("=", ""),
    );
  }
});

test("a grant verifies with jose and the published key, and only with it", async () => {
  const { importJWK, jwtVerify } = await import("jose");
  const jwk = (x: string) => importJWK({ kty: "OKP", crv: "Ed25519", x }, "EdDSA");
  const exp = Math.floor(Date.now() / 1000) + 60;
  const token = signJwt(key, { sub: "s", aud: "worker", exp });
  const verified = await jwtVerify(token, await jwk(key.publicKey), { audience: "worker", algorithms: ["EdDSA"] });
  expect(verified.payload).toMatchObject({ sub: "s" });
  const other = await jwk(createSigningKey("grants").publicKey);
  await expect(jwtVerify(token, other)).rejects.toThrow(/signature/);
});
