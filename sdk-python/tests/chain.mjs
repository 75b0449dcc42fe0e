/**
 * Files of receipts, whole and forged in every way that the console's own verifier tells apart, and what that verifier makes of each:
 * one JSON object, `{files: [{name, text, publicKeys?, found}], numbers: [[bits as hex, text]], canonical: [[json, text]]}`.
 */
import { build } from "esbuild";
import canonicalize from "canonicalize";
import { createHash } from "node:crypto";
import { root } from "../../scripts/lib/workspace.mjs";

const contents =
  ["chain", "export", "exportFile"].map((name) => `export * from "./convex/model/receipts/${name}.ts";`).join("\n") +
  'export * from "./convex/model/signing/ed25519.ts";';
const stdin = { contents, resolveDir: root, loader: "ts" };
const { outputFiles } = await build({ stdin, bundle: true, format: "esm", platform: "node", write: false, absWorkingDir: root });
const { buildLink, buildCheckpoint, exportReceipts, verifyExport, createSigningKey } = await import(
  `data:text/javascript;base64,${Buffer.from(outputFiles[0].contents).toString("base64")}`
);

const key = createSigningKey("receipts");
const other = createSigningKey("receipts");
const publicKeys = { [key.keyId]: key.publicKey };
const links = [];
const content = (n) => ({
  organizationId: "o",
  timestamp: 1_000 + n,
  steps: n,
  note: "line\nend, ünïcode \u2028 \u{1f916} \ud800",
  ratio: n / 7,
  "\ue000": 1,
  "\u{1f600}": 2,
});
for (let n = 1; n <= 5; n += 1) links.push(buildLink(content(n), links.at(-1) ?? null, key));
const headOf = ({ sequence, hash }) => ({ sequence, hash });
const draft = { exportedAt: 1, filter: {}, head: headOf(links.at(-1)), publicKeys };
const checkpoint = buildCheckpoint("o", draft.head, 1_795_892_259_812, key);
const files = [];
const add = (name, text, trusted) =>
  files.push({
    name,
    text,
    ...(trusted === undefined ? {} : { publicKeys: trusted }),
    found: verifyExport(text, trusted === undefined ? {} : { publicKeys: trusted }),
  });
const whole = exportReceipts(draft, links);
const lines = whole.trimEnd().split("\n");
const joined = (changed) => `${changed.join("\n")}\n`;
const manifest = (change) => joined(lines.with(0, JSON.stringify({ ...JSON.parse(lines[0]), ...change })));
const link = (at, change) => joined(lines.with(at, JSON.stringify({ ...JSON.parse(lines[at]), ...change })));

add("whole", whole);
add("CRLF, no last end", whole.trimEnd().replaceAll("\n", "\r\n"));
add("blank end", `${whole}\n \u00a0\n`);
add("trusted", whole, publicKeys);
add("trusted, another key", whole, { [other.keyId]: other.publicKey });
add("trusted, a key of the same name", whole, { [key.keyId]: other.publicKey });
add("nothing", exportReceipts({ ...draft, head: null }, []));
add("nothing at all", "");
add(
  "filtered",
  exportReceipts(
    { ...draft, filter: { robot: "r" } },
    links.filter(({ sequence }) => sequence % 3 === 0),
  ),
);
add("with a checkpoint", exportReceipts({ ...draft, checkpoint }, links));
const { publicKeys: keys, ...named } = draft;
add(
  "written",
  exportReceipts({ ...named, checkpoint, publicKeys: keys, keyTimes: { [key.keyId]: { createdAt: 0, retiredAt: null } } }, links),
);
add(
  "a robot's signature that is none",
  exportReceipts({ ...draft, head: null }, [buildLink({ ...content(1), robotSignature: 1 }, null, key)]),
);
add("cut off, with a checkpoint", exportReceipts({ ...draft, head: headOf(links[2]), checkpoint }, links.slice(0, 3)));
add("a checkpoint of somebody else", exportReceipts({ ...draft, checkpoint: buildCheckpoint("o", draft.head, 1, other) }, links));
add("a checkpoint of another organization", exportReceipts({ ...draft, checkpoint: buildCheckpoint("p", draft.head, 1, key) }, links));
add(
  "a checkpoint that names another hash",
  exportReceipts({ ...draft, checkpoint: buildCheckpoint("o", { sequence: 3, hash: "0" }, 1, key) }, links),
);
add("a checkpoint that is no such thing", exportReceipts({ ...draft, checkpoint: { ...checkpoint, body: "{}" } }, links));
for (const [name, createdAt, retiredAt] of [
  ["in time", 0, null],
  ["too early", 1_003, null],
  ["too late", 0, 1_004],
  ["at the edge", 1_001, 1_005],
])
  add(`a key ${name}`, exportReceipts({ ...draft, keyTimes: { [key.keyId]: { createdAt, retiredAt } } }, links));
