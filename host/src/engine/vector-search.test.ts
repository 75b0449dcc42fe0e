import { afterEach, beforeEach, expect, test } from "vitest";
import type { Json } from "../values/json.ts";
import { checkFolder } from "./check.ts";
import { openEngine } from "./engine.ts";
import { commit, temporaryEngine } from "./testing.ts";
import type { Engine } from "./types.ts";

const schema = (dimensions: number) =>
  JSON.stringify({
    schemaValidation: true,
    tables: [
      {
        tableName: "places",
        indexes: [],
        vectorIndexes: [{ indexDescriptor: "near", vectorField: "at.vector", dimensions, filterFields: ["kind", "floor"] }],
        documentType: { type: "any" },
      },
    ],
  });

let engine: Engine;
let directory: string;
let destroy: () => void;
beforeEach(() => {
  ({ engine, directory, destroy } = temporaryEngine());
  engine.applySchema(schema(3));
});
afterEach(() => destroy());

const eq = (field: string, value: Json): Json => ({ $eq: [{ $field: field }, { $literal: value }] });
const add = (vector: Json, fields: Record<string, Json> = {}) =>
  commit(engine, (tx) => tx.insert("places", { at: { vector }, ...fields })).result;
async function near(vector: number[], options: { limit?: number; expressions?: Json } = {}): Promise<[string, number][]> {
  const tx = engine.begin("query");
  try {
    return (await tx.vectorSearch({ indexName: "places.near", vector, expressions: null, ...options })).map(({ _id, _score }) => [
      _id,
      Math.round(_score * 1000) / 1000,
    ]);
  } finally {
    tx.close();
  }
}

test("the nearest by angle come first, the limit is kept, and what is no vector of the index is left out", async () => {
  const [east, north, west] = [add([2, 0, 0]), add([0, 3, 0]), add([-1, 0, 0])];
  add([1, 2]);
  add("text");
  add([1, Number.NaN, 2].map((n) => (Number.isNaN(n) ? { $float: "AAAAAAAA+H8=" } : n)));
  expect(await near([1, 0, 0])).toEqual([
    [east, 1],
    [north, 0],
    [west, -1],
  ]);
  expect(await near([1, 0.1, 0], { limit: 1 })).toEqual([[east, 0.995]]);
  commit(engine, (tx) => (tx.patch(west, { at: { vector: [5, 0.5, 0] } }), tx.remove(north)));
  expect((await near([1, 0.1, 0])).map(([id]) => id)).toEqual([west, east]);
});

test("filters name one value of a field, or several of several", async () => {
  const [lab, office, hall] = [
    add([1, 0, 0], { kind: "lab", floor: 1 }),
    add([0.9, 0.1, 0], { kind: "office", floor: 2 }),
    add([0, 0, 1], { floor: 2 }),
  ];
  const ids = async (expressions: Json) => (await near([1, 0, 0], { expressions })).map(([id]) => id);
  expect(await ids(eq("kind", "office"))).toEqual([office]);
  expect(await ids({ $or: [eq("kind", "lab"), eq("floor", 2)] })).toEqual([lab, office, hall]);
  expect(await ids(eq("kind", { $undefined: null }))).toEqual([hall]);
  await expect(ids(eq("color", "red"))).rejects.toThrow('a filter on "color"');
  await expect(ids({ $or: Array.from({ length: 65 }, () => eq("floor", 1)) })).rejects.toThrow("Max: 64 Actual: 65");
});

test("the limits of Convex hold: 1 to 256 results, the dimensions of the index, and those that an index may have", async () => {
  for (const limit of [0, 257, 1.5]) await expect(near([1, 0, 0], { limit })).rejects.toThrow("between 1 and 256");
  await expect(near([1, 0])).rejects.toThrow("needs 3 finite numbers. Got 2");
  expect(() => engine.applySchema(schema(1))).toThrow("between 2 and 4096 dimensions");
});

test("a search sees one moment though others write meanwhile, and agrees with a plain comparison", async () => {
  const vectors = Array.from({ length: 300 }, () => [Math.random() - 0.5, Math.random() - 0.5, Math.random() - 0.5]);
  const ids = commit(engine, (tx) => vectors.map((vector) => tx.insert("places", { at: { vector } }))).result;
  const cosine = (a: number[], b: number[]) => a.reduce((sum, n, i) => sum + n * (b[i] ?? 0), 0) / (Math.hypot(...a) * Math.hypot(...b));
  const target = [0.3, -0.2, 0.5];
  const plain = ids
    .map((id, i) => ({ id, score: cosine(vectors[i] ?? [], target) }))
    .toSorted((a, b) => b.score - a.score)
    .slice(0, 20);
  const tx = engine.begin("query");
  commit(engine, (writer) => ids.slice(0, 150).forEach((id) => writer.remove(id)));
  const found = await tx.vectorSearch({ indexName: "places.near", vector: target, limit: 20, expressions: null });
  tx.close();
  expect(found.map(({ _id }) => _id)).toEqual(plain.map(({ id }) => id));
});

test("another number of dimensions makes another index", async () => {
  add([1, 0, 0]);
  const pair = add([1, 0]);
  engine.applySchema(schema(2));
  expect(await near([1, 0])).toEqual([[pair, 1]]);
  engine.close();
  expect(checkFolder(directory)).toMatchObject({ documents: 2, problems: [] });
  engine = openEngine(directory);
  destroy = ((last) => () => (engine.close(), last()))(destroy);
});
