import fc from "fast-check";
import { compareValues, jsonToConvex, type Value } from "convex/values";
import { afterEach, beforeEach, expect, test } from "vitest";
import type { Json, JsonObject } from "../values/json.ts";
import { valueAtPath } from "../values/order.ts";
import { intersects } from "./read-set.ts";
import { collect, commit, read, schemaWith, temporaryEngine } from "./testing.ts";
import type { Engine, IndexBound, QueryOperator, SerializedQuery, Transaction } from "./types.ts";

/*
 * Random documents, random changes and random index ranges, against a model that keeps an array and sorts it with the
 * comparison of the convex package.
 */

const INDEXES: Record<string, string[]> = { by_a: ["a"], by_a_b: ["a", "b.c"], by_creation_time: [] };

let engine: Engine;
let destroy: () => void;
beforeEach(() => {
  ({ engine, destroy } = temporaryEngine());
  engine.applySchema(schemaWith({ t: { by_a: ["a"], by_a_b: ["a", "b.c"] } }));
});
afterEach(() => destroy());

const scalar: fc.Arbitrary<Json> = fc.oneof(
  fc.integer({ min: -2, max: 2 }),
  fc.constantFrom<Json>(null, true, false, "", "a", "a\u0000", "b", 0.5, { $integer: "AQAAAAAAAAA=" }, { $float: "AAAAAAAA+H8=" }, [1], {}),
);
const fields: fc.Arbitrary<JsonObject> = fc.record(
  { a: scalar, b: fc.oneof(scalar, fc.record({ c: scalar })), n: fc.nat(5) },
  { requiredKeys: [] },
) as fc.Arbitrary<JsonObject>;
const change = fc.oneof(
  fc.record({ kind: fc.constant("insert" as const), fields }),
  fc.record({ kind: fc.constant("patch" as const), which: fc.nat(30), fields }),
  fc.record({ kind: fc.constant("replace" as const), which: fc.nat(30), fields }),
  fc.record({ kind: fc.constant("remove" as const), which: fc.nat(30) }),
);
type Change = typeof change extends fc.Arbitrary<infer C> ? C : never;

const bound: fc.Arbitrary<Json> = fc.oneof({ weight: 9, arbitrary: scalar }, { weight: 1, arbitrary: fc.constant({ $undefined: null }) });
const range = (paths: string[]): fc.Arbitrary<IndexBound[]> =>
  fc.nat(paths.length).chain((equal) => {
    const next = paths[equal];
    const parts: fc.Arbitrary<IndexBound[]>[] = paths
      .slice(0, equal)
      .map((fieldPath) => bound.map((value) => [{ type: "Eq" as const, fieldPath, value }]));
    if (next !== undefined) {
      for (const types of [
        ["Gt", "Gte"],
        ["Lt", "Lte"],
      ] as const) {
        parts.push(
          fc
            .option(fc.tuple(fc.constantFrom(...types), bound), { nil: null })
            .map((b) => (b === null ? [] : [{ type: b[0], fieldPath: next, value: b[1] }])),
        );
      }
    }
    return fc.tuple(...parts).map((lists) => lists.flat());
  });
const source: fc.Arbitrary<SerializedQuery["source"]> = fc.constantFrom(...Object.keys(INDEXES)).chain((name) =>
  fc.record({
    type: fc.constant("IndexRange" as const),
    indexName: fc.constant(`t.${name}`),
    range: range(INDEXES[name] ?? []),
    order: fc.constantFrom("asc" as const, "desc" as const),
  }),
);
const operator: fc.Arbitrary<QueryOperator> = fc.oneof(
  fc.nat(6).map((limit) => ({ limit })),
  fc.nat(5).map((n): QueryOperator => ({ filter: { $lte: [{ $field: "n" }, { $literal: n }] } })),
);
const query: fc.Arbitrary<SerializedQuery> = fc.record({ source, operators: fc.array(operator, { maxLength: 2 }) });

function toValue(json: Json | undefined): Value | undefined {
  const isUndefined = json === undefined || (typeof json === "object" && json !== null && "$undefined" in json);
  return isUndefined ? undefined : jsonToConvex(json);
}

