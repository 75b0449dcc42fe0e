/**
 * Writes `receipt-vectors.json`, on which every verifier of receipts is tested; docs/receipts.md says how to use the file. What is expected
 * of each forgery is stated here, by what was done to it, and signed with Node's own Ed25519: no verifier of the console takes part.
 * `--check` fails when the file is not what this would write.
 */
import { createHash, createPrivateKey, createPublicKey, sign } from "node:crypto";
import { readFileSync, writeFileSync } from "node:fs";
import canonicalize from "canonicalize";
import { canonicalVectors, numberVectors, signatureVectors } from "./standard-vectors.mjs";

const sha256 = (text) => createHash("sha256").update(text).digest("hex");

/** The key of a seed of one repeated byte: a test key, so that the file is the same whenever it is written. */
function keyOf(keyId, byte) {
  const der = Buffer.concat([Buffer.from("302e020100300506032b657004220420", "hex"), Buffer.alloc(32, byte)]);
  const secret = createPrivateKey({ key: der, format: "der", type: "pkcs8" });
  return {
    keyId,
    publicKey: createPublicKey(secret).export({ format: "jwk" }).x,
    sign: (text) => sign(null, Buffer.from(text), secret).toString("base64url"),
  };
}
const first = keyOf("receipts-first", 1);
const second = keyOf("receipts-second", 2);
const stranger = keyOf("receipts-stranger", 3);
const impostor = { ...stranger, keyId: first.keyId };
const rotatedAt = 3_500;

function signed(body, { sequence, previousHash }, key) {
  const hash = sha256(body);
  return { sequence, previousHash, body, hash, signature: key.sign(hash), keyId: key.keyId };
}
function linkOf(content, previous, key) {
  const place = { sequence: (previous?.sequence ?? 0) + 1, previousHash: previous?.hash ?? "0".repeat(64) };
  return signed(canonicalize({ ...content, ...place }), place, key);
}
const arm = keyOf("robot", 4);
const summaryOf = (n) => ({ ok: true, steps: n * 10, appliedSteps: n, safeStops: 0, errors: [] });
/** What a robot's machine signs of its own counts. */
function signedByRobot(n, change = {}, key = arm) {
  const body = canonicalize({
    kind: "robot-run-summary",
    format: 1,
    robotId: "arm",
    sessionId: `session-${n}`,
    ...summaryOf(n),
    at: n * 1_000,
    ...change,
  });
  return { body, signature: key.sign(body), publicKey: key.publicKey };
}
/** Of the six, the robot signed the second and the fifth; the first is as receipts were before robots signed. */
const robotSays = (n) => (n === 1 ? {} : { robotSignature: n % 3 === 2 ? signedByRobot(n) : null });
const contentOf = (n) => ({
  sessionId: `session-${n}`,
  robot: { id: "arm" },
  runSummary: summaryOf(n),
  ...robotSays(n),
  organizationId: "org",
  timestamp: n * 1_000,
  steps: n * 10,
  ratio: n / 7,
  closeReason: "größe 🤖 \u2028\n",
});
const chain = [];
for (let n = 1; n <= 6; n += 1) chain.push(linkOf(contentOf(n), chain.at(-1), n * 1_000 <= rotatedAt ? first : second));

const headOf = ({ sequence, hash }) => ({ sequence, hash });
function checkpointOf(head, key = second, organizationId = "org", at = 7_000) {
  const body = canonicalize({ kind: "receipts-checkpoint", format: 1, organizationId, ...head, at });
  return { body, signature: key.sign(body), keyId: key.keyId };
}
const publicKeys = Object.fromEntries([first, second].map(({ keyId, publicKey }) => [keyId, publicKey]));
const keyTimes = { [first.keyId]: { createdAt: 0, retiredAt: rotatedAt }, [second.keyId]: { createdAt: rotatedAt, retiredAt: null } };
const draft = { exportedAt: 8_000, filter: {}, head: headOf(chain[5]), publicKeys, keyTimes };
const written = (links) => links.map((link) => JSON.stringify(link));
/** The lines of a file whose first line fits the others: what somebody writes who knows the format but not the keys. */
function fileOf(links, change = {}) {
  const lines = written(links);
  const manifest = {
    kind: "reflex-receipts",
    format: 1,
    ...draft,
    count: lines.length,
    contentHash: sha256(lines.map((line) => `${line}\n`).join("")),
    ...change,
  };
  return [JSON.stringify(manifest), ...lines];
}

