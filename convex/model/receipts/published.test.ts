import { expect, test } from "vitest";

import { createSigningKey } from "../signing/ed25519";
import { buildCheckpoint, buildLink, type Link } from "./chain";
import { verifyExport } from "./export";
import { exportReceipts } from "./exportFile";

const key = createSigningKey("receipts");
const publicKeys = { [key.keyId]: key.publicKey };
const links: Link[] = [];
for (let n = 1; n <= 5; n += 1) links.push(buildLink({ organizationId: "o", timestamp: n, steps: n }, links.at(-1) ?? null, key));
const headOf = (link: Link) => ({ sequence: link.sequence, hash: link.hash });
const fileOf = (held: readonly Link[], filter: Record<string, string> = {}) => {
  const last = held.at(-1);
  return exportReceipts({ exportedAt: 1, filter, head: last === undefined ? null : headOf(last), publicKeys }, held);
};
const day = 86_400_000;
/** What was published on each day: the chain ended at the second, the third and the fifth receipt. */
const [early, middle, late] = [2, 3, 5].map((sequence, at) => buildCheckpoint("o", headOf(links[sequence - 1] as Link), at * day, key));
if (early === undefined || middle === undefined || late === undefined) throw new Error("three were made");
const notesOn = (...args: Parameters<typeof verifyExport>) => {
  const result = verifyExport(...args);
  return result.ok ? result.notes : [result.message];
};

test("a checkpoint whose receipt is in the file is borne out, and everything before it", () => {
  const result = verifyExport(fileOf(links), { published: [early] });
  expect(result).toMatchObject({ ok: true, isGapless: true, published: [{ at: 0, sequence: 2, isHeld: true }] });
  expect(result.ok && result.notes).toEqual(
    expect.arrayContaining([
      "The checkpoint published for 1970-01-01T00:00:00.000Z is borne out: #2 is the receipt that it names.",
      "Nothing up to #2 was changed or left out since 1970-01-01T00:00:00.000Z; of what came later no published checkpoint says anything.",
    ]),
  );
});

test("many are said in one sentence, in whatever order they were given", () => {
  const notes = notesOn(fileOf(links), { published: [late, early, middle] });
  expect(notes).toContain(
    "The 3 checkpoints published from 1970-01-01T00:00:00.000Z to 1970-01-03T00:00:00.000Z are borne out, the last of them by #5.",
  );
  expect(notes.filter((note) => note.includes("published"))).toHaveLength(2);
});

test("of a filtered file they prove the receipts that are in it, and no more", () => {
  const some = links.filter(({ sequence }) => sequence !== 3 && sequence !== 1);
  const notes = notesOn(fileOf(some, { robot: "r" }), { published: [early, middle, late] });
  expect(notes).toContain(
    "The 2 checkpoints published from 1970-01-01T00:00:00.000Z to 1970-01-03T00:00:00.000Z are borne out, the last of them by #5.",
  );
  expect(notes).toContain(
    "The checkpoint published for 1970-01-02T00:00:00.000Z names #3, which is not in the file: a filter left it out, or somebody did. It proves nothing here.",
  );
  expect(notes.join(" ")).not.toContain("left out since");
});

test("lines without a first line are cut off or filtered, nobody can tell which", () => {
  const [, ...bare] = fileOf(links.slice(0, 3)).split("\n");
  expect(notesOn(bare, { publicKeys, published: [early, late] }).join(" ")).toMatch(
    /#2 is the receipt that it names.*names #5, which is not in the file/,
  );
});

test("an end cut off is named by the first checkpoint that knew of more", () => {
  expect(verifyExport(fileOf(links.slice(0, 2)), { published: [late, middle, early] })).toMatchObject({
    ...{ ok: false, problem: "cut_off", sequence: 3, sound: 2, published: { index: 1, at: day, sequence: 3 } },
    message:
      "The end of the chain is missing from here on: the checkpoint published for 1970-01-02T00:00:00.000Z names #3 as the end then.",
  });
  expect(verifyExport(fileOf(links.slice(0, 2)), { published: [early] })).toMatchObject({ ok: true });
});

test("a history that went another way is named by the checkpoint that saw the first one", () => {
  const branch = buildLink({ organizationId: "o", timestamp: 3, steps: 99 }, links[1] ?? null, key);
  expect(verifyExport(fileOf([...links.slice(0, 2), branch]), { published: [early, middle] })).toMatchObject({
    ...{ ok: false, problem: "wrong_hash", sequence: 3, published: { index: 1, at: day, sequence: 3 } },
    message: "The checkpoint published for 1970-01-02T00:00:00.000Z names another receipt #3 as the end then: the history was rewritten.",
  });
});

test("one of another organization or of a stranger contradicts the file, whichever of the two is false", () => {
  const other = buildCheckpoint("p", headOf(links[1] as Link), day, key);
  const strange = buildCheckpoint("o", headOf(links[1] as Link), day, createSigningKey("receipts"));
  for (const bad of [other, strange]) {
    expect(verifyExport(fileOf(links), { published: [early, bad] })).toMatchObject({
      ok: false,
      problem: "wrong_checkpoint",
      published: { index: 1, at: null, sequence: null },
    });
  }
});
