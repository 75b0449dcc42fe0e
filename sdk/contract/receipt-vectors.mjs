/**
 * Writes `receipt-vectors.json`, on which every verifier of receipts is tested; docs/receipts.md says how to use the file. What is expected
 * of each forgery is stated here, by what was done to it, and signed with Node's own Ed25519: no verifier of the console takes part.
 * `--check` fails when the file is not what this would write.
 */
import { readFileSync, writeFileSync } from "node:fs";
import { addChainVectors } from "./chain-vectors.mjs";
import { placesOf } from "./cut-vectors.mjs";
import { addPictureVectors } from "./picture-vectors.mjs";
import { canonicalVectors, numberVectors, signatureVectors } from "./standard-vectors.mjs";
import {
  add,
  bases,
  chain,
  checkpointOf,
  contentOf,
  fileOf,
  first,
  headOf,
  impostor,
  linkOf,
  publicKeys,
  second,
  sound,
  stranger,
  vectors,
  wrong,
} from "./vector-chain.mjs";

addChainVectors();
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
addPictureVectors();

const output = {
  canonical: canonicalVectors,
  numbers: numberVectors,
  signatures: signatureVectors,
  bases,
  files: vectors,
  ...placesOf(),
};
const text = `${JSON.stringify(output, null, 1)}\n`;
const path = new URL("./receipt-vectors.json", import.meta.url);
if (!process.argv.includes("--check")) writeFileSync(path, text);
else if (readFileSync(path, "utf8") !== text) {
  console.error("sdk/contract/receipt-vectors.json is not what receipt-vectors.mjs writes.");
  process.exitCode = 1;
}