const checkpoint = checkpointOf(draft.head);
const bases = {
  whole: fileOf(chain),
  vouched: fileOf(chain, { checkpoint }),
  filtered: fileOf([chain[1], chain[3], chain[4]], { filter: { robot: "r" } }),
};
const vectors = [];
/** A number in `lines` is that line of the base file, so that the vectors stay small; `sequence` is null where no one receipt is to blame. */
function add(name, base, lines, expected, trusted, published) {
  const short = lines.map((line) => (bases[base].includes(line) ? bases[base].indexOf(line) : line));
  vectors.push({
    name,
    base,
    lines: short,
    ...(trusted === undefined ? {} : { trusted }),
    ...(published === undefined ? {} : { published }),
    expected,
  });
}
const sound = (count, isWhole) => ({ ok: true, count, isWhole });
const wrong = (problem, sequence) => ({ ok: false, problem, sequence });

for (const base of ["whole", "vouched"]) {
  const [manifest, ...lines] = bases[base];
  add(`${base}`, base, bases[base], sound(6, true));
  add(`${base}, its keys known`, base, bases[base], sound(6, true), publicKeys);
  for (let at = 0; at < 6; at += 1) {
    const sequence = at + 1;
    const atEnd = sequence === 6 ? "cut_off" : "wrong_sequence";
    add(`${base}: receipt ${sequence} deleted`, base, [manifest, ...lines.toSpliced(at, 1)], wrong(atEnd, sequence));
    add(`${base}: cut off before receipt ${sequence}`, base, [manifest, ...lines.slice(0, at)], wrong("cut_off", sequence));
    add(`${base}: receipt ${sequence} doubled`, base, [manifest, ...lines.toSpliced(at, 0, lines[at])], wrong("wrong_sequence", sequence));
    const inserted = written([linkOf({ ...contentOf(sequence), steps: 999 }, chain[at - 1], stranger)])[0];
    add(
      `${base}: one of a stranger inserted before receipt ${sequence}`,
      base,
      [manifest, ...lines.toSpliced(at, 0, inserted)],
      wrong("unknown_key", sequence),
    );
    add(
      `${base}: receipt ${sequence} replaced by a stranger's`,
      base,
      [manifest, ...lines.with(at, inserted)],
      wrong("unknown_key", sequence),
    );
    for (let other = at + 1; other < 6; other += 1) {
      const swapped = lines.with(at, lines[other]).with(other, lines[at]);
      add(`${base}: receipts ${sequence} and ${other + 1} swapped`, base, [manifest, ...swapped], wrong("wrong_sequence", sequence));
    }
  }
}
for (let at = 0; at < 6; at += 1) {
  const sequence = at + 1;
  const rest = chain.slice(0, at);
  const end = rest.at(-1) === undefined ? null : headOf(rest.at(-1));
  const careful = fileOf(rest, { head: end });
  add(`cut off before receipt ${sequence}, the first line rewritten: only a checkpoint can tell`, "whole", careful, sound(at, at > 0));
  add(
    `cut off before receipt ${sequence}, the first line rewritten, the checkpoint left`,
    "vouched",
    fileOf(rest, { head: end, checkpoint }),
    wrong("cut_off", sequence),
  );
  add(
    `cut off before receipt ${sequence}, a checkpoint of a stranger`,
    "vouched",
    fileOf(rest, { head: end, checkpoint: checkpointOf(end ?? headOf(chain[0]), stranger) }),
    wrong("wrong_checkpoint", null),
  );
  const put = (link) => chain.with(at, link);
  const ownKey = at < 3 ? first : second;
  const before = chain[at - 1];
  const replaced = linkOf({ ...contentOf(sequence), steps: 999 }, before, ownKey);
  const after = sequence === 6 ? wrong("wrong_hash", 6) : wrong("wrong_previous_hash", sequence + 1);
  add(`receipt ${sequence} replaced by its own key`, "whole", fileOf(put(replaced)), after);
  add(
    `receipt ${sequence} signed with a stranger's key of the same name`,
    "whole",
    fileOf(put({ ...replaced, signature: stranger.sign(replaced.hash) })),
    wrong("wrong_signature", sequence),
  );
  add(
    `receipt ${sequence} of another organization`,
    "vouched",
    fileOf(put(linkOf({ ...contentOf(sequence), organizationId: "other" }, before, ownKey)), { checkpoint }),
    wrong("other_organization", sequence),
  );
  const otherKey = at < 3 ? second : first;
  add(
    `receipt ${sequence} signed by the key that was not in use then`,
    "whole",
    fileOf(put(linkOf(contentOf(sequence), before, otherKey))),
    wrong("key_out_of_time", sequence),
  );
  const loose = JSON.stringify(JSON.parse(chain[at].body), null, 1);
  add(`receipt ${sequence} not canonical`, "whole", fileOf(put(signed(loose, chain[at], ownKey))), wrong("not_canonical", sequence));
  const strange = canonicalize({ ...JSON.parse(chain[at].body), sequence: 9 });
  add(
    `receipt ${sequence} with the text of another place`,
    "whole",
    fileOf(put(signed(strange, chain[at], ownKey))),
    wrong("body_disagrees", sequence),
  );
  const last = chain[at].signature.at(-1);
  const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
  const unused = chain[at].signature.slice(0, -1) + alphabet[alphabet.indexOf(last) + 1];
  add(
    `receipt ${sequence}, the unused bits of its signature set`,
    "whole",
    fileOf(put({ ...chain[at], signature: unused })),
    wrong("wrong_signature", sequence),
  );
}
const byRobot = contentOf(5);
for (const [name, robotSignature] of Object.entries({
  "of other counts": signedByRobot(5, { steps: 51 }),
  "of another run": signedByRobot(5, { sessionId: "session-4" }),
  "of another robot": signedByRobot(5, { robotId: "other" }),
  "of another kind": signedByRobot(5, { kind: "receipts-checkpoint" }),
  "of another key": { ...signedByRobot(5, {}, stranger), publicKey: arm.publicKey },
  "with a changed text": { ...signedByRobot(5), body: signedByRobot(5, { at: 1 }).body },
  "that is no object": "signed",
  "without a key": { ...signedByRobot(5), publicKey: null },
}))
  add(
    `the server signs a robot's signature ${name}`,
    "whole",
    fileOf(chain.slice(0, 4).concat(linkOf({ ...byRobot, robotSignature }, chain[3], second))),
    wrong("wrong_robot_signature", 5),
  );
