import { expect, test } from "vitest";

import { createSigningKey } from "../signing/ed25519";
import { buildCheckpoint, buildLink, type Link } from "./chain";
import { verifyExport } from "./export";
import { exportReceipts } from "./exportFile";

const key = createSigningKey("receipts");
const publicKeys = { [key.keyId]: key.publicKey };
const links: Link[] = [];
for (let n = 1; n <= 12; n += 1)
  links.push(
    buildLink({ organizationId: "o", timestamp: 1_000 + n, steps: n, note: "line\nend, ünïcode \u2028" }, links.at(-1) ?? null, key),
  );
const last = links.at(-1);
const head = last === undefined ? null : { sequence: last.sequence, hash: last.hash };
const draft = { exportedAt: 1, filter: {}, head, publicKeys };
const whole = exportReceipts(draft, links);
const lines = whole.trimEnd().split("\n");
const joined = (changed: readonly string[]) => `${changed.join("\n")}\n`;
const filtered = exportReceipts(
  { ...draft, filter: { robot: "r1" } },
  links.filter(({ sequence }) => sequence % 3 === 0),
);

test("a whole export verifies alone, with any line ends and without the last one", () => {
  const expected = { ok: true, count: 12, isWhole: true, head };
  expect(verifyExport(whole)).toMatchObject(expected);
  expect(verifyExport(whole.trimEnd())).toMatchObject(expected);
  expect(verifyExport(whole.replaceAll("\n", "\r\n"))).toMatchObject(expected);
  expect(verifyExport(exportReceipts({ ...draft, head: null }, []))).toMatchObject({ ok: true, count: 0 });
});

test("what the caller's rows hold besides the link is left out", () => {
  const [first] = links;
  if (first === undefined) throw new Error("no links");
  expect(exportReceipts(draft, [{ ...first, id: "secret" } as Link])).not.toContain("secret");
});

test.each(links.map(({ sequence }) => sequence))("deleting, doubling, swapping or changing line %i names exactly it", (sequence) => {
  const at = sequence; // the manifest is line 0
  const taken = lines.toSpliced(at, 1);
  expect(verifyExport(joined(taken))).toMatchObject({
    ok: false,
    sequence,
    sound: sequence - 1,
    problem: sequence === 12 ? "cut_off" : "wrong_sequence",
  });
  expect(verifyExport(joined(lines.toSpliced(at, 0, lines[at] ?? "")))).toMatchObject({
    ok: false,
    line: at + 2,
    sequence,
    problem: "wrong_sequence",
  });
  const changed = lines.with(at, (lines[at] ?? "").replace(`\\"steps\\":${sequence}`, `\\"steps\\":${sequence + 1}`));
  expect(verifyExport(joined(changed))).toMatchObject({ ok: false, line: at + 1, sequence, problem: "wrong_hash" });
  if (sequence < 12) {
    const swapped = lines.with(at, lines[at + 1] ?? "").with(at + 1, lines[at] ?? "");
    expect(verifyExport(joined(swapped))).toMatchObject({ ok: false, line: at + 1, sequence });
  }
  expect(verifyExport(joined(lines.slice(0, at)))).toMatchObject({ ok: false, sequence, problem: "cut_off" });
});

test("a filtered export proves its receipts, and says that it proves no more", () => {
  const result = verifyExport(filtered);
  expect(result).toMatchObject({ ok: true, count: 4, isWhole: false });
  expect(result.ok && result.notes.join(" ")).toMatch(/genuine.*whole chain.*keys come from the file/);
});

test("a line taken out of a filtered export, or one put in, contradicts the first line", () => {
  const parts = filtered.trimEnd().split("\n");
  expect(verifyExport(joined(parts.toSpliced(2, 1)))).toMatchObject({ ok: false, problem: "wrong_count" });
  expect(verifyExport(joined(parts.with(2, lines[5] ?? "")))).toMatchObject({ ok: false, problem: "wrong_content" });
});

