import { expect, test } from "vitest";

import { checkpointsOf, type PublishedFile, sortFiles, standingsOf, withFiles } from "./published-files.ts";

const checkpoint = (body: string) => ({ body, signature: "s", keyId: "k" });
const file = (name: string, text: string) => new File([text], name);
const published = (name: string, ...bodies: string[]): PublishedFile => ({ name, checkpoints: bodies.map(checkpoint) });
const sound = {
  ok: true as const,
  count: 1,
  isWhole: true,
  head: null,
  publicKeys: {},
  manifest: null,
  isGapless: true,
  notes: [],
  pictures: [],
};
const broken = { ok: false as const, line: 1, sequence: null, problem: "cut_off" as const, message: "", sound: 0 };

test("files of checkpoints are told from exports by what is in them", async () => {
  const day = file("day.json", JSON.stringify({ kind: "reflex-checkpoints", format: 1, checkpoints: [checkpoint("a"), checkpoint("b")] }));
  const given = [
    file("all.jsonl", '{"kind":"reflex-receipts"}\n{}\n'),
    day,
    file("one.txt", JSON.stringify(checkpoint("c"))),
    file("x.parquet", "PAR1"),
    file("none.json", "{}"),
  ];
  const { published: found, others } = await sortFiles(given);
  expect(found).toEqual([published("day.json", "a", "b"), published("one.txt", "c")]);
  expect(others.map(({ name }) => name)).toEqual(["all.jsonl", "x.parquet", "none.json"]);
});

test("a file that is given again takes the place of the one before", () => {
  const files = withFiles([published("a", "1"), published("b", "2")], [published("a", "3", "4")]);
  expect(checkpointsOf(files).map(({ body }) => body)).toEqual(["2", "3", "4"]);
});

test("each file stands as its checkpoints do", () => {
  const files = [published("a", "1", "2"), published("b", "3"), published("c", "4")];
  const held = [false, true, false, true].map((isHeld, at) => ({ at, sequence: at, isHeld }));
  expect(standingsOf(files, { ...sound, published: held })).toEqual(["borneOut", "silent", "borneOut"]);
  expect(standingsOf(files, { ...broken, published: { index: 2, at: null, sequence: null } })).toEqual([
    "unreached",
    "contradicted",
    "unreached",
  ]);
  expect(standingsOf(files, broken)).toEqual(["unreached", "unreached", "unreached"]);
});
