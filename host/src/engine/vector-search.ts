import { setImmediate as nextTurn } from "node:timers/promises";
import { isJsonObject, type Json } from "../values/json.ts";
import { encodeValue, valueAtPath } from "../values/order.ts";
import type { Catalog } from "./catalog.ts";
import { idOfKey, parseDocument } from "./index-keys.ts";
import type { IndexInfo, TableInfo } from "./table-info.ts";
import { EngineError } from "./errors.ts";
import { kindOf, plainName } from "./index-kinds.ts";
import { isNextName } from "./prepare.ts";
import { hashOf, hashOffset, inverted, unitVector } from "./search-entries.ts";
import type { Key } from "./types.ts";
import { RangeCursor, readThrough, type View } from "./view.ts";

/** As on Convex. */
const MAX_RESULTS = 256;
const DEFAULT_RESULTS = 10;
const MAX_FILTERS = 64;
/** How long a search may hold the thread at a time. */
const SLICE_MS = 4;
const ROWS_PER_LOOK = 64;

/** The `query` of the `1.0/actions/vectorSearch` syscall. */
export interface VectorQuery {
  /** `table.index` */
  readonly indexName: string;
  readonly limit?: number | undefined;
  readonly vector: readonly number[];
  /** Null, or `$eq` of a `$field` and a `$literal`, or `$or` of such. */
  readonly expressions: Json;
}

export interface VectorMatch {
  readonly _id: string;
  /** Cosine of the angle to the vector that was searched for, from -1 to 1. */
  readonly _score: number;
}

interface Condition {
  readonly field: string;
  readonly encoded: string;
  readonly hash: string;
  readonly offset: number;
}

/**
 * Compares the vector with every one in the index, at one snapshot, a few ms at a time. The best first; of equal ones the lower id.
 *
 * @throws EngineError for a search that Convex would refuse too
 */
export async function searchVectors(
  view: View & { readonly catalog: Catalog; readonly isOpen: boolean },
  query: VectorQuery,
): Promise<VectorMatch[]> {
  const { table, index } = locate(view.catalog, query.indexName);
  const { limit = DEFAULT_RESULTS, vector } = query;
  if (!Number.isInteger(limit) || limit < 1 || limit > MAX_RESULTS)
    throw new EngineError("InvalidVectorQueryLimit", `Vector queries must have a limit between 1 and ${MAX_RESULTS}. Got ${limit}.`);
  const wanted = vector.length === index.dimensions ? unitVector(vector) : null;
  if (wanted === null)
    throw new EngineError(
      "InvalidVector",
      `Vector search against ${query.indexName} needs ${index.dimensions} finite numbers. Got ${vector.length}.`,
    );
  const conditions = query.expressions === null ? null : conditionsOf(index, query);
  const best = new Best(limit);
  const target = floats(wanted, 0);
  const numbersAt = hashOffset(index, index.fields.length - 1);
  const cursor = new RangeCursor(view, "idx", index.prefix, `${index.prefix}\xff`, false, { expectedRows: 64, withDocuments: false });
  let startedAt = performance.now();
  for (let count = 1, row = cursor.next(); row !== null; row = cursor.next(), count++) {
    const { key, document: value } = row;
    const possible = conditions?.filter(({ hash, offset }) => value.startsWith(hash, offset));
    if (possible === undefined || possible.length > 0) {
      const score = product(target, floats(value, numbersAt));
      const documentKey = table.prefix + inverted(key.slice(-16));
      if (best.takes(score) && (possible === undefined || holds(view, documentKey, possible))) best.add(documentKey, score);
    }
    if (count % ROWS_PER_LOOK !== 0 || performance.now() - startedAt < SLICE_MS) continue;
    await nextTurn();
    if (!view.isOpen) throw new EngineError("TransactionClosed", "This search has ended.");
    startedAt = performance.now();
  }
  return best.sorted().map(({ key, score }) => ({ _id: idOfKey(table, key), _score: score }));
}

function locate(catalog: Catalog, indexName: string): { table: TableInfo; index: IndexInfo } {
  const dot = indexName.indexOf(".");
  const table = catalog.table(indexName.slice(0, dot));
  const index = [...table.indexes.values()].find(
    ({ name }) => plainName(name) === indexName.slice(dot + 1) && kindOf(name).kind === "vector" && !isNextName(name),
  );
  if (index === undefined) throw new EngineError("IndexNotFound", `Vector index ${indexName} not found.`);
  return { table, index };
}

/** One of them must hold. */
function conditionsOf(index: IndexInfo, { expressions, indexName }: VectorQuery): Condition[] {
  const refuse = (why: string) => new EngineError("InvalidVectorFilter", `Vector search against ${indexName} ${why}`);
  const alternatives = isJsonObject(expressions) && Array.isArray(expressions["$or"]) ? expressions["$or"] : [expressions];
  if (alternatives.length > MAX_FILTERS) throw refuse(`has too many filter conditions. Max: ${MAX_FILTERS} Actual: ${alternatives.length}`);
  return alternatives.map((one) => {
    const [left, right] = isJsonObject(one) && Array.isArray(one["$eq"]) ? one["$eq"] : [];
    const field = isJsonObject(left) ? left["$field"] : undefined;
    if (typeof field !== "string" || !isJsonObject(right) || right["$literal"] === undefined)
      throw refuse("can only filter by `q.eq` of a field and a value, or `q.or` of such.");
    const number = index.fields.indexOf(field, 1) - 1;
    if (number < 0) throw refuse(`contains a filter on "${field}", which is none of its filter fields.`);
    const encoded = encodeValue(right["$literal"]);
    return { field, encoded, hash: hashOf(encoded), offset: hashOffset(index, number) };
  });
}

/** Whether one of the conditions holds, not only for the hash. */
function holds(view: View, key: Key, conditions: readonly Condition[]): boolean {
  const text = readThrough(view, "docs", key);
  const document = text === null ? null : parseDocument(text);
  return document !== null && conditions.some(({ field, encoded }) => encodeValue(valueAtPath(document, field)) === encoded);
}

function floats(value: string, from: number): Float32Array {
  // Memory of its own, because float32 must lie at a multiple of four.
  const bytes = Buffer.allocUnsafeSlow(value.length - from);
  bytes.write(from === 0 ? value : value.slice(from), "latin1");
  return new Float32Array(bytes.buffer);
}

function product(a: Float32Array, b: Float32Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += (a[i] ?? 0) * (b[i] ?? 0);
  return Math.max(-1, Math.min(1, sum));
}

/** The best so many. */
class Best {
  readonly #limit: number;
  #kept: { readonly key: Key; readonly score: number }[] = [];
  #least = -Infinity;

  constructor(limit: number) {
    this.#limit = limit;
  }

  takes(score: number): boolean {
    return score >= this.#least;
  }

  add(key: Key, score: number): void {
    this.#kept.push({ key, score });
    if (this.#kept.length < this.#limit * 2) return;
    this.#kept = this.sorted();
    this.#least = this.#kept.at(-1)?.score ?? this.#least;
  }

  sorted(): { readonly key: Key; readonly score: number }[] {
    return this.#kept.toSorted((a, b) => b.score - a.score || (a.key < b.key ? -1 : 1)).slice(0, this.#limit);
  }
}
