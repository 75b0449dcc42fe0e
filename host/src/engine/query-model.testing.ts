import fc from "fast-check";
import { compareValues, jsonToConvex, type Value } from "convex/values";
import type { Json, JsonObject } from "../values/json.ts";
import { valueAtPath } from "../values/order.ts";
import type { IndexBound, QueryOperator, SerializedQuery } from "./query-types.ts";
import { collect } from "./testing.ts";
import type { Transaction } from "./types.ts";

/* Random documents, changes and queries, and a model of what a query answers: an array, sorted with the comparison of the convex package. */

const INDEXES: Record<string, string[]> = { by_a: ["a"], by_a_b: ["a", "b.c"], by_creation_time: [] };

const scalar: fc.Arbitrary<Json> = fc.oneof(
  fc.integer({ min: -2, max: 2 }),
  fc.constantFrom<Json>(null, true, false, "", "a", "a\u0000", "b", 0.5, { $integer: "AQAAAAAAAAA=" }, { $float: "AAAAAAAA+H8=" }, [1], {}),
);
const fields: fc.Arbitrary<JsonObject> = fc.record(
  { a: scalar, b: fc.oneof(scalar, fc.record({ c: scalar })), n: fc.nat(5) },
  { requiredKeys: [] },
) as fc.Arbitrary<JsonObject>;
export const change = fc.oneof(
  fc.record({ kind: fc.constant("insert" as const), fields }),
  fc.record({ kind: fc.constant("patch" as const), which: fc.nat(30), fields }),
  fc.record({ kind: fc.constant("replace" as const), which: fc.nat(30), fields }),
  fc.record({ kind: fc.constant("remove" as const), which: fc.nat(30) }),
);
export type Change = typeof change extends fc.Arbitrary<infer C> ? C : never;

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
export const source: fc.Arbitrary<SerializedQuery["source"]> = fc.constantFrom(...Object.keys(INDEXES)).chain((name) =>
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
export const query: fc.Arbitrary<SerializedQuery> = fc.record({ source, operators: fc.array(operator, { maxLength: 2 }) });

function toValue(json: Json | undefined): Value | undefined {
  const isUndefined = json === undefined || (typeof json === "object" && json !== null && "$undefined" in json);
  return isUndefined ? undefined : jsonToConvex(json);
}

function isWithin({ type, fieldPath, value }: IndexBound, document: JsonObject): boolean {
  const order = compareValues(toValue(valueAtPath(document, fieldPath)), toValue(value));
  return { Eq: order === 0, Gt: order > 0, Gte: order >= 0, Lt: order < 0, Lte: order <= 0 }[type];
}

/** What a query must answer over these documents. */
export function model(documents: JsonObject[], { source: from, operators }: SerializedQuery): JsonObject[] {
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
export const clear = (tx: Transaction) => current(tx).forEach((document) => tx.remove(idOf(document)));

/** Applies one change to the transaction and to the model's list. */
export function apply(tx: Transaction, documents: JsonObject[], action: Change): void {
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