function isWithin({ type, fieldPath, value }: IndexBound, document: JsonObject): boolean {
  const order = compareValues(toValue(valueAtPath(document, fieldPath)), toValue(value));
  return { Eq: order === 0, Gt: order > 0, Gte: order >= 0, Lt: order < 0, Lte: order <= 0 }[type];
}

function model(documents: JsonObject[], { source: from, operators }: SerializedQuery): JsonObject[] {
  if (from.type !== "IndexRange") throw new Error("not generated");
  const paths = [...(INDEXES[from.indexName.slice(2)] ?? []), "_creationTime"];
  let rows = documents.filter((document) => from.range.every((b) => isWithin(b, document)));
  rows.sort((x, y) => {
    for (const path of paths) {
      const order = compareValues(toValue(valueAtPath(x, path)), toValue(valueAtPath(y, path)));
      if (order !== 0) return order;
    }
    return 0;
  });
  if (from.order === "desc") rows.reverse();
  for (const step of operators) {
    if ("limit" in step) rows = rows.slice(0, step.limit);
    else {
      const max = (step.filter as { $lte: [Json, { $literal: number }] }).$lte[1].$literal;
      rows = rows.filter((document) => typeof document["n"] !== "number" || document["n"] <= max);
    }
  }
  return rows;
}

const current = (tx: Transaction) => collect(tx.openQuery({ source: { type: "FullTableScan", tableName: "t" }, operators: [] }));
const idOf = (document: JsonObject) => (typeof document["_id"] === "string" ? document["_id"] : "");
const clear = (tx: Transaction) => current(tx).forEach((document) => tx.remove(idOf(document)));

/** Applies one change to the transaction and to the model's list. */
function apply(tx: Transaction, documents: JsonObject[], action: Change): void {
  if (action.kind === "insert") {
    documents.push(JSON.parse(tx.get(tx.insert("t", action.fields)) ?? "") as JsonObject);
    return;
  }
  const at = documents.length === 0 ? -1 : action.which % documents.length;
  const target = documents[at];
  if (target === undefined) return;
  const id = idOf(target);
  const system = { _id: id, _creationTime: target["_creationTime"] ?? null };
  if (action.kind === "remove") {
    tx.remove(id);
    documents.splice(at, 1);
  } else if (action.kind === "patch") {
    tx.patch(id, action.fields);
    documents[at] = { ...target, ...action.fields };
  } else {
    tx.replace(id, action.fields);
    documents[at] = { ...system, ...action.fields };
  }
}

test("queries give what the model gives: committed, in the open batch, and over a mutation's own writes", () => {
  fc.assert(
    fc.property(
      fc.array(change, { maxLength: 25 }),
      fc.array(change, { maxLength: 12 }),
      fc.array(change, { maxLength: 12 }),
      fc.array(query, { minLength: 1, maxLength: 6 }),
      (first, second, third, queries) => {
        const documents: JsonObject[] = [];
        commit(engine, (tx) => {
          clear(tx);
          for (const action of first) apply(tx, documents, action);
        });
        const committed = [...documents];
        for (const q of queries) expect(read(engine, (tx) => collect(tx.openQuery(q)))).toEqual(model(documents, q));
        const running = engine.begin("query");
        const staged = engine.begin("mutation");
        for (const action of second) apply(staged, documents, action);
        engine.stage(staged);
        const own = engine.begin("mutation");
        for (const action of third) apply(own, documents, action);
        for (const q of queries) expect(collect(own.openQuery(q))).toEqual(model(documents, q));
        engine.stage(own);
        for (const q of queries) expect(collect(running.openQuery(q))).toEqual(model(committed, q));
        engine.flush();
        // The running query still sees its snapshot, a new one everything.
        for (const q of queries) expect(collect(running.openQuery(q))).toEqual(model(committed, q));
        running.close();
        for (const q of queries) expect(read(engine, (tx) => collect(tx.openQuery(q)))).toEqual(model(documents, q));
        expect(read(engine, (tx) => tx.count("t"))).toBe(documents.length);
      },
    ),
    { numRuns: 120 },
  );
});