const spaced = JSON.stringify(JSON.parse(signedByRobot(5).body), null, 1);
add(
  "the server signs a robot's signature on a text that is not canonical",
  "whole",
  fileOf(
    chain
      .slice(0, 4)
      .concat(
        linkOf({ ...byRobot, robotSignature: { body: spaced, signature: arm.sign(spaced), publicKey: arm.publicKey } }, chain[3], second),
      ),
  ),
  wrong("wrong_robot_signature", 5),
);
const late = checkpointOf(draft.head, first, "org", 7_000);
const early = checkpointOf(draft.head, second, "org", 3_000);
add("a checkpoint that a retired key signed later", "whole", fileOf(chain, { checkpoint: late }), wrong("wrong_checkpoint", null));
add("a checkpoint that a key signed before it was made", "whole", fileOf(chain, { checkpoint: early }), wrong("wrong_checkpoint", null));
add(
  "a checkpoint of the time of a retired key",
  "whole",
  fileOf(chain, { checkpoint: checkpointOf(headOf(chain[2]), first, "org", 3_500) }),
  sound(6, true),
);
/** What was published on two days: the chain ended at the second receipt, later at the fifth. */
const published = [checkpointOf(headOf(chain[1]), first, "org", 2_500), checkpointOf(headOf(chain[4]), second, "org", 5_500)];
add("borne out by published checkpoints, of a retired key too", "whole", bases.whole, sound(6, true), undefined, published);
add("filtered, borne out by published checkpoints", "filtered", bases.filtered, sound(3, false), undefined, published);
for (let count = 0; count < 5; count += 1) {
  const end = count === 0 ? null : headOf(chain[count - 1]);
  add(
    `cut off after receipt ${count}, the first line rewritten: a published checkpoint tells`,
    "whole",
    fileOf(chain.slice(0, count), { head: end }),
    wrong("cut_off", count + 1),
    undefined,
    published,
  );
}
add(
  "cut off after receipt 5: the published checkpoints do not reach further",
  "whole",
  fileOf(chain.slice(0, 5), { head: headOf(chain[4]) }),
  sound(5, true),
  undefined,
  published,
);
const branch = linkOf({ ...contentOf(5), steps: 999 }, chain[3], second);
add(
  "another receipt in the place that was published",
  "whole",
  fileOf([...chain.slice(0, 4), branch], { head: headOf(branch) }),
  wrong("wrong_hash", 5),
  undefined,
  published,
);
add("a published checkpoint of another organization", "whole", bases.whole, wrong("other_organization", 1), undefined, [
  checkpointOf(headOf(chain[1]), first, "other", 2_500),
]);
add(
  "a published checkpoint of another organization than the file's own",
  "vouched",
  bases.vouched,
  wrong("wrong_checkpoint", null),
  undefined,
  [checkpointOf(headOf(chain[1]), first, "other", 2_500)],
);
add("a published checkpoint of a stranger", "whole", bases.whole, wrong("wrong_checkpoint", null), undefined, [
  checkpointOf(headOf(chain[1]), stranger, "org", 2_500),
]);
add("a published checkpoint that a retired key signed later", "whole", bases.whole, wrong("wrong_checkpoint", null), undefined, [
  checkpointOf(headOf(chain[1]), first, "org", 3_600),
]);
const forged = [];
for (let n = 1; n <= 3; n += 1) forged.push(linkOf({ ...contentOf(n), steps: 999 }, forged.at(-1), impostor));
const own = { head: headOf(forged[2]), publicKeys: { [impostor.keyId]: impostor.publicKey }, keyTimes: undefined };
add("all signed anew by a stranger: only known keys can tell", "whole", fileOf(forged, own), sound(3, true));
add(
  "all signed anew by a stranger: a published checkpoint tells",
  "whole",
  fileOf(forged, own),
  wrong("wrong_checkpoint", null),
  undefined,
  published,
);
add("all signed anew by a stranger under a known key's name", "whole", fileOf(forged, own), wrong("foreign_key", 1), publicKeys);
add("signed by keys of which none is known", "whole", bases.whole, wrong("unknown_key", 1), { [stranger.keyId]: stranger.publicKey });
add("filtered", "filtered", bases.filtered, sound(3, false));
for (let at = 1; at <= 3; at += 1)
  add(`filtered: line ${at + 1} deleted`, "filtered", bases.filtered.toSpliced(at, 1), wrong("wrong_count", null));
