import { afterEach, beforeEach, expect, test } from "vitest";
import type { Json } from "../values/json.ts";
import { collect, commit, read, schemaWith, tableScan, temporaryEngine } from "./testing.ts";
import type { IndexBound, PageRequest, SerializedQuery } from "./query-types.ts";
import type { Engine } from "./types.ts";

let engine: Engine;
let destroy: () => void;
let ids: string[];
beforeEach(() => {
  ({ engine, destroy } = temporaryEngine());
  engine.applySchema(schemaWith({ t: { by_n: ["n"] } }));
  ids = commit(engine, (tx) => Array.from({ length: 10 }, (_, n) => tx.insert("t", { n, even: n % 2 === 0 }))).result;
});
afterEach(() => destroy());

const numbers = (query: SerializedQuery) => read(engine, (tx) => collect(tx.openQuery(query)).map((d) => d["n"]));
const filtered = (filter: Json) => numbers({ ...tableScan("t"), operators: [{ filter }] });
const indexed = (indexName: string, range: IndexBound[]): SerializedQuery => ({
  source: { type: "IndexRange", indexName, range, order: null },
  operators: [],
});
const page = (request: Partial<PageRequest>) =>
  read(engine, (tx) => tx.queryPage({ query: tableScan("t"), cursor: null, pageSize: 4, ...request }));
const numbersOf = (texts: readonly string[]) => texts.map((text) => (JSON.parse(text) as { n: number }).n);

test("filters compare, combine and calculate", () => {
  const n = { $field: "n" };
  expect(filtered({ $and: [{ $gte: [n, { $literal: 3 }] }, { $lt: [n, { $literal: 6 }] }] })).toEqual([3, 4, 5]);
  expect(filtered({ $or: [{ $eq: [n, { $literal: 1 }] }, { $not: { $lte: [n, { $literal: 8 }] } }] })).toEqual([1, 9]);
  expect(filtered({ $eq: [{ $mod: [n, { $literal: 4 }] }, { $literal: 1 }] })).toEqual([1, 5, 9]);
  expect(filtered({ $gt: [{ $neg: n }, { $literal: -2 }] })).toEqual([0, 1]);
  expect(filtered({ $field: "even" })).toEqual([0, 2, 4, 6, 8]);
  expect(filtered({ $eq: [{ $field: "missing" }, { $literal: { $undefined: null } }] })).toHaveLength(10);
  expect(() => filtered({ $add: [n, { $literal: "x" }] })).toThrow("needs two float64 or two int64");
  expect(() => filtered({ $like: [n, n] })).toThrow("Invalid filter expression");
});

test("filters and limits apply in their order", () => {
  const even = { filter: { $field: "even" } };
  expect(numbers({ ...tableScan("t"), operators: [{ limit: 4 }, even] })).toEqual([0, 2]);
  expect(numbers({ ...tableScan("t", "desc"), operators: [even, { limit: 2 }] })).toEqual([8, 6]);
  expect(numbers({ ...tableScan("t"), operators: [{ limit: 0 }] })).toEqual([]);
});

test("a range must follow the fields of its index", () => {
  const eq = (fieldPath: string, value: Json): IndexBound => ({ type: "Eq", fieldPath, value });
  expect(numbers(indexed("t.by_n", [{ type: "Gt", fieldPath: "n", value: 7 }]))).toEqual([8, 9]);
  expect(() => numbers(indexed("t.by_n", [eq("even", true)]))).toThrow(
    "fields must be used in the order of the index (n, _creationTime, _id)",
  );
  expect(() => numbers(indexed("t.by_n", [{ type: "Gt", fieldPath: "n", value: 1 }, eq("n", 2)]))).toThrow("out of place");
  expect(() =>
    numbers(
      indexed("t.by_n", [
        { type: "Gt", fieldPath: "n", value: 1 },
        { type: "Gte", fieldPath: "n", value: 2 },
      ]),
    ),
  ).toThrow("already a lower bound");
  expect(() => numbers(indexed("t.nothing", []))).toThrow("Index t.nothing not found.");
  expect(() => numbers({ source: { type: "Search", indexName: "t.s", filters: [] }, operators: [] })).toThrow("Search index t.s not found");
});

test("an index ends with the creation time and the id, which a range may name too", () => {
  const documents = read(engine, (tx) => collect(tx.openQuery(tableScan("t"))));
  const at = (n: number) => documents.find((document) => document["n"] === n) ?? {};
  const upTo = (n: number): IndexBound[] => [
    { type: "Eq", fieldPath: "n", value: n },
    { type: "Eq", fieldPath: "_creationTime", value: at(n)["_creationTime"] ?? 0 },
  ];
  const id = (n: number) => at(n)["_id"] ?? "";
  expect(numbers(indexed("t.by_n", [...upTo(3), { type: "Gte", fieldPath: "_id", value: id(3) }]))).toEqual([3]);
  expect(numbers(indexed("t.by_n", [...upTo(3), { type: "Gt", fieldPath: "_id", value: id(3) }]))).toEqual([]);
  expect(numbers(indexed("t.by_n", [...upTo(3), { type: "Lte", fieldPath: "_id", value: id(3) }]))).toEqual([3]);
  expect(numbers(indexed("t.by_n", [...upTo(3), { type: "Eq", fieldPath: "_id", value: id(3) }]))).toEqual([3]);
  expect(numbers(indexed("t.by_n", upTo(3)))).toEqual([3]);
});