test("a commit that does not meet the read set never changes the result", () => {
  let untouched = 0;
  fc.assert(
    fc.property(
      fc.array(change, { maxLength: 20 }),
      fc.array(change, { minLength: 1, maxLength: 2 }),
      fc.array(query, { minLength: 1, maxLength: 8 }),
      (first, second, queries) => {
        const documents: JsonObject[] = [];
        commit(engine, (tx) => {
          clear(tx);
          for (const action of first) apply(tx, documents, action);
        });
        const before = queries.map((q) => {
          const tx = engine.begin("query");
          const result = collect(tx.openQuery(q));
          const page = tx.queryPage({ query: q, cursor: null, pageSize: 3 });
          tx.close();
          return { q, result, page, readSet: tx.readSet };
        });
        const { flushed } = commit(engine, (tx) => second.forEach((action) => apply(tx, documents, action)));
        for (const { q, result, page, readSet } of before) {
          if (intersects(readSet, flushed.writeSet)) continue;
          untouched++;
          read(engine, (tx) => {
            expect(collect(tx.openQuery(q))).toEqual(result);
            expect(tx.queryPage({ query: q, cursor: null, pageSize: 3 })).toEqual(page);
          });
        }
      },
    ),
    { numRuns: 150 },
  );
  // Otherwise the test would say nothing.
  expect(untouched).toBeGreaterThan(80);
});

test("pages kept by their end cursors stay gapless and without overlap while documents come and go", () => {
  fc.assert(
    fc.property(
      fc.array(change, { maxLength: 25 }),
      fc.array(change, { maxLength: 15 }),
      source,
      fc.integer({ min: 1, max: 4 }),
      (first, second, from, pageSize) => {
        const q: SerializedQuery = { source: from, operators: [] };
        const documents: JsonObject[] = [];
        commit(engine, (tx) => {
          clear(tx);
          for (const action of first) apply(tx, documents, action);
        });
        const bounds: { cursor: string | null; endCursor: string }[] = [];
        const pagesNow = () =>
          bounds.flatMap((b) =>
            read(engine, (tx) => tx.queryPage({ query: q, ...b, pageSize })).page.map((text) => JSON.parse(text) as JsonObject),
          );
        const loaded: JsonObject[] = [];
        for (let cursor: string | null = null; ;) {
          const page = read(engine, (tx) => tx.queryPage({ query: q, cursor, pageSize }));
          loaded.push(...page.page.map((text) => JSON.parse(text) as JsonObject));
          bounds.push({ cursor, endCursor: page.continueCursor });
          if (page.isDone) break;
          cursor = page.continueCursor;
        }
        expect(loaded).toEqual(model(documents, q));
        commit(engine, (tx) => second.forEach((action) => apply(tx, documents, action)));
        expect(pagesNow()).toEqual(model(documents, q));
      },
    ),
    { numRuns: 100 },
  );
});

test("nested savepoints undo exactly what came after them", () => {
  const nested = fc.oneof(
    { weight: 5, arbitrary: change },
    { weight: 1, arbitrary: fc.constant({ kind: "mark" as const }) },
    { weight: 1, arbitrary: fc.constant({ kind: "undo" as const }) },
    { weight: 1, arbitrary: fc.constant({ kind: "keep" as const }) },
  );
  fc.assert(
    fc.property(
      fc.array(change, { maxLength: 10 }),
      fc.array(nested, { maxLength: 40 }),
      fc.array(query, { minLength: 1, maxLength: 4 }),
      (first, steps, queries) => {
        let documents: JsonObject[] = [];
        commit(engine, (tx) => {
          clear(tx);
          for (const action of first) apply(tx, documents, action);
        });
        const marks: { savepoint: number; documents: JsonObject[] }[] = [];
        commit(engine, (tx) => {
          for (const action of steps) {
            if (action.kind === "mark") marks.push({ savepoint: tx.savepoint(), documents: [...documents] });
            else if (action.kind === "undo" || action.kind === "keep") {
              const mark = marks.pop();
              if (mark === undefined) continue;
              if (action.kind === "keep") tx.release(mark.savepoint);
              else {
                tx.rollbackTo(mark.savepoint);
                documents = mark.documents;
              }
            } else apply(tx, documents, action);
          }
          for (const q of queries) expect(collect(tx.openQuery(q))).toEqual(model(documents, q));
        });
        for (const q of queries) expect(read(engine, (tx) => collect(tx.openQuery(q)))).toEqual(model(documents, q));
      },
    ),
    { numRuns: 100 },
  );
});