for (const at of [1, 3, 5]) {
  add(`without line ${at}`, joined(lines.toSpliced(at, 1)));
  add(`line ${at} twice`, joined(lines.toSpliced(at, 0, lines[at])));
  add(`steps changed in line ${at}`, joined(lines.with(at, lines[at].replace(`\\"steps\\":${at}`, '\\"steps\\":99'))));
  add(`no link in line ${at}`, joined(lines.with(at, "{}")));
  add(`no JSON in line ${at}`, joined(lines.with(at, "{")));
  add(`cut off at ${at}`, joined(lines.slice(0, at)));
  for (const [name, change] of Object.entries({
    sequence: { sequence: 99 },
    "previous hash": { previousHash: "0".repeat(63) },
    hash: { hash: "f".repeat(64) },
    signature: { signature: "AAAA" },
    "signature of another": { signature: JSON.parse(lines[at === 3 ? 4 : 3]).signature },
    "signature that is no base64url": { signature: "!" },
    key: { keyId: "other" },
    "key named after a method": { keyId: "constructor" },
    "signed by another key": buildLink({ ...content(at), steps: 1 }, links[at - 2] ?? null, { ...other, keyId: key.keyId }),
    "replaced by its own key": buildLink({ ...content(at), steps: 1 }, links[at - 2] ?? null, key),
    "another organization's": buildLink({ ...content(at), organizationId: "p" }, links[at - 2] ?? null, key),
  }))
    add(`${name} of line ${at}`, link(at, change));
}
const loose = JSON.stringify(JSON.parse(links[0].body), null, 1);
add("a text that is not canonical", link(1, { body: loose, hash: createHash("sha256").update(loose).digest("hex") }));
const strange = links[0].body.replace('"sequence":1', '"sequence":2');
add("a text of another sequence", link(1, { body: strange, hash: createHash("sha256").update(strange).digest("hex") }));
add("swapped", joined(lines.with(2, lines[3]).with(3, lines[2])));
add("another count", manifest({ count: 4 }));
add("another content", manifest({ contentHash: "0" }));
add("another head", manifest({ head: { sequence: 5, hash: "0" } }));
add("an earlier head", manifest({ head: headOf(links[1]) }));
add("a later head", manifest({ head: { sequence: 6, hash: "0" } }));
for (const change of [
  { format: 2 },
  { format: true },
  { kind: "x" },
  { exportedAt: "1" },
  { count: 1.5 },
  { filter: null },
  { publicKeys: { a: 1 } },
  { head: 3 },
  { checkpoint: {} },
  { keyTimes: { a: {} } },
  { keyTimes: { a: null } },
])
  add(`a first line with ${JSON.stringify(change)}`, manifest(change));
add("bare links", joined(lines.slice(2, 5)));
add("bare links, trusted", joined(lines.slice(2, 5)), publicKeys);

const numbers = [];
const view = new DataView(new ArrayBuffer(8));
let state = 88172645463325252n;
for (let at = 0; at < 4_000; at += 1) {
  state ^= (state << 13n) & 0xffffffffffffffffn;
  state ^= state >> 7n;
  state ^= (state << 17n) & 0xffffffffffffffffn;
  // Half of all bit patterns, and half of what people write: few digits, near the places where the notation changes.
  const value =
    at % 2 === 0 ? (view.setBigUint64(0, state), view.getFloat64(0)) : Number(`${Number(state % 100000n)}e${Number(state % 53n) - 26}`);
  if (!Number.isFinite(value)) continue;
  view.setFloat64(0, value);
  numbers.push([view.getBigUint64(0).toString(16).padStart(16, "0"), canonicalize(value)]);
}
const canonical = [
  '{"b":[],"a":{},"\\u20ac":1,"\\r":2,"\\ufb33":3,"1":4,"\\ud83d\\ude02":5,"\\u0080":6,"\\u00f6":7}',
  '["\\u007f\\u0000\\u001f\\b\\f\\"\\\\\\/\\ud800x\\udc00"]',
  "[1e2,1.0,-0,0.0,1E400]",
  "[9007199254740993,12345678901234567890,1e-7]",
  "[true,false,null]",
  '{"a":1,"a":2}',
].map((json) => {
  try {
    return [json, canonicalize(JSON.parse(json))];
  } catch {
    return [json, null];
  }
});
process.stdout.write(JSON.stringify({ files, numbers, canonical }));