test("a file signed all over again with a key of the same name is caught by whoever knows the key", () => {
  const other = { ...createSigningKey("receipts"), keyId: key.keyId };
  const forged: Link[] = [];
  for (let n = 1; n <= 3; n += 1) forged.push(buildLink({ steps: 9 }, forged.at(-1) ?? null, other));
  const file = exportReceipts({ ...draft, head: null, publicKeys: { [other.keyId]: other.publicKey } }, forged);
  expect(verifyExport(file)).toMatchObject({ ok: true }); // alone it is sound: only the known key tells
  expect(verifyExport(file, { publicKeys })).toMatchObject({ ok: false, line: 2, sequence: 1, problem: "foreign_key" });
  const named = { ...other, keyId: "receipts-new" };
  const renamed = exportReceipts({ ...draft, head: null, publicKeys: { [named.keyId]: named.publicKey } }, [
    buildLink({ steps: 9 }, null, named),
  ]);
  expect(verifyExport(renamed, { publicKeys })).toMatchObject({ ok: false, sequence: 1, problem: "unknown_key" });
});

test("bare links verify with known keys only", () => {
  const bare = joined(lines.slice(4, 7));
  expect(verifyExport(bare)).toMatchObject({ ok: false, problem: "no_manifest" });
  expect(verifyExport(bare, { publicKeys })).toMatchObject({ ok: true, count: 3, isWhole: false, manifest: null });
});

const vouched = { ...draft, checkpoint: head === null ? null : buildCheckpoint("o", head, 2_000, key) };

test("with a signed checkpoint an end cut off by somebody who rewrites the first line is found", () => {
  const whole = verifyExport(exportReceipts(vouched, links));
  expect(whole).toMatchObject({ ok: true, isWhole: true });
  expect(whole.ok && whole.notes.join(" ")).toMatch(/signed on 1970-01-01T00:00:02.000Z.*ended at #12/);
  const shorter = links.slice(0, 9);
  const newHead = { sequence: 9, hash: shorter.at(-1)?.hash ?? "" };
  expect(verifyExport(exportReceipts({ ...draft, head: newHead }, shorter))).toMatchObject({ ok: true }); // what no checkpoint cannot show
  expect(verifyExport(exportReceipts({ ...vouched, head: newHead }, shorter))).toMatchObject({
    ok: false,
    sequence: 10,
    problem: "cut_off",
  });
  const other = buildCheckpoint("o", newHead, 2_000, { ...createSigningKey("receipts"), keyId: key.keyId });
  expect(verifyExport(exportReceipts({ ...draft, head: newHead, checkpoint: other }, shorter))).toMatchObject({
    ok: false,
    problem: "wrong_checkpoint",
  });
});

test("a genuine receipt of another organization, or one signed after its key was replaced, does not pass", () => {
  const stranger = buildLink({ organizationId: "p", timestamp: 1_002 }, links[0] ?? null, key);
  const mixed = exportReceipts({ ...draft, filter: { robot: "r" } }, [...links.slice(0, 1), stranger]);
  expect(verifyExport(mixed)).toMatchObject({ ok: false, sequence: 2, problem: "other_organization" });
  const keyTimes = { [key.keyId]: { createdAt: 0, retiredAt: 1_005 } };
  expect(verifyExport(exportReceipts({ ...draft, keyTimes }, links))).toMatchObject({ ok: false, sequence: 6, problem: "key_out_of_time" });
  expect(verifyExport(whole, { publicKeys, keyTimes })).toMatchObject({ ok: false, sequence: 6, problem: "key_out_of_time" });
});

test("anything else is refused in words, never thrown", () => {
  for (const text of [
    "",
    "\n\n",
    "[]",
    "null",
    "{}",
    "hello",
    '{"kind":"reflex-receipts","format":2}',
    '{"kind":"reflex-receipts","format":1,"publicKeys":[1]}',
  ]) {
    expect(verifyExport(text)).toMatchObject({ ok: false, line: 1, problem: "no_manifest" });
  }
  expect(verifyExport(joined([...lines.slice(0, 3), "not json"]))).toMatchObject({ ok: false, line: 4, problem: "not_a_link", sound: 2 });
});
