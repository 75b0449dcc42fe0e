/** The vectors of pictures: receipts that list them, addenda for those that came later, and what somebody makes of both. */
import canonicalize from "canonicalize";
import {
  add,
  bases,
  contentOf,
  fileOf,
  first,
  headOf,
  linkOf,
  publicKeys,
  second,
  sha256,
  sound,
  stranger,
  vectors,
  wrong,
} from "./vector-chain.mjs";

const pictureOf = (camera, moment, at) => ({
  ...{ camera, moment, at, takenAt: at - 40, type: "image/png", size: 60, sha256: sha256(`${camera} ${moment}`) },
});
const began = pictureOf("front", "session_started", 4_100);
const stopped = pictureOf("front", "stopped", 4_800);
const ended = [pictureOf("front", "ended", 4_990), pictureOf("wrist", "ended", 4_995)];

/** The first is as receipts were before they listed pictures; the second lists none, the third two. */
const chain = [];
for (const [index, pictures] of [undefined, [], [began, stopped]].entries()) {
  const [n, key] = index === 0 ? [1, first] : [index + 3, second];
  chain.push(linkOf({ ...contentOf(n), ...(pictures === undefined ? {} : { pictures }) }, chain.at(-1), key));
}
const receipt = chain[2];

function addendumOf(number, change = {}, key = second, before = null) {
  const body = canonicalize({
    ...{ kind: "receipt-pictures", format: 1, organizationId: "org", sessionId: "session-5", receiptSequence: 3, number },
    ...{ previousHash: before === null ? receipt.hash : sha256(before.body), timestamp: 5_100 + number, pictures: [ended[number - 1]] },
    ...change,
  });
  return { body, signature: key.sign(body), keyId: key.keyId };
}
const one = addendumOf(1);
const two = addendumOf(2, {}, second, one);
const withAddenda = (addenda) => fileOf([chain[0], chain[1], { ...receipt, addenda }], { head: headOf(receipt) });

/** A file of a picture, of which only the bytes count. */
const given = (name, text) => ({ name, text, sha256: sha256(text) });
const found = ({ name, sha256: hash }, standing, picture) => ({
  ...{ name, sha256: hash, standing },
  places: picture === undefined ? [] : [{ sequence: 3, camera: picture.camera, moment: picture.moment, at: picture.at }],
});

/** Adds them to `vectors`, and the file that they are about to `bases`. */
export function addPictureVectors() {
  bases.pictured = withAddenda([one, two]);
  const all = [began, stopped, ...ended];
  const listed = all.map(({ camera, moment }) => given(`${camera}-${moment}.png`, `${camera} ${moment}`));
  const other = sha256("other bytes");
  add("pictured", "pictured", bases.pictured, sound(3, true));
  add(
    "pictured: every picture that is listed, in the receipt and in its addenda",
    "pictured",
    bases.pictured,
    sound(3, true),
    publicKeys,
    undefined,
    listed,
  );
  vectors.at(-1).expected = { ...sound(3, true), pictures: listed.map((each, at) => found(each, "recorded", all[at])) };
  const foreign = [
    given("front.png", "other bytes"),
    given(`receipt-3-front-stopped-${stopped.sha256}.png`, "other bytes"),
    given(`receipt-3-front-stopped-${sha256("never recorded")}.png`, "other bytes"),
    given(`renamed-${stopped.sha256}.png`, "front session_started"),
  ];
  add("pictured: pictures that are not listed", "pictured", bases.pictured, sound(3, true), undefined, undefined, foreign);
  const standings = ["unlisted", "changed", "unlisted", "recorded"];
  const meant = [undefined, stopped, undefined, began];
  vectors.at(-1).expected = { ...sound(3, true), pictures: foreign.map((each, at) => found(each, standings[at], meant[at])) };
  add("pictured: its last addendum left out, which nothing shows", "pictured", withAddenda([one]), sound(3, true));
  add("pictured: all addenda left out", "pictured", withAddenda(undefined), sound(3, true), undefined, undefined, [listed[2]]);
  vectors.at(-1).expected = { ...sound(3, true), pictures: [found(listed[2], "unlisted")] };
  const text = (change) => addendumOf(1, change);
  for (const [name, addenda] of Object.entries({
    "the first left out": [two],
    swapped: [two, one],
    doubled: [one, one],
    "one of a stranger": [addendumOf(1, {}, stranger)],
    "one of a stranger under a known key's name": [{ ...addendumOf(1, {}, stranger), keyId: second.keyId }],
    "another hash of its picture": [{ ...one, body: one.body.replace(ended[0].sha256, other) }],
    "of another receipt": [text({ receiptSequence: 2 })],
    "of another run": [text({ sessionId: "session-4" })],
    "of another organization": [text({ organizationId: "other" })],
    "that follows from another text": [text({ previousHash: "0".repeat(64) })],
    "of another kind": [text({ kind: "receipts-checkpoint" })],
    "of another format": [text({ format: 2 })],
    "without a time": [text({ timestamp: null })],
    "of a retired key": [addendumOf(1, {}, first)],
    "that is not canonical": [spaced(one)],
  }))
    add(`pictured: addenda ${name}`, "pictured", withAddenda(addenda), wrong("wrong_addendum", 3));
  add("pictured: addenda that are none", "pictured", withAddenda([{ body: one.body }]), wrong("not_a_link", null));
  const swapped = { ...receipt, body: receipt.body.replace(stopped.sha256, other) };
  add(
    "pictured: the receipt's own list changed",
    "pictured",
    fileOf([chain[0], chain[1], swapped], { head: headOf(receipt) }),
    wrong("wrong_hash", 3),
  );
}

function spaced({ body }) {
  const loose = JSON.stringify(JSON.parse(body), null, 1);
  return { body: loose, signature: second.sign(loose), keyId: second.keyId };
}