test("by_id finds ids and orders by them", () => {
  const eq: IndexBound = { type: "Eq", fieldPath: "_id", value: ids[3] ?? "" };
  expect(numbers(indexed("t.by_id", [eq]))).toEqual([3]);
  expect(numbers(indexed("t.by_id", []))).toHaveLength(10);
  expect(numbers(indexed("t.by_id", [{ ...eq, type: "Lt" }])).length + numbers(indexed("t.by_id", [{ ...eq, type: "Gte" }])).length).toBe(
    10,
  );
  expect(() => numbers(indexed("t.by_id", [{ ...eq, value: "nonsense" }]))).toThrow("is not an ID of that table");
  const one = page({ query: indexed("t.by_id", [eq]), pageSize: 1 });
  expect(page({ query: indexed("t.by_id", [eq]), pageSize: 1, cursor: one.continueCursor })).toMatchObject({ page: [], isDone: true });
});

test("pages follow one another and end", () => {
  const first = page({});
  const second = page({ cursor: first.continueCursor });
  const third = page({ cursor: second.continueCursor });
  expect([first, second, third].map((p) => [numbersOf(p.page), p.isDone])).toEqual([
    [[0, 1, 2, 3], false],
    [[4, 5, 6, 7], false],
    [[8, 9], true],
  ]);
  expect(page({ cursor: third.continueCursor })).toMatchObject({ page: [], isDone: true, continueCursor: third.continueCursor });
  expect(page({}).continueCursor).toBe(first.continueCursor);
});

test("a page of size zero stays where it is", () => {
  const none = page({ pageSize: 0 });
  expect(none).toMatchObject({ page: [], isDone: false });
  expect(numbersOf(page({ cursor: none.continueCursor }).page)).toEqual([0, 1, 2, 3]);
  expect(page({ endCursor: none.continueCursor })).toMatchObject({ page: [], isDone: false });
  expect(() => page({ pageSize: -1 })).toThrow("non-negative integer");
});

test("a cursor of another query, or a forged one, is refused in words that make the client start over", () => {
  const { continueCursor } = page({});
  for (const cursor of [continueCursor.slice(0, -2), "nonsense", Buffer.alloc(40).toString("base64url")]) {
    expect(() => page({ cursor })).toThrow("InvalidCursor");
  }
  expect(() => page({ query: tableScan("t", "desc"), cursor: continueCursor })).toThrow("InvalidCursor");
  engine.applySchema(schemaWith({ t: { by_n: ["n"], by_even: ["even"] } }));
  const query = indexed("t.by_even", []);
  const { continueCursor: old } = page({ query });
  engine.applySchema(schemaWith({ t: { by_n: ["n"], by_even: ["even", "n"] } }));
  expect(() => page({ query, cursor: old })).toThrow("InvalidCursor");
});

test("a cursor does not show the values of the index", () => {
  engine.applySchema(schemaWith({ t: { by_secret: ["secret"] } }));
  commit(engine, (tx) => tx.insert("t", { secret: "hunter2hunter2" }));
  const { continueCursor } = page({ query: indexed("t.by_secret", [{ type: "Gt", fieldPath: "secret", value: "" }]), pageSize: 1 });
  expect(Buffer.from(continueCursor, "base64url").toString("latin1")).not.toContain("hunter2");
});

test("a page that grew too large asks to be split and gives the place", () => {
  const { continueCursor: endCursor } = page({ pageSize: 8 });
  const cut = page({ endCursor, pageSize: 2, maximumRowsRead: 4 });
  expect(cut).toMatchObject({ pageStatus: "SplitRequired", continueCursor: endCursor, isDone: false });
  const { splitCursor } = cut;
  expect(splitCursor).not.toBeNull();
  const halves = [page({ endCursor: splitCursor }), page({ cursor: splitCursor, endCursor })];
  expect(halves.flatMap((half) => numbersOf(half.page))).toEqual([0, 1, 2, 3, 4, 5, 6, 7]);
  expect(page({ endCursor, maximumRowsRead: 9 }).pageStatus).toBe("SplitRecommended");
  expect(page({ endCursor }).pageStatus).toBeNull();
});

test("the read set ends at the last row that was looked at", () => {
  const readSetOf = (query: SerializedQuery) => {
    const tx = engine.begin("query");
    collect(tx.openQuery(query));
    tx.close();
    return tx.readSet;
  };
  const covers = (query: SerializedQuery, n: number) => {
    const { flushed } = commit(engine, (tx) => tx.insert("t", { n }));
    return readSetOf(query).ranges.some(([start, end]) => [...flushed.writeSet.keys].some((key) => key >= start && key < end));
  };
  const firstThree: SerializedQuery = { ...indexed("t.by_n", []), operators: [{ limit: 3 }] };
  expect(covers(firstThree, 100)).toBe(false);
  expect(covers(firstThree, -1)).toBe(true);
  expect(covers(indexed("t.by_n", [{ type: "Lt", fieldPath: "n", value: 50 }]), 49)).toBe(true);
  expect(covers(indexed("t.by_n", [{ type: "Lt", fieldPath: "n", value: 50 }]), 50)).toBe(false);
});