add(
  "filtered: a genuine receipt put in the place of another",
  "filtered",
  bases.filtered.with(2, bases.whole[3]),
  wrong("wrong_content", null),
);
add("bare receipts", "whole", bases.whole.slice(1), wrong("no_manifest", null));
add("bare receipts, their keys known", "whole", bases.whole.slice(1), sound(6, false), publicKeys);
for (let at = 0; at <= 6; at += 1)
  add(`line ${at + 1} is no JSON`, "whole", bases.whole.with(at, "{"), wrong(at === 0 ? "no_manifest" : "not_a_link", null));
for (const [field, value] of Object.entries({ count: 5, contentHash: "0".repeat(64), head: { sequence: 6, hash: "0".repeat(64) } }))
  add(
    `the first line's ${field} changed`,
    "whole",
    fileOf(chain, { [field]: value }),
    field === "count" ? wrong("wrong_count", null) : field === "head" ? wrong("wrong_hash", 6) : wrong("wrong_content", null),
  );

/** In a file of one receipt, filtered so that it needs no predecessor: any one character replaced by `A`, or by `B` where it is `A`. */
const characters = {
  file: [2, 5].map((n) => fileOf([chain[n]], { filter: { robot: "r" } })),
  expected: { previousHash: "body_disagrees", body: "wrong_hash", hash: "wrong_hash", signature: "wrong_signature", keyId: "unknown_key" },
};
/** The text of a whole file of two receipts, ending after so many code points. */
const two = fileOf(chain.slice(0, 2), { head: headOf(chain[1]) });
const points = Array.from(two.map((line) => `${line}\n`).join(""));
const ends = [1, 2, 3].map(
  (count) =>
    Array.from(
      two
        .slice(0, count)
        .map((line) => `${line}\n`)
        .join(""),
    ).length,
);
/** Every place, those with the same finding in a row together. */
const cuts = [];
for (const after of points.keys()) {
  const expected = expectedAfter(after);
  const last = cuts.at(-1);
  if (last !== undefined && JSON.stringify(last.expected) === JSON.stringify(expected)) last.to = after;
  else cuts.push({ from: after, to: after, expected });
}
const truncated = { file: two, cuts };
function expectedAfter(after) {
  // A line is whole with or without its line end.
  const whole = ends.filter((end) => after >= end - 1).length;
  if (whole === 0) return wrong("no_manifest", null);
  const isAtEnd = after === ends[whole - 1] || after === ends[whole - 1] - 1;
  return whole === 3 ? sound(2, true) : isAtEnd ? wrong("cut_off", whole) : wrong("not_a_link", null);
}
const output = {
  canonical: canonicalVectors,
  numbers: numberVectors,
  signatures: signatureVectors,
  bases,
  files: vectors,
  characters,
  truncated,
};
const text = `${JSON.stringify(output, null, 1)}\n`;
const path = new URL("./receipt-vectors.json", import.meta.url);
if (!process.argv.includes("--check")) writeFileSync(path, text);
else if (readFileSync(path, "utf8") !== text) {
  console.error("sdk/contract/receipt-vectors.json is not what receipt-vectors.mjs writes.");
  process.exitCode = 1;
}
