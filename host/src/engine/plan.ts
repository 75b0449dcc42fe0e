import { AFTER, encodeValue } from "../values/order.ts";
import type { Json } from "../values/json.ts";
import type { Catalog } from "./catalog.ts";
import type { TableInfo } from "./table-info.ts";
import { EngineError } from "./errors.ts";
import { planSearch, type TextSearch } from "./text-search.ts";
import type { IndexBound, QuerySource } from "./query-types.ts";
import type { Key } from "./types.ts";

/** Where a query reads: one interval of one key space. */
export interface Plan {
  readonly table: TableInfo;
  readonly space: "docs" | "idx" | "search";
  readonly start: Key;
  readonly end: Key;
  readonly reverse: boolean;
  /** What is searched for, where the space is that of the answers to a search. */
  readonly search?: TextSearch;
}

/** Above everything that continues the last field with the 16 bytes of an id. */
const AFTER_ID = "\xff".repeat(17);

/** Turns the source of a query into the interval it reads. Throws `EngineError` for unknown indexes and malformed ranges. */
export function planSource(catalog: Catalog, source: QuerySource): Plan {
  if (source.type === "Search") {
    const search = planSearch(catalog, source);
    return { table: search.table, space: "search", start: "", end: AFTER, reverse: false, search };
  }
  const reverse = source.order === "desc";
  if (source.type === "FullTableScan") {
    const table = catalog.table(source.tableName);
    const prefix = table.indexes.get("by_creation_time")?.prefix ?? "";
    return { table, space: "idx", start: prefix, end: prefix + AFTER, reverse };
  }
  const dot = source.indexName.indexOf(".");
  const table = catalog.table(source.indexName.slice(0, dot));
  const name = source.indexName.slice(dot + 1);
  const encode = (value: Json, field: string) => (field === "_id" ? idBound(catalog, table, value) : encodeValue(value));
  if (name === "by_id") {
    return { table, space: "docs", ...interval(source.indexName, table.prefix, ["_id"], source.range, encode), reverse };
  }
  const index = table.indexes.get(name);
  if (index?.kind !== "ordered") throw new EngineError("IndexNotFound", `Index ${source.indexName} not found.`);
  const fields = [...index.fields, "_creationTime", "_id"];
  return { table, space: "idx", ...interval(source.indexName, index.prefix, fields, source.range, encode), reverse };
}

function interval(
  indexName: string,
  prefix: Key,
  fields: readonly string[],
  range: readonly IndexBound[],
  encode: (value: Json, field: string) => Key,
): { start: Key; end: Key } {
  let equal = prefix;
  let position = 0;
  let lower: Key | undefined;
  let upper: Key | undefined;
  // Exactly one byte after a field that another field follows: a string that goes on is `00 ff ...` and must stay above it.
  // The last two are the creation time, which the bytes of an id follow, and the id.
  const after = () => (position >= fields.length - 2 ? AFTER_ID : AFTER);
  for (const { type, fieldPath, value } of range) {
    const isNext = fields[position] === fieldPath;
    if (!isNext || (type === "Eq" && (lower ?? upper) !== undefined)) {
      throw new EngineError(
        "InvalidIndexRange",
        `Invalid index range for ${indexName}: fields must be used in the order of the index (${fields.join(", ")}), equalities first, then at most one lower and one upper bound on the next field; ${type.toLowerCase()}("${fieldPath}", ...) is out of place.`,
      );
    }
    const encoded = encode(value, fieldPath);
    switch (type) {
      case "Eq":
        equal += encoded;
        position++;
        break;
      case "Gt":
      case "Gte":
        if (lower !== undefined) throw twoBounds(indexName, "lower", fieldPath);
        lower = equal + encoded + (type === "Gt" ? after() : "");
        break;
      case "Lt":
      case "Lte":
        if (upper !== undefined) throw twoBounds(indexName, "upper", fieldPath);
        upper = equal + encoded + (type === "Lte" ? after() : "");
        break;
    }
  }
  const isBeforeId = position === fields.length || fields[position] === "_id";
  return { start: lower ?? equal, end: upper ?? equal + (isBeforeId ? AFTER_ID : AFTER) };
}

function twoBounds(indexName: string, which: string, fieldPath: string): EngineError {
  return new EngineError("InvalidIndexRange", `Invalid index range for ${indexName}: there is already a ${which} bound on "${fieldPath}".`);
}

/** Ids of one table sort as their bytes do. */
function idBound(catalog: Catalog, table: TableInfo, value: Json): Key {
  const located = typeof value === "string" ? catalog.locate(value) : null;
  if (located?.table === table) return located.key.slice(table.prefix.length);
  throw new EngineError("InvalidId", `Invalid index range for ${table.name}.by_id: ${JSON.stringify(value)} is not an ID of that table.`);
}
