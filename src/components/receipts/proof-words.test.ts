import { expect, test } from "vitest";

import { buildCheckpoint, buildLink, verifyChain } from "#convex/model/receipts/chain.ts";
import { verifyExport } from "#convex/model/receipts/export.ts";
import { exportReceipts } from "#convex/model/receipts/exportFile.ts";
import { createSigningKey } from "#convex/model/signing/ed25519.ts";
import { formats } from "#src/verify/export-content.ts";
import { verdictOn } from "#src/verify/verdict.ts";

import { chainProblemInWords, verdictInWords } from "./proof-words.ts";

const key = createSigningKey("receipts");
const publicKeys = { [key.keyId]: key.publicKey };
const links = [buildLink({ steps: 1, organizationId: "o" }, null, key)];
links.push(buildLink({ steps: 2, organizationId: "o" }, links[0] ?? null, key));
const [one, two] = links as [(typeof links)[0], (typeof links)[0]];
const head = { sequence: 2, hash: two.hash };
const draft = { exportedAt: 0, filter: {}, head, publicKeys };
const whole = exportReceipts(draft, links);

test("in English the page says of a file what the verifier says", () => {
  const files = [
    whole,
    exportReceipts({ ...draft, checkpoint: buildCheckpoint("o", head, 5, key) }, links),
    exportReceipts({ ...draft, checkpoint: { ...buildCheckpoint("o", head, 5, key), body: "{}" } }, links),
    exportReceipts({ ...draft, filter: { verdict: "bad" } }, [two]),
    exportReceipts({ ...draft, filter: { verdict: "bad" } }, []),
    exportReceipts({ ...draft, head: { ...head, hash: "other" } }, links),
    exportReceipts(draft, [one]),
    exportReceipts(draft, [two]),
    exportReceipts({ ...draft, publicKeys: {} }, links),
    exportReceipts({ ...draft, filter: { verdict: "bad" } }, [one, buildLink({ organizationId: "p" }, one, key)]),
    whole.replace('"count":2', '"count":3'),
    whole.replace('"exportedAt":0', '"exportedAt":0,"x":1').replace(/"contentHash":"../, '"contentHash":"xx'),
    whole.replace('\\"steps\\":2', '\\"steps\\":7'),
    `${whole}nothing\n`,
    "nothing",
  ];
  const verdicts = files.flatMap((file) => [{}, { publicKeys }].map((options) => verifyExport(file, options)));
  for (const result of verdicts) for (const format of formats) expect(verdictInWords(result, format)).toEqual(verdictOn(result, format));
  const problems = new Set(verdicts.map((result) => (result.ok ? "sound" : result.problem)));
  expect(problems.size).toBeGreaterThan(8);
});

test("and of what was published", () => {
  const [of, branch] = [
    (sequence: number, hash: string, at: number, by = key) => buildCheckpoint("o", { sequence, hash }, at, by),
    buildLink({ steps: 7, organizationId: "o" }, one, key),
  ];
  const [first, last, strange] = [of(1, one.hash, 0), of(2, two.hash, 86_400_000), of(2, two.hash, 5, createSigningKey("receipts"))];
  const rewritten = exportReceipts({ ...draft, head: { sequence: 2, hash: branch.hash } }, [one, branch]);
  const ended = exportReceipts({ ...draft, head: { sequence: 1, hash: one.hash } }, [one]);
  const filtered = exportReceipts({ ...draft, filter: { verdict: "bad" } }, []);
  const said = [whole, rewritten, ended, filtered].flatMap((file) =>
    [[first], [last], [first, last], [strange]].map((published) => verifyExport(file, { published })),
  );
  for (const result of said) expect(verdictInWords(result)).toEqual(verdictOn(result));
  expect(new Set(said.map((result) => (result.ok ? `${result.published.map(({ isHeld }) => isHeld).join()}` : result.problem))).size).toBe(
    7,
  );
});

test("and of the chain too", () => {
  for (const chain of [
    [two],
    [one, { ...two, body: "{}" }],
    [one, { ...two, signature: one.signature }],
    [one, { ...two, keyId: "?" }],
    [one, { ...two, previousHash: "" }],
  ]) {
    const result = verifyChain(chain, publicKeys);
    if (result.ok) throw new Error("that chain is broken");
    expect(chainProblemInWords(result.problem)).toBe(result.message);
  }
});
