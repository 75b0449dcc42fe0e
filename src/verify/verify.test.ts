// @vitest-environment node
import { expect, test } from "vitest";

import { createSigningKey } from "#convex/model/signing/ed25519.ts";
import { buildLink } from "#convex/model/receipts/chain.ts";
import { verifyExport } from "#convex/model/receipts/export.ts";
import { exportReceipts } from "#convex/model/receipts/exportFile.ts";

import { buildVerifyPage } from "./build.mjs";
import { knownKeys } from "./keys.ts";
import { verdictOn } from "./verdict.ts";

const key = createSigningKey("receipts");
const one = buildLink({ steps: 1 }, null, key);
const two = buildLink({ steps: 2 }, one, key);
const file = exportReceipts(
  { exportedAt: 0, filter: {}, head: { sequence: 2, hash: two.hash }, publicKeys: { [key.keyId]: key.publicKey } },
  [one, two],
);

test("the page is one file: no link, no request, no unfilled place", async () => {
  const page = await buildVerifyPage();
  expect(page).not.toMatch(/<script[^>]+src=|<link|https?:\/\/(?!www\.w3\.org)[a-z]|\/\* script \*\//i);
  expect(page.match(/<\/script/g)).toHaveLength(1);
  expect(page).toContain("default-src 'none'");
  expect(page.length).toBeLessThan(125_000);
});

test("a verdict names the first broken receipt, its line and what is sound before it", () => {
  const broken = verdictOn(verifyExport(file.replace('\\"steps\\":2', '\\"steps\\":3')));
  expect(broken).toMatchObject({ isSound: false, headline: "Broken at receipt #2 (line 3)" });
  expect(broken.details.join(" ")).toBe("The text of this receipt was changed. The receipt before it in the file is sound.");
  expect(verdictOn(verifyExport(file.replace('\\"steps\\":2', '\\"steps\\":3')), "parquet").headline).toBe("Broken at receipt #2");
  expect(verdictOn(verifyExport("hello"))).toMatchObject({ isSound: false, headline: "Not verified" });
});

test("a sound file says what it is and whose keys it brings", () => {
  const verdict = verdictOn(verifyExport(file));
  expect(verdict).toMatchObject({
    isSound: true,
    headline: "The whole chain is sound: 2 receipts",
    keys: [{ id: key.keyId, key: key.publicKey }],
  });
  expect(verdict.details.join(" ")).toMatch(/1970-01-01T00:00:00.000Z.*compare them/);
});

test("keys are pasted as a verdict shows them, anything else is no key", () => {
  const { keys } = verdictOn(verifyExport(file));
  expect(knownKeys(`my keys:\n ${keys.map(({ id, key: text }) => `${id} = ${text}`).join("\r\n")}\n`)).toEqual({
    [key.keyId]: key.publicKey,
  });
  expect(knownKeys("hello\n= =\n")).toBeNull();
});
